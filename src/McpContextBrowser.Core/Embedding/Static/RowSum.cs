using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace McpContextBrowser.Core.Embedding.Static;

/// <summary>
/// Weighted sum of int8 rows in float32: y = Σ wᵢ · E[idᵢ]. Works in blocks of 64 columns, whose sums stay in registers
/// while all rows pass; a block of one row is one cache line.
/// </summary>
/// <remarks>The order of summation is the order of the ids at every width; only fused multiply-add differs in the last bits.</remarks>
internal static unsafe class RowSum
{
    private const int Block = 64;
    private const int FewRows = 24; // a question: the plain loop, compiled ahead of time, takes 5 µs; compiling a wide loop takes 2 ms
    private const int Ahead = 8; // rows fetched before they are needed: covers a miss of the second-level cache

    /// <summary>Sums by the widest instructions of this CPU that pay off.</summary>
    /// <param name="rows">Row-major int8, <paramref name="dimensions"/> columns.</param>
    /// <param name="ids">Rows to add.</param>
    /// <param name="weights">One for each id.</param>
    /// <param name="sum"><paramref name="dimensions"/> floats, overwritten.</param>
    public static void Add(sbyte* rows, int dimensions, ReadOnlySpan<int> ids, ReadOnlySpan<float> weights, Span<float> sum)
    {
        if (ids.Length <= FewRows)
        {
            Add(rows, dimensions, ids, weights, sum, 0);
        }
        else
        {
            AddMany(rows, dimensions, ids, weights, sum);
        }
    }

    // Apart from Add, because a method that asks for AVX cannot be compiled ahead of time.
    private static void AddMany(sbyte* rows, int dimensions, ReadOnlySpan<int> ids, ReadOnlySpan<float> weights, Span<float> sum) =>
        Add(rows, dimensions, ids, weights, sum, Avx512F.IsSupported ? 512 : Avx2.IsSupported ? 256 : 128);

