using System.Runtime.Intrinsics;

namespace McpContextBrowser.Core.Vectors;

/// <summary>Floats as bytes: x ≈ <see cref="Scale"/> · (code − 128), codes 1 to 255.</summary>
/// <param name="Scale">Width of one step; above 0.</param>
public readonly record struct ScalarQuantizer(float Scale)
{
    /// <summary>The code of 0.</summary>
    public const int Zero = 128;

    private const int Steps = 127;

    // Finer than the steps themselves: the coverage is met to 1/64 of a step.
    private const int Bins = 8192;

    /// <summary>A scale that covers all but the few largest magnitudes, which are clipped.</summary>
    /// <param name="sample">Any number of coordinates, of any vectors; finite.</param>
    /// <param name="coverage">Share of the coordinates that is not clipped. Range 0 to 1.</param>
    public static ScalarQuantizer Calibrate(ReadOnlySpan<float> sample, double coverage = 0.9995)
    {
        var largest = Largest(sample);
        if (largest == 0)
        {
            return new ScalarQuantizer(1f);
        }

        Span<int> counts = new int[Bins + 1];
        var toBin = Bins / largest;
        foreach (var x in sample)
        {
            counts[(int)(Math.Abs(x) * toBin)]++;
        }

        var left = (long)Math.Ceiling(sample.Length * coverage);
        var bin = 0;
        while (bin < Bins && left > counts[bin])
        {
            left -= counts[bin++];
        }

        return new ScalarQuantizer(Math.Min(largest, (bin + 1) / toBin) / Steps);
    }

    /// <summary>The scale at which nothing of one vector is clipped.</summary>
    public static ScalarQuantizer ForVector(ReadOnlySpan<float> vector)
    {
        var largest = Largest(vector);
        return new ScalarQuantizer(largest > 0 ? largest / Steps : 1f);
    }

    /// <summary>Rounds to the nearest code; what lies outside the scale is clipped.</summary>
    /// <param name="vector">Finite floats.</param>
    /// <param name="codes">At least as long; what is beyond the vector gets the code of 0.</param>
    public void Encode(ReadOnlySpan<float> vector, Span<byte> codes)
    {
        var factor = 1f / Scale;
        var i = 0;
        for (; i <= vector.Length - 32; i += 32)
        {
            var low = Vector256.Narrow(EightSteps(vector[i..], factor), EightSteps(vector[(i + 8)..], factor));
            var high = Vector256.Narrow(EightSteps(vector[(i + 16)..], factor), EightSteps(vector[(i + 24)..], factor));
            Vector256.Narrow(low.AsUInt16(), high.AsUInt16()).CopyTo(codes[i..]);
        }

        for (; i < vector.Length; i++)
        {
            codes[i] = (byte)((int)Math.Clamp(MathF.Round(vector[i] * factor), -Steps, Steps) + Zero);
        }

        codes[vector.Length..].Fill(Zero);
    }

    /// <summary>The floats that codes stand for.</summary>
    public void Decode(ReadOnlySpan<byte> codes, Span<float> vector)
    {
        for (var i = 0; i < vector.Length; i++)
        {
            vector[i] = Scale * (codes[i] - Zero);
        }
    }

    /// <summary>Σ (code − 128)²: with Scale², the squared length of what the codes stand for.</summary>
    public static int SquaredSteps(ReadOnlySpan<byte> codes)
    {
        var sum = 0;
        foreach (var code in codes)
        {
            sum += (code - Zero) * (code - Zero);
        }

        return sum;
    }

    // Eight codes as integers.
    private static Vector256<int> EightSteps(ReadOnlySpan<float> vector, float factor)
    {
        var steps = Vector256.Round(Vector256.Create(vector) * factor);
        steps = Vector256.Min(Vector256.Max(steps, Vector256.Create(-(float)Steps)), Vector256.Create((float)Steps));
        return Vector256.ConvertToInt32(steps) + Vector256.Create(Zero);
    }

    private static float Largest(ReadOnlySpan<float> values)
    {
        var largest = 0f;
        foreach (var x in values)
        {
            largest = Math.Max(largest, Math.Abs(x));
        }

        return largest;
    }
}
