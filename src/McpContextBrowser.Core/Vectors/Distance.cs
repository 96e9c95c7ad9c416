using System.Numerics;
using System.Runtime.CompilerServices;

namespace McpContextBrowser.Core.Vectors;

/// <summary>Distances of single pairs of vectors, with the kernel that suits this CPU. The indexes compile theirs into their loops.</summary>
public static class Distance
{
    /// <summary>The widest kernel that this CPU has.</summary>
    public static SimdLevel Best { get; } =
        Kernel512.IsSupported ? SimdLevel.Bits512
        : Kernel256.IsSupported ? SimdLevel.Bits256
        : Kernel128.IsSupported ? SimdLevel.Bits128
        : SimdLevel.Plain;

    /// <summary>Whether this CPU can run the kernels of a level.</summary>
    public static bool Supports(SimdLevel level) => level switch
    {
        SimdLevel.Plain => true,
        SimdLevel.Bits128 => Kernel128.IsSupported,
        SimdLevel.Bits256 => Kernel256.IsSupported,
        SimdLevel.Bits512 => Kernel512.IsSupported,
        _ => false,
    };

    /// <summary>Inner product of two vectors.</summary>
    /// <param name="a">n floats, any n ≥ 0; need not be aligned.</param>
    /// <param name="b">Exactly as long as <paramref name="a"/>.</param>
    /// <returns>Σ aᵢ·bᵢ in float32; cosine similarity when both are unit vectors.
    /// The order of summation depends on the SIMD width, so the last bits may differ between machines.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        ThrowIfLengthsDiffer(a, b);
        var sum = Vector<float>.Zero;
        var i = 0;
        for (; i <= a.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            sum = Vector.FusedMultiplyAdd(new Vector<float>(a[i..]), new Vector<float>(b[i..]), sum);
        }

        var total = Vector.Sum(sum);
        for (; i < a.Length; i++)
        {
            total += a[i] * b[i];
        }

        return total;
    }

    /// <summary>Squared Euclidean distance of two vectors.</summary>
    /// <param name="a">n floats, any n ≥ 0; need not be aligned.</param>
    /// <param name="b">Exactly as long as <paramref name="a"/>.</param>
    /// <returns>Σ (aᵢ−bᵢ)² in float32.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static float SquaredEuclidean(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        ThrowIfLengthsDiffer(a, b);
        var sum = Vector<float>.Zero;
        var i = 0;
        for (; i <= a.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var difference = new Vector<float>(a[i..]) - new Vector<float>(b[i..]);
            sum = Vector.FusedMultiplyAdd(difference, difference, sum);
        }

        var total = Vector.Sum(sum);
        for (; i < a.Length; i++)
        {
            total += (a[i] - b[i]) * (a[i] - b[i]);
        }

        return total;
    }

    private static void ThrowIfLengthsDiffer(ReadOnlySpan<float> a, ReadOnlySpan<float> b, [CallerArgumentExpression(nameof(b))] string? name = null)
    {
        if (a.Length != b.Length)
        {
            throw new ArgumentException($"Vectors of {a.Length} and {b.Length} dimensions have no distance.", name);
        }
    }
}