    /// <summary>Sums by instructions of a given width, for tests; 0 is the plain loop.</summary>
    public static void Add(
        sbyte* rows, int dimensions, ReadOnlySpan<int> ids, ReadOnlySpan<float> weights, Span<float> sum, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(weights.Length, ids.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(sum.Length, dimensions);
        fixed (int* id = ids)
        fixed (float* weight = weights)
        fixed (float* y = sum)
        {
            var column = 0;
            for (; width > 0 && column + Block <= dimensions; column += Block)
            {
                switch (width)
                {
                    case 512:
                        Block512(rows + column, dimensions, id, weight, ids.Length, y + column);
                        break;
                    case 256:
                        Block256(rows + column, dimensions, id, weight, ids.Length, y + column);
                        break;
                    default:
                        Block128(rows + column, dimensions, id, weight, ids.Length, y + column);
                        break;
                }
            }

            Plain(rows, dimensions, column, id, weight, ids.Length, y);
        }
    }

    private static void Plain(sbyte* rows, int dimensions, int column, int* id, float* weight, int n, float* y)
    {
        for (; column < dimensions; column++)
        {
            var sum = 0f;
            for (var i = 0; i < n; i++)
            {
                sum += weight[i] * rows[((nint)id[i] * dimensions) + column];
            }

            y[column] = sum;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Block512(sbyte* rows, int stride, int* id, float* weight, int n, float* y)
    {
        Vector512<float> a = default, b = default, c = default, d = default;
        for (var i = 0; i < n; i++)
        {
            if (i + Ahead < n)
            {
                Sse.Prefetch0(rows + ((nint)id[i + Ahead] * stride));
            }

            var row = rows + ((nint)id[i] * stride);
            var w = Vector512.Create(weight[i]);
            a = Vector512.FusedMultiplyAdd(Avx512F.ConvertToVector512Single(Avx512F.ConvertToVector512Int32(Vector128.Load(row))), w, a);
            b = Vector512.FusedMultiplyAdd(Avx512F.ConvertToVector512Single(Avx512F.ConvertToVector512Int32(Vector128.Load(row + 16))), w, b);
            c = Vector512.FusedMultiplyAdd(Avx512F.ConvertToVector512Single(Avx512F.ConvertToVector512Int32(Vector128.Load(row + 32))), w, c);
            d = Vector512.FusedMultiplyAdd(Avx512F.ConvertToVector512Single(Avx512F.ConvertToVector512Int32(Vector128.Load(row + 48))), w, d);
        }

        a.Store(y);
        b.Store(y + 16);
        c.Store(y + 32);
        d.Store(y + 48);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Block256(sbyte* rows, int stride, int* id, float* weight, int n, float* y)
    {
        Vector256<float> a = default, b = default, c = default, d = default, e = default, f = default, g = default, h = default;
        for (var i = 0; i < n; i++)
        {
            if (i + Ahead < n)
            {
                Sse.Prefetch0(rows + ((nint)id[i + Ahead] * stride));
            }

            var row = rows + ((nint)id[i] * stride);
            var w = Vector256.Create(weight[i]);
            a = MultiplyAdd(row, w, a);
            b = MultiplyAdd(row + 8, w, b);
            c = MultiplyAdd(row + 16, w, c);
            d = MultiplyAdd(row + 24, w, d);
            e = MultiplyAdd(row + 32, w, e);
            f = MultiplyAdd(row + 40, w, f);
            g = MultiplyAdd(row + 48, w, g);
            h = MultiplyAdd(row + 56, w, h);
        }

        a.Store(y);
        b.Store(y + 8);
        c.Store(y + 16);
        d.Store(y + 24);
        e.Store(y + 32);
        f.Store(y + 40);
        g.Store(y + 48);
        h.Store(y + 56);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> MultiplyAdd(sbyte* eight, Vector256<float> weight, Vector256<float> sum) =>
        Vector256.MultiplyAddEstimate(Avx.ConvertToVector256Single(Avx2.ConvertToVector256Int32(eight)), weight, sum);

    /// <summary>For Arm and for old x64; the sums live in memory that stays in the first-level cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Block128(sbyte* rows, int stride, int* id, float* weight, int n, float* y)
    {
        new Span<float>(y, Block).Clear();
        for (var i = 0; i < n; i++)
        {
            var row = rows + ((nint)id[i] * stride);
            var w = Vector128.Create(weight[i]);
            for (var j = 0; j < Block; j += 16)
            {
                var (low, high) = Vector128.Widen(Vector128.Load(row + j));
                var (q0, q1) = Vector128.Widen(low);
                var (q2, q3) = Vector128.Widen(high);
                Accumulate(q0, w, y + j);
                Accumulate(q1, w, y + j + 4);
                Accumulate(q2, w, y + j + 8);
                Accumulate(q3, w, y + j + 12);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Accumulate(Vector128<int> four, Vector128<float> weight, float* y) =>
        Vector128.MultiplyAddEstimate(Vector128.ConvertToSingle(four), weight, Vector128.Load(y)).Store(y);

    /// <summary>Scales a vector to length 1: v / √(Σ v² + 1e-12), as the model's reference does.</summary>
    /// <param name="v">Any floats, changed in place; zero stays zero.</param>
    public static void Normalise(Span<float> v)
    {
        var squares = Vector128<float>.Zero;
        var i = 0;
        for (; i <= v.Length - Vector128<float>.Count; i += Vector128<float>.Count)
        {
            var part = Vector128.LoadUnsafe(ref v[i]);
            squares += part * part;
        }

        double sum = Vector128.Sum(squares);
        for (; i < v.Length; i++)
        {
            sum += v[i] * v[i];
        }

        var scale = (float)(1 / Math.Sqrt(sum + 1e-12));
        for (i = 0; i <= v.Length - Vector128<float>.Count; i += Vector128<float>.Count)
        {
            (Vector128.LoadUnsafe(ref v[i]) * scale).StoreUnsafe(ref v[i]);
        }

        for (; i < v.Length; i++)
        {
            v[i] *= scale;
        }
    }
}
