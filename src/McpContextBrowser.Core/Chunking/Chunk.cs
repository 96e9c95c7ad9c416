namespace McpContextBrowser.Core.Chunking;

/// <summary>A run of whole lines of a text: what is embedded, scored and shown.</summary>
/// <param name="Start">First character, an index into the text in UTF-16 units.</param>
/// <param name="Length">Characters, the last line's end included.</param>
/// <param name="StartLine">1-based first line.</param>
/// <param name="EndLine">1-based last line, inclusive.</param>
/// <param name="Kind">Kind of the first definition that the chunk begins or holds; <see cref="DefinitionKind.None"/> without one.</param>
/// <param name="Symbol">Name of that definition; null without one.</param>
/// <param name="Enclosing">Name of the definition around it; null at top level.</param>
public readonly record struct Chunk(
    int Start, int Length, int StartLine, int EndLine, DefinitionKind Kind, string? Symbol, string? Enclosing);
