namespace McpContextBrowser.Core.Vectors;

/// <summary>Which index a collection's vectors get.</summary>
public sealed record VectorsOptions
{
    /// <summary>
    /// Distinct vectors from which a process that stays builds a graph behind the searches; below it, and until the graph is
    /// there, search is exact. docs/vectors.md has the costs that meet at the default.
    /// </summary>
    /// <value>Default 150,000. Range 1,000 to 1,000,000,000.</value>
    public int GraphFrom { get; init; } = 150_000;

    /// <summary>Where the original vectors of a graph are while it is searched; they score the best candidates of a walk.</summary>
    /// <value>Default disk: half of the memory and a shorter opening, for some tenth of a millisecond a search.</value>
    public OriginalsPlace Originals { get; init; } = OriginalsPlace.Disk;

    /// <summary>All that is wrong with these values, one sentence each; empty when usable.</summary>
    public IEnumerable<string> Problems()
    {
        if (GraphFrom is < 1000 or > 1_000_000_000)
        {
            yield return $"vectors.graphFrom is {GraphFrom}; use 1,000 to 1,000,000,000.";
        }
    }
}
