namespace McpContextBrowser.Core.Chunking;

/// <summary>A name that a text defines.</summary>
/// <param name="Name">As written, without qualification.</param>
/// <param name="Kind">Never <see cref="DefinitionKind.None"/>.</param>
/// <param name="Line">1-based line of the name.</param>
/// <param name="Enclosing">Name of the definition around it; null at top level.</param>
public readonly record struct Definition(string Name, DefinitionKind Kind, int Line, string? Enclosing);
