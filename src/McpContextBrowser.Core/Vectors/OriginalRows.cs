using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace McpContextBrowser.Core.Vectors;

/// <summary>The vectors themselves, one row a node, as floats or halves: what the best candidates are scored on.</summary>
internal sealed unsafe class OriginalRows : IDisposable
{
    private readonly VectorArena _arena;
    private readonly OriginalVectors _kind;
    private readonly int _paddedDimensions;

    /// <param name="kind">Half or Full.</param>
    /// <param name="dimensions">Floats a vector has; rows are padded.</param>
    /// <param name="capacity">Rows there is room for.</param>
    public OriginalRows(OriginalVectors kind, int dimensions, int capacity)
    {
        _kind = kind;
        _paddedDimensions = Padding.FloatsFor(dimensions);
        RowBytes = RowBytesFor(kind, dimensions);
        _arena = new VectorArena((long)RowBytes * capacity);
    }

    public int RowBytes { get; }

    /// <summary>The native block, to be held while rows are read.</summary>
    public SafeHandle Memory => _arena;

    public static int RowBytesFor(OriginalVectors kind, int dimensions) => kind switch
    {
        OriginalVectors.Half => Padding.FloatsFor(dimensions) * sizeof(ushort),
        OriginalVectors.Full => Padding.FloatsFor(dimensions) * sizeof(float),
        _ => 0,
    };

    /// <summary>Whether every coordinate is finite in half precision.</summary>
    public static bool FitsHalf(ReadOnlySpan<float> vector)
    {
        foreach (var value in vector)
        {
            if (MathF.Abs(value) > (float)Half.MaxValue)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Rows as bytes, for the snapshot.</summary>
    public Span<byte> Bytes(int firstRow, int rows) => _arena.Span((long)firstRow * RowBytes, rows * RowBytes);

    public void CopyTo(OriginalRows other, int rows) =>
        Buffer.MemoryCopy(_arena.Pointer, other._arena.Pointer, other._arena.Bytes, (long)rows * RowBytes);

    /// <summary>Writes a row; what is beyond the vector stays 0.</summary>
    public void Set(int node, ReadOnlySpan<float> vector)
    {
        var row = Bytes(node, 1);
        if (_kind == OriginalVectors.Full)
        {
            vector.CopyTo(MemoryMarshal.Cast<byte, float>(row));
            return;
        }

        var halves = MemoryMarshal.Cast<byte, Half>(row);
        for (var i = 0; i < vector.Length; i++)
        {
            halves[i] = (Half)vector[i];
        }
    }

    /// <summary>Whether a row is exactly this vector, in the form in which the row is kept.</summary>
    public bool Holds(int node, ReadOnlySpan<float> vector)
    {
        var row = Bytes(node, 1);
        if (_kind == OriginalVectors.Full)
        {
            return MemoryMarshal.Cast<byte, float>(row)[..vector.Length].SequenceEqual(vector);
        }

        var halves = MemoryMarshal.Cast<byte, Half>(row);
        for (var i = 0; i < vector.Length; i++)
        {
            if (halves[i] != (Half)vector[i])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Distance of a row to a query: smaller is nearer.</summary>
    /// <param name="measure">Inner products are negated.</param>
    /// <param name="node">A row that was set.</param>
    /// <param name="query">Padded as codes are.</param>
    /// <param name="kernels">The arithmetic for floats.</param>
    public float Distance(VectorMeasure measure, int node, float* query, VectorKernels kernels) =>
        Distance(_kind, measure, _arena.Pointer + ((long)node * RowBytes), query, _paddedDimensions, kernels);

    /// <summary>Distance of a row, wherever it is, to a query.</summary>
    /// <param name="kind">Its form: Half or Full.</param>
    /// <param name="measure">Inner products are negated.</param>
    /// <param name="row">Aligned as floats are.</param>
    /// <param name="query">Padded as codes are.</param>
    /// <param name="paddedDimensions">Numbers in the row.</param>
    /// <param name="kernels">The arithmetic for floats.</param>
    public static float Distance(
        OriginalVectors kind, VectorMeasure measure, byte* row, float* query, int paddedDimensions, VectorKernels kernels)
    {
        if (kind == OriginalVectors.Half)
        {
            return HalfDistance(measure, (ushort*)row, query, paddedDimensions);
        }

        return measure == VectorMeasure.SquaredEuclidean
            ? kernels.SquaredDistance((float*)row, query, paddedDimensions)
            : -kernels.Dot((float*)row, query, paddedDimensions);
    }

    public void Dispose() => _arena.Dispose();

    private static float HalfDistance(VectorMeasure measure, ushort* row, float* query, int paddedDimensions)
    {
        var sum = Vector256<float>.Zero;
        for (var i = 0; i < paddedDimensions; i += 16)
        {
            var (low, high) = Vector256.Widen(Vector256.Load(row + i));
            var first = ToSingle(low);
            var second = ToSingle(high);
            if (measure == VectorMeasure.SquaredEuclidean)
            {
                first -= Vector256.Load(query + i);
                second -= Vector256.Load(query + i + 8);
                sum += (first * first) + (second * second);
            }
            else
            {
                sum += (first * Vector256.Load(query + i)) + (second * Vector256.Load(query + i + 8));
            }
        }

        return measure == VectorMeasure.SquaredEuclidean ? Vector256.Sum(sum) : -Vector256.Sum(sum);
    }

    // Exponent and fraction moved to their places in a float, then the difference of the two exponent biases (127 − 15)
    // multiplied in, which also brings subnormal halves right. There are no infinities or NaN among the rows.
    private static Vector256<float> ToSingle(Vector256<uint> halves)
    {
        var magnitude = ((halves & Vector256.Create(0x7FFFu)) << 13).AsSingle() * Vector256.Create(5.192296858534828e33f); // 2^112
        return (magnitude.AsUInt32() | ((halves & Vector256.Create(0x8000u)) << 16)).AsSingle();
    }
}
