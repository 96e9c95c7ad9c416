namespace McpContextBrowser.Core.Search;

/// <summary>A chunk of a ranked file and why it was chosen.</summary>
/// <param name="Chunk">Ordinal in the searched tree; see <see cref="SearchCorpus.ChunkAt"/>.</param>
/// <param name="Score">Comparable between all chunks of one answer; it decides which chunks of a file are shown, not which files.</param>
/// <param name="Lexical">Share of the best chunk's BM25 score, 0 to 1.</param>
/// <param name="Symbol">How well a name defined in it fits the question, 0 to 1.</param>
/// <param name="Cosine">Of chunk and path to the question; null without a model.</param>
/// <param name="MatchLine">1-based line of the first match of a phrase, exact text or expression; null without one.</param>
public readonly record struct RankedChunk(int Chunk, double Score, double Lexical, double Symbol, float? Cosine, int? MatchLine = null)
{
    /// <summary>Terms of the question in it, heaviest first; null unless the question asks for reasons.</summary>
    public IReadOnlyList<TermReason>? Terms { get; init; }
}
