using System.Buffers.Binary;

namespace McpContextBrowser.Core.Crypto;

/// <summary>
/// The clear start of a sealed record. It is authenticated with the rest, and because it is clear, a refusal can say what is
/// wrong: swapped, replayed or cut is seen before the tag, and what is left is damage. None of it is more than the row beside it says.
/// Layout, little-endian: version 1 · kind 1 · session 4 · counter 4 · key 8 · sequence 8 · plaintext length 4.
/// </summary>
/// <param name="Address">Where the writer put the record. Not to be trusted before <see cref="Envelope.Open(in RecordAddress, ReadOnlySpan{byte}, Span{byte})"/> has succeeded.</param>
/// <param name="Session">The writer session whose key seals it.</param>
/// <param name="Counter">The session's nonce for it.</param>
/// <param name="PlaintextLength">Bytes, at least 0.</param>
public readonly record struct RecordHeader(RecordAddress Address, uint Session, uint Counter, int PlaintextLength)
{
    // 1: the layout above, AES-256-GCM, tag at the end
    public const byte Version = 1;

    /// <summary>Bytes before the ciphertext.</summary>
    public const int Length = 30;

    /// <summary>Bytes a record has beyond its plaintext.</summary>
    public const int Overhead = Length + GcmCipher.TagLength;

    /// <summary>Reads the start of a record.</summary>
    /// <returns>False when it is shorter than an empty record or of another version.</returns>
    public static bool TryRead(ReadOnlySpan<byte> record, out RecordHeader header)
    {
        header = default;
        if (record.Length < Overhead || record[0] != Version)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(record[26..]);
        if (length < 0)
        {
            return false;
        }

        header = new(
            new((RecordKind)record[1], BinaryPrimitives.ReadInt64LittleEndian(record[10..]), BinaryPrimitives.ReadInt64LittleEndian(record[18..])),
            BinaryPrimitives.ReadUInt32LittleEndian(record[2..]),
            BinaryPrimitives.ReadUInt32LittleEndian(record[6..]),
            length);
        return true;
    }

    /// <param name="destination">At least <see cref="Length"/> bytes.</param>
    internal void Write(Span<byte> destination)
    {
        destination[0] = Version;
        destination[1] = (byte)Address.Kind;
        BinaryPrimitives.WriteUInt32LittleEndian(destination[2..], Session);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[6..], Counter);
        BinaryPrimitives.WriteInt64LittleEndian(destination[10..], Address.Key);
        BinaryPrimitives.WriteInt64LittleEndian(destination[18..], Address.Sequence);
        BinaryPrimitives.WriteInt32LittleEndian(destination[26..], PlaintextLength);
    }
}
