using System.Runtime.Intrinsics;

namespace McpContextBrowser.Core.Vectors;

/// <summary>
/// Distances of the rows of a graph to one aim, a query or another row. Implemented by structs that are given as type
/// arguments, so that the walk is compiled with the arithmetic inlined.
/// </summary>
internal unsafe interface IRowScorer<TSelf>
    where TSelf : struct, IRowScorer<TSelf>
{
    /// <summary>A scorer aimed at the prepared query of a scratch.</summary>
    static abstract TSelf AtQuery(HnswMemory memory, HnswScratch scratch);

    /// <summary>A scorer aimed at a row.</summary>
    /// <param name="memory">The graph.</param>
    /// <param name="scratch">Holds what the scorer needs.</param>
    /// <param name="node">The row.</param>
    /// <param name="slot">Below twice <see cref="HnswOptions.MostLinks"/>; the scorer made before for the slot ends.</param>
    static abstract TSelf AtRow(HnswMemory memory, HnswScratch scratch, int node, int slot);

    /// <summary>Smaller is nearer; comparable with every other distance of this type of scorer, whatever its aim.</summary>
    float Distance(int node);

    /// <summary>Distances of <see cref="RowGroup.Size"/> nodes at once, which may be the same; their last bits may differ from those of <see cref="Distance"/>.</summary>
    Vector128<float> Distances(int* nodes);

    /// <summary>Asks for the lines of a row that will be needed soon.</summary>
    void Prefetch(int node);
}
