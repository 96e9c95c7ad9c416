namespace McpContextBrowser.Core.Search.Packing;

/// <summary>Lines that follow each other.</summary>
/// <param name="First">0-based.</param>
/// <param name="Count">How many; 0 is none.</param>
public readonly record struct LineRun(int First, int Count);
