namespace McpContextBrowser.Core.Vectors;

/// <summary>What a <see cref="HnswIndex"/> is made for. Breadth of a search is not here: it is an argument of each call.</summary>
public sealed record HnswOptions
{
    /// <summary>Most that <see cref="Links"/> can be.</summary>
    internal const int MostLinks = 64;

    /// <summary>Floats a vector has.</summary>
    /// <value>Range 1 to 16384.</value>
    public required int Dimensions { get; init; }

    /// <value>Default cosine.</value>
    public VectorMeasure Measure { get; init; } = VectorMeasure.Cosine;

    /// <summary>Links kept per node above layer 0 (the paper's M); layer 0 keeps twice as many.</summary>
    /// <value>Default 16. Range 4 to 64. Each link costs 4 bytes.</value>
    public int Links { get; init; } = 16;

    /// <summary>Candidates among which a new node looks for its links (the paper's efConstruction).</summary>
    /// <value>Default 200. Range 8 to 4096.</value>
    public int BuildBreadth { get; init; } = 200;

    /// <summary>Whether the graph is walked on 8-bit codes in place of the vectors.</summary>
    /// <value>Default true.</value>
    public bool Codes { get; init; } = true;

    /// <summary>With codes: in what form the vectors are kept too, to score the best candidates of a walk exactly.</summary>
    /// <value>Default half. Without <see cref="Codes"/> the graph holds the vectors itself and this is not used.</value>
    public OriginalVectors Originals { get; init; } = OriginalVectors.Half;

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

        if (Links is < 4 or > MostLinks)
        {
            yield return $"links is {Links}; use 4 to {MostLinks}.";
        }

        if (BuildBreadth is < 8 or > 4096)
        {
            yield return $"buildBreadth is {BuildBreadth}; use 8 to 4096.";
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
