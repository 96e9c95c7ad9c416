namespace McpContextBrowser.Core;

/// <summary>Lines of a file.</summary>
/// <param name="Start">1-based.</param>
/// <param name="End">1-based, inclusive.</param>
public readonly record struct LineSpan(int Start, int End);
