namespace McpContextBrowser.ModelBuilder.Pairs;

/// <summary>A text and the code that it speaks of.</summary>
/// <param name="Kind">Where it was found.</param>
/// <param name="Language">Id of the language table.</param>
/// <param name="Path">Of the file; pairs of one file are no wrong answers to each other.</param>
/// <param name="Query">The text.</param>
/// <param name="Document">The code.</param>
internal sealed record Pair(PairKind Kind, string Language, string Path, string Query, string Document);
