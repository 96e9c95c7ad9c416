using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Core.Store;

/// <summary>A file of the searched tree that has a content.</summary>
/// <param name="Path">Below the tree's root.</param>
/// <param name="Segment">Index into <see cref="IndexView.Segments"/>.</param>
/// <param name="Content">Ordinal of the content within that segment.</param>
/// <param name="Language">Id of <c>LanguageTable</c>, such as <c>csharp</c>.</param>
public readonly record struct Place(RelativePath Path, int Segment, int Content, string Language);
