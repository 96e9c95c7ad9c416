using System.Buffers.Binary;

namespace McpContextBrowser.Core.Crypto;

/// <summary>
/// The keyed name under which a table finds something without saying what it is: the first 128 bits of an HMAC-SHA256.
/// Without the look-up key a name can be neither computed nor reversed; equal things have equal names inside a collection.
/// Two of n different things share a name with a chance of about n²/2¹²⁹.
/// </summary>
public readonly record struct LookupName(UInt128 Value)
{
    /// <summary>Bytes of a stored name.</summary>
    public const int Length = 16;

    /// <param name="bytes">Exactly <see cref="Length"/> bytes, as <see cref="CopyTo"/> wrote them.</param>
    public static LookupName FromBytes(ReadOnlySpan<byte> bytes) =>
        bytes.Length == Length
            ? new(BinaryPrimitives.ReadUInt128BigEndian(bytes))
            : throw new ArgumentException($"A look-up name has {Length} bytes, not {bytes.Length}.", nameof(bytes));

    /// <param name="destination">At least <see cref="Length"/> bytes.</param>
    public void CopyTo(Span<byte> destination) => BinaryPrimitives.WriteUInt128BigEndian(destination, Value);

    /// <summary>A new array, for a column of type BLOB; sorts as the value does.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        CopyTo(bytes);
        return bytes;
    }

    public override string ToString() => Value.ToString("x32", null);
}
