namespace McpContextBrowser.Core.Search;

/// <summary>A file of an answer.</summary>
/// <param name="Place">Index into the view's places.</param>
/// <param name="Score">Higher is better; comparable within one answer.</param>
/// <param name="Chunks">All chunks of the file that have any evidence, best first: the first is shown, the second too when it scores close. Never empty.</param>
/// <param name="Reasons">What the score is made of.</param>
public sealed record RankedFile(int Place, double Score, IReadOnlyList<RankedChunk> Chunks, FileReasons Reasons);
