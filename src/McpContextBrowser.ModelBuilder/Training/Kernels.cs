using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace McpContextBrowser.ModelBuilder.Training;

/// <summary>
/// Sums over rows of floats, eight lanes wide on every machine, with plain multiplications and additions in a fixed order: no fused
/// step, no function of the system's library. So a result is the same to the bit wherever it is computed and on however many threads.
/// </summary>
internal static unsafe class Kernels
{
    /// <summary>Floats of a vector; rows are multiples of four of them.</summary>
    public const int Lanes = 8;

    private const float Log2E = 1.44269504f;
    private const float Ln2High = 0.693359375f; // few bits, so that n · Ln2High is exact
    private const float Ln2Low = -2.12194440e-4f;

    /// <summary>scores[i, j] = scale · a[i] · b[j].</summary>
    /// <param name="a">Rows of which 2 are computed at once.</param>
    /// <param name="b">Rows of which 4 are computed at once.</param>
    /// <param name="scores">Row-major with <paramref name="stride"/> columns.</param>
    /// <param name="first">First row of <paramref name="a"/>; even.</param>
    /// <param name="last">Behind its last; even.</param>
    /// <param name="stride">Rows of <paramref name="b"/>, a multiple of 4.</param>
    /// <param name="dimensions">Columns of both.</param>
    /// <param name="scale">Factor.</param>
    public static void Products(float* a, float* b, float* scores, int first, int last, int stride, int dimensions, float scale)
    {
        for (var i = first; i < last; i += 2)
        {
            float* a0 = a + ((nint)i * dimensions), a1 = a0 + dimensions;
            for (var j = 0; j < stride; j += 4)
            {
                float* b0 = b + ((nint)j * dimensions), b1 = b0 + dimensions, b2 = b1 + dimensions, b3 = b2 + dimensions;
                Vector256<float> s00 = default, s01 = default, s02 = default, s03 = default, s10 = default, s11 = default, s12 = default, s13 = default;
                for (var k = 0; k < dimensions; k += Lanes)
                {
                    var x0 = Vector256.Load(a0 + k);
                    var x1 = Vector256.Load(a1 + k);
                    var y = Vector256.Load(b0 + k);
                    s00 += x0 * y;
                    s10 += x1 * y;
                    y = Vector256.Load(b1 + k);
                    s01 += x0 * y;
                    s11 += x1 * y;
                    y = Vector256.Load(b2 + k);
                    s02 += x0 * y;
                    s12 += x1 * y;
                    y = Vector256.Load(b3 + k);
                    s03 += x0 * y;
                    s13 += x1 * y;
                }

                var to = scores + ((nint)i * stride) + j;
                to[0] = Sum(s00) * scale;
                to[1] = Sum(s01) * scale;
                to[2] = Sum(s02) * scale;
                to[3] = Sum(s03) * scale;
                to += stride;
                to[0] = Sum(s10) * scale;
                to[1] = Sum(s11) * scale;
                to[2] = Sum(s12) * scale;
                to[3] = Sum(s13) * scale;
            }
        }
    }

    /// <summary>sums[i] = scale · Σ weights[i, j] · rows[j], j ascending.</summary>
    /// <param name="weights">Row-major with <paramref name="stride"/> columns.</param>
    /// <param name="rows"><paramref name="stride"/> rows.</param>
    /// <param name="sums">Overwritten.</param>
    /// <param name="first">First row of the sums; even.</param>
    /// <param name="last">Behind the last; even.</param>
    public static void WeightedSums(float* weights, float* rows, float* sums, int first, int last, int stride, int dimensions, float scale)
    {
        var factor = Vector256.Create(scale);
        for (var i = first; i < last; i += 2)
        {
            float* w0 = weights + ((nint)i * stride), w1 = w0 + stride;
            for (var k = 0; k < dimensions; k += 4 * Lanes)
            {
                Vector256<float> s00 = default, s01 = default, s02 = default, s03 = default, s10 = default, s11 = default, s12 = default, s13 = default;
                var row = rows + k;
                for (var j = 0; j < stride; j++, row += dimensions)
                {
                    var x0 = Vector256.Create(w0[j]);
                    var x1 = Vector256.Create(w1[j]);
                    var y = Vector256.Load(row);
                    s00 += x0 * y;
                    s10 += x1 * y;
                    y = Vector256.Load(row + Lanes);
                    s01 += x0 * y;
                    s11 += x1 * y;
                    y = Vector256.Load(row + (2 * Lanes));
                    s02 += x0 * y;
                    s12 += x1 * y;
                    y = Vector256.Load(row + (3 * Lanes));
                    s03 += x0 * y;
                    s13 += x1 * y;
                }

                var to = sums + ((nint)i * dimensions) + k;
                (s00 * factor).Store(to);
                (s01 * factor).Store(to + Lanes);
                (s02 * factor).Store(to + (2 * Lanes));
                (s03 * factor).Store(to + (3 * Lanes));
                to += dimensions;
                (s10 * factor).Store(to);
                (s11 * factor).Store(to + Lanes);
                (s12 * factor).Store(to + (2 * Lanes));
                (s13 * factor).Store(to + (3 * Lanes));
            }
        }
    }

