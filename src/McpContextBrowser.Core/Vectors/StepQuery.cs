using System.Runtime.Intrinsics;

namespace McpContextBrowser.Core.Vectors;

/// <summary>
/// What rows of codes of a graph are compared with: a query or another row in signed steps, 8 bits a dimension. Half the
/// work of a <see cref="CodeQuery"/>, and as fine as the rows; the best candidates are scored on the originals anyway.
/// </summary>
/// <remarks>Points into memory of its owner: the padded length, padding zero.</remarks>
internal unsafe struct StepQuery(sbyte* steps)
{
    private const int MostSteps = 127;

    /// <summary>The query, x ≈ <see cref="Scale"/> · step.</summary>
    public readonly sbyte* Steps = steps;

    /// <summary>Sum of the steps: turns Σ code·step into Σ (code − 128)·step.</summary>
    public int Sum;

    /// <summary>Width of a step.</summary>
    public float Scale;

    /// <summary>Rounds a query.</summary>
    /// <param name="query">Finite floats, padded with zeros.</param>
    /// <param name="paddedLength">A multiple of <see cref="Padding.Codes"/>.</param>
    /// <param name="rowScale">Width of the rows' steps: what lies outside their range is clipped as theirs is.</param>
    public void Fill(float* query, int paddedLength, float rowScale)
    {
        var largestOf = Vector256<float>.Zero;
        for (var i = 0; i < paddedLength; i += 8)
        {
            largestOf = Vector256.Max(largestOf, Vector256.Abs(Vector256.Load(query + i)));
        }

        var largest = 0f;
        for (var i = 0; i < 8; i++)
        {
            largest = Math.Max(largest, largestOf[i]);
        }

        Scale = largest > 0 ? Math.Min(largest / MostSteps, rowScale) : 1f;
        var factor = Vector256.Create(1 / Scale);
        var sums = Vector256<int>.Zero;
        for (var i = 0; i < paddedLength; i += 32)
        {
            var a = EightSteps(query + i, factor);
            var b = EightSteps(query + i + 8, factor);
            var c = EightSteps(query + i + 16, factor);
            var d = EightSteps(query + i + 24, factor);
            sums += a + b + (c + d);
            Vector256.Narrow(Vector256.Narrow(a, b), Vector256.Narrow(c, d)).Store(Steps + i);
        }

        Sum = Vector256.Sum(sums);
    }

    /// <summary>Takes a stored row as the query: products are then those of two rows.</summary>
    public void Fill(byte* codes, int paddedLength, float rowScale)
    {
        var zero = Vector256.Create((byte)ScalarQuantizer.Zero);
        var sums = Vector256<int>.Zero;
        for (var i = 0; i < paddedLength; i += 32)
        {
            var steps = (Vector256.Load(codes + i) - zero).AsSByte();
            steps.Store(Steps + i);
            var (low, high) = Vector256.Widen(steps);
            var (first, second) = Vector256.Widen(low + high);
            sums += first + second;
        }

        Sum = Vector256.Sum(sums);
        Scale = rowScale;
    }

    private static Vector256<int> EightSteps(float* query, Vector256<float> factor)
    {
        var steps = Vector256.Round(Vector256.Load(query) * factor);
        return Vector256.ConvertToInt32(Vector256.Min(Vector256.Max(steps, Vector256.Create(-(float)MostSteps)), Vector256.Create((float)MostSteps)));
    }
}
