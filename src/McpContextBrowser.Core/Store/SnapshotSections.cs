using McpContextBrowser.Core.Vectors;

namespace McpContextBrowser.Core.Store;

/// <summary>The sections of a snapshot: derived structures of the contents with these ids, in this order.</summary>
/// <param name="ContentIds">Ascending.</param>
/// <param name="Chunks">Bytes of a <see cref="ChunkTable"/>.</param>
/// <param name="Lexical">Bytes of a <c>LexicalIndex</c>.</param>
/// <param name="Vectors">Bytes of a vector index; empty without a model.</param>
public sealed record SnapshotSections(
    IReadOnlyList<long> ContentIds, ReadOnlyMemory<byte> Chunks, ReadOnlyMemory<byte> Lexical, ReadOnlyMemory<byte> Vectors)
{
    /// <summary>Original vectors that a graph left beside its section; of a snapshot that was read they stay in its file. Owned by whoever opens the vectors.</summary>
    public IOriginalBlocks? Originals { get; init; }
}
