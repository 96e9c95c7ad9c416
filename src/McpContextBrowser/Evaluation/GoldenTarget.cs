namespace McpContextBrowser.Evaluation;

/// <summary>A place that answers a question.</summary>
/// <param name="Path">Below the evaluated folder, with <c>/</c>.</param>
/// <param name="Line">1-based line of the definition that is meant; null for the file as a whole.</param>
internal sealed record GoldenTarget(string Path, int? Line = null);
