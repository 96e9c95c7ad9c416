namespace McpContextBrowser.Core.Search;

/// <summary>One row of an answer.</summary>
/// <param name="File">The file.</param>
/// <param name="Chunk">The chunk of it that is shown.</param>
/// <param name="Score">Never higher than that of the row before.</param>
public readonly record struct RankedRow(RankedFile File, RankedChunk Chunk, double Score);
