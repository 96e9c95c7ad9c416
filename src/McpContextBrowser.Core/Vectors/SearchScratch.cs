namespace McpContextBrowser.Core.Vectors;

/// <summary>What one search writes to while it runs; pooled, so that a search allocates nothing.</summary>
internal sealed unsafe class SearchScratch : IDisposable
{
    private readonly VectorArena _memory;
    private readonly int _dimensions;
    private readonly int _padded;

    public SearchScratch(int dimensions)
    {
        _dimensions = dimensions;
        _padded = Padding.CodesFor(dimensions);
        _memory = new VectorArena((_padded * sizeof(float)) + CodeQuery.BytesFor(_padded));
        Query = (float*)_memory.Pointer;
        Codes = CodeQuery.Place(_memory.Pointer + (_padded * sizeof(float)), _padded);
    }

    /// <summary>The query, normalised for cosine, padded with zeros.</summary>
    public float* Query { get; }

    /// <summary>The query as 16-bit numbers, after <see cref="Prepare"/>.</summary>
    public CodeQuery Codes;

    /// <summary>|query|² of the prepared query.</summary>
    public float SquaredNorm { get; private set; }

    public NearestNodes Candidates { get; } = new();

    public NearestNodes Rescored { get; } = new();

    /// <summary>Brings a query into the form that distances are computed with.</summary>
    /// <returns>False for a query that is near to nothing: zero under a measure of angles or products.</returns>
    /// <exception cref="ArgumentException">Wrong length, or a coordinate is not finite.</exception>
    public bool Prepare(ReadOnlySpan<float> query, VectorMeasure measure, bool codes)
    {
        if (!VectorChecks.Prepare(query, _dimensions, measure, new Span<float>(Query, _padded), out var squaredNorm)
            && measure != VectorMeasure.SquaredEuclidean)
        {
            return false;
        }

        SquaredNorm = squaredNorm;
        if (codes)
        {
            Codes.Fill(Query, _padded);
        }

        return true;
    }

    public void Dispose() => _memory.Dispose();
}
