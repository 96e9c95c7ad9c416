namespace McpContextBrowser.Core.Chunking.Scanning;

/// <summary>The word that will end a heredoc.</summary>
/// <param name="Start">First character in the text.</param>
/// <param name="Length">Characters.</param>
internal readonly record struct HeredocWord(int Start, int Length);
