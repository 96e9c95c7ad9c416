namespace McpContextBrowser.Core;

/// <summary>A function that a change adds although the tree has one like it.</summary>
/// <param name="Path">File of the change.</param>
/// <param name="Line">1-based line of the added function in it.</param>
/// <param name="Symbol">Its name.</param>
/// <param name="ExistingPath">File that has it already.</param>
/// <param name="Existing">Lines of the piece there.</param>
/// <param name="ExistingSymbol">Name defined in that piece; null without one.</param>
/// <param name="Similarity">Share of the added function's words that the piece has, each as often, 0 to 1.</param>
public sealed record ExistingCode(
    string Path, int Line, string Symbol, string ExistingPath, LineSpan Existing, string? ExistingSymbol, double Similarity);