    /// <summary>sum += factor · row.</summary>
    public static void Add(float* sum, float* row, float factor, int dimensions)
    {
        var x = Vector256.Create(factor);
        for (var k = 0; k < dimensions; k += Lanes)
        {
            (Vector256.Load(sum + k) + (x * Vector256.Load(row + k))).Store(sum + k);
        }
    }

    /// <returns>Σ a[k] · b[k].</returns>
    public static float Dot(float* a, float* b, int dimensions)
    {
        Vector256<float> even = default, odd = default;
        for (var k = 0; k < dimensions; k += 2 * Lanes)
        {
            even += Vector256.Load(a + k) * Vector256.Load(b + k);
            odd += Vector256.Load(a + k + Lanes) * Vector256.Load(b + k + Lanes);
        }

        return Sum(even + odd);
    }

    /// <summary>One step of Adagrad (Duchi, Hazan and Singer, 2011) for each value by itself.</summary>
    /// <param name="values">Changed.</param>
    /// <param name="squares">Sums of squared gradients, changed.</param>
    public static void Adagrad(float* values, float* squares, float* gradient, float rate, int dimensions)
    {
        var speed = Vector256.Create(rate);
        var least = Vector256.Create(1e-10f);
        for (var k = 0; k < dimensions; k += Lanes)
        {
            var g = Vector256.Load(gradient + k);
            var sum = Vector256.Load(squares + k) + (g * g);
            sum.Store(squares + k);
            (Vector256.Load(values + k) - (speed * g / (Vector256.Sqrt(sum) + least))).Store(values + k);
        }
    }

    /// <summary>e to the power of each lane, to about 2 units in the last place; below −87 it is the value there.</summary>
    public static Vector256<float> Exp(Vector256<float> x)
    {
        x = Vector256.Max(x, Vector256.Create(-87f));
        var n = Vector256.Floor((x * Vector256.Create(Log2E)) + Vector256.Create(0.5f));
        var r = x - (n * Vector256.Create(Ln2High)) - (n * Vector256.Create(Ln2Low));

        // Cephes' polynomial for |r| ≤ ln 2 / 2 (S. Moshier, Methods and Programs for Mathematical Functions, 1989)
        var p = Vector256.Create(1.9875691500e-4f);
        p = (p * r) + Vector256.Create(1.3981999507e-3f);
        p = (p * r) + Vector256.Create(8.3334519073e-3f);
        p = (p * r) + Vector256.Create(4.1665795894e-2f);
        p = (p * r) + Vector256.Create(1.6666665459e-1f);
        p = (p * r) + Vector256.Create(5.0000001201e-1f);
        p = (p * r * r) + r + Vector256.Create(1f);
        var power = (Vector256.ConvertToInt32(n) + Vector256.Create(127)) << 23;
        return p * power.AsSingle();
    }

    /// <summary>Adds the lanes, always in the same order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector256<float> lanes)
    {
        var four = lanes.GetLower() + lanes.GetUpper();
        return (four.GetElement(0) + four.GetElement(2)) + (four.GetElement(1) + four.GetElement(3));
    }
}
