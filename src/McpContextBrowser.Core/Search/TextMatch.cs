namespace McpContextBrowser.Core.Search;

/// <summary>Where a text holds what must occur in it.</summary>
/// <param name="Place">The file.</param>
/// <param name="Lines">1-based lines on which matches begin, ascending; the first hundred.</param>
internal sealed record TextMatch(int Place, IReadOnlyList<int> Lines);
