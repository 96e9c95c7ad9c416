namespace McpContextBrowser.Core.Search;

/// <summary>A name that a question asks for, whose definition is wanted.</summary>
/// <param name="Name">As written.</param>
/// <param name="Weight">1 for a symbol query, less for an identifier inside a sentence.</param>
public readonly record struct NamedIdentifier(string Name, double Weight);
