using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace McpContextBrowser.Core.Store;

/// <summary>The vectors of a content's chunks by one model, as half-precision floats, row after row; a zero row is "no vector".</summary>
/// <param name="Dimensions">Floats a row.</param>
/// <param name="Bytes">2 × dimensions × chunks bytes, little-endian.</param>
public readonly record struct VectorBlock(int Dimensions, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>i32 dimensions | rows.</summary>
    public byte[] Encode()
    {
        var bytes = new byte[4 + Bytes.Length];
        BitConverter.TryWriteBytes(bytes, Dimensions);
        Bytes.Span.CopyTo(bytes.AsSpan(4));
        return bytes;
    }

    /// <exception cref="InvalidDataException">The bytes are not whole rows.</exception>
    public static VectorBlock Decode(ReadOnlyMemory<byte> bytes)
    {
        var dimensions = bytes.Length < 4 ? -1 : BitConverter.ToInt32(bytes.Span);
        return dimensions <= 0 || (bytes.Length - 4) % (2 * dimensions) != 0
            ? throw new InvalidDataException($"vectors: {bytes.Length} bytes are not rows of {dimensions}")
            : new(dimensions, bytes[4..]);
    }

    public int Rows => Dimensions == 0 ? 0 : Bytes.Length / (2 * Dimensions);

    /// <summary>Rounds unit vectors to half precision (largest error of a component 2⁻¹², of a cosine about 1e-4).</summary>
    public static VectorBlock From(int dimensions, ReadOnlySpan<float> rows)
    {
        var bytes = new byte[2 * rows.Length];
        TensorPrimitives.ConvertToHalf(rows, MemoryMarshal.Cast<byte, Half>(bytes.AsSpan()));
        return new(dimensions, bytes);
    }

    /// <summary>False for a zero row.</summary>
    public bool HasVector(int row) => Bytes.Span.Slice(2 * Dimensions * row, 2 * Dimensions).ContainsAnyExcept((byte)0);

    /// <summary>Widens one row.</summary>
    /// <returns>False for a zero row, which is "no vector".</returns>
    public bool Read(int row, Span<float> vector)
    {
        var halves = MemoryMarshal.Cast<byte, Half>(Bytes.Span.Slice(2 * Dimensions * row, 2 * Dimensions));
        TensorPrimitives.ConvertToSingle(halves, vector);
        return vector[..Dimensions].ContainsAnyExcept(0f);
    }
}
