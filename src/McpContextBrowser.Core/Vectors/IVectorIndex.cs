namespace McpContextBrowser.Core.Vectors;

/// <summary>Vectors by id: exact (<c>FlatIndex</c>) or as a graph (<c>HnswIndex</c>). Knows floats and ids only.</summary>
/// <remarks>Searches may run from several threads at once. Calls are synchronous: nothing waits for a disk or a peer.</remarks>
public interface IVectorIndex : IDisposable
{
    int Dimensions { get; }

    /// <summary>Live ids; ids that share one vector count each.</summary>
    int Count { get; }

    /// <summary>Finds the nearest vectors.</summary>
    /// <param name="query">Dimensions floats; a zero vector finds nothing.</param>
    /// <param name="k">Most ids wanted, at least 1.</param>
    /// <param name="ef">Breadth of a graph search; raised to k when smaller; an exact index ignores it.</param>
    /// <param name="filter">Ids that may be returned; null allows all.</param>
    /// <param name="hits">Room for k hits; filled best first, equal scores by ascending id.</param>
    /// <returns>Hits written: never fewer than min(k, ids that pass the filter).</returns>
    int Search(ReadOnlySpan<float> query, int k, int ef, IdFilter? filter, Span<VectorHit> hits);

    /// <summary>Scores given ids against a query, by the same measure as <see cref="Search"/>.</summary>
    /// <param name="query">Dimensions floats.</param>
    /// <param name="ids">Ids to score; an id that is not in the index scores negative infinity.</param>
    /// <param name="scores">As long as <paramref name="ids"/>.</param>
    void Score(ReadOnlySpan<float> query, ReadOnlySpan<int> ids, Span<float> scores);
}
