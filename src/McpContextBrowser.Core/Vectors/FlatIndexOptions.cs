namespace McpContextBrowser.Core.Vectors;

/// <summary>What a <see cref="FlatIndex"/> is made for.</summary>
public sealed record FlatIndexOptions
{
    /// <summary>Floats a vector has.</summary>
    /// <value>Range 1 to 16384.</value>
    public required int Dimensions { get; init; }

    /// <value>Default cosine.</value>
    public VectorMeasure Measure { get; init; } = VectorMeasure.Cosine;

    /// <summary>Whether the best candidates of the scan are scored again, on the vectors themselves.</summary>
    /// <value>Default none: a scale for each vector leaves an error of about .001 in cosine, which moves no file in a ranking.</value>
    public OriginalVectors Originals { get; init; } = OriginalVectors.None;

    /// <summary>Forces narrower kernels; for tests and measurements.</summary>
    /// <value>Default the widest of this CPU.</value>
    public SimdLevel Simd { get; init; } = Distance.Best;

    /// <summary>All that is wrong with these values, one sentence each; empty when usable.</summary>
    public IEnumerable<string> Problems()
    {
        if (Dimensions is < 1 or > Padding.MostDimensions)
        {
            yield return $"dimensions is {Dimensions}; use 1 to {Padding.MostDimensions}.";
        }

        if (!Enum.IsDefined(Measure))
        {
            yield return $"measure is {(int)Measure}; use one of {string.Join(", ", Enum.GetNames<VectorMeasure>())}.";
        }

        if (!Enum.IsDefined(Originals))
        {
            yield return $"originals is {(int)Originals}; use one of {string.Join(", ", Enum.GetNames<OriginalVectors>())}.";
        }

        if (!Distance.Supports(Simd))
        {
            yield return $"simd is {Simd}, which this CPU does not have.";
        }
    }
}
