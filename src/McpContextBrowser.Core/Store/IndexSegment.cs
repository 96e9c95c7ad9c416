using McpContextBrowser.Core.Lexical;
using McpContextBrowser.Core.Vectors;

namespace McpContextBrowser.Core.Store;

/// <summary>The derived structures of a set of contents: the snapshot, the tail behind it, or an overlay of files not yet committed.</summary>
/// <param name="Chunks">Chunk table; its ordinals are the ids of the two indexes.</param>
/// <param name="Lexical">Postings, names and lengths by chunk ordinal.</param>
/// <param name="Vectors">Unit vectors by chunk ordinal; null when no model is in use. A chunk without a word has no vector.</param>
public sealed record IndexSegment(ChunkTable Chunks, LexicalIndex Lexical, IVectorIndex? Vectors)
{
    /// <summary>Why it can no longer be searched, found out by a search; null when it can.</summary>
    public string? Problem => (Vectors as HnswIndex)?.Problem;
}
