namespace McpContextBrowser.Evaluation;

/// <summary>Lines that hold a question word by word, and so are taken out of what is searched.</summary>
/// <param name="Path">Below the evaluated folder, with <c>/</c>.</param>
/// <param name="Start">1-based.</param>
/// <param name="End">1-based, inclusive.</param>
internal sealed record HiddenLines(string Path, int Start, int End);
