namespace McpContextBrowser.Core.Vectors;

/// <summary>A query in the forms that distances are computed with: floats, and 16-bit numbers against codes.</summary>
/// <remarks>Aligned native memory, reused by one search after the other.</remarks>
internal sealed unsafe class PreparedQuery : IDisposable
{
    private readonly VectorArena _memory;
    private readonly int _dimensions;
    private readonly int _padded;

    public PreparedQuery(int dimensions)
    {
        _dimensions = dimensions;
        _padded = Padding.CodesFor(dimensions);
        _memory = new VectorArena((_padded * sizeof(float)) + CodeQuery.BytesFor(_padded) + _padded);
        Floats = (float*)_memory.Pointer;
        Codes = CodeQuery.Place(_memory.Pointer + (_padded * sizeof(float)), _padded);
        Steps = new StepQuery((sbyte*)_memory.Pointer + (_padded * sizeof(float)) + CodeQuery.BytesFor(_padded));
    }

    /// <summary>The query, of length 1 for cosine, padded with zeros as rows of codes are.</summary>
    public float* Floats { get; }

    /// <summary>The query as 16-bit numbers, where codes were asked for.</summary>
    public CodeQuery Codes;

    /// <summary>The query in steps, once <see cref="TakeSteps"/> was called.</summary>
    public StepQuery Steps;

    /// <summary>|query|².</summary>
    public float SquaredNorm { get; private set; }

    /// <summary>The query without its padding.</summary>
    public ReadOnlySpan<float> Vector => new(Floats, _dimensions);

    /// <summary>Takes a query, or a vector to be added.</summary>
    /// <returns>False for one that is near to nothing: zero under a measure of angles or products.</returns>
    /// <exception cref="ArgumentException">Wrong length, or a coordinate is not finite.</exception>
    public bool Prepare(ReadOnlySpan<float> query, VectorMeasure measure, bool codes)
    {
        if (!VectorChecks.Prepare(query, _dimensions, measure, new Span<float>(Floats, _padded), out var squaredNorm)
            && measure != VectorMeasure.SquaredEuclidean)
        {
            return false;
        }

        SquaredNorm = squaredNorm;
        if (codes)
        {
            Codes.Fill(Floats, _padded);
        }

        return true;
    }

    /// <summary>Rounds the query that was prepared to the steps of a graph.</summary>
    public void TakeSteps(ScalarQuantizer rows) => Steps.Fill(Floats, _padded, rows.Scale);

    public void Dispose() => _memory.Dispose();
}
