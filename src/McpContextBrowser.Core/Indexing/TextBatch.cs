namespace McpContextBrowser.Core.Indexing;

/// <summary>Texts of several contents for one call of an embedder.</summary>
/// <param name="Contents">Each content with its number of texts, in the order of <paramref name="Texts"/>.</param>
/// <param name="Texts">Their chunks.</param>
internal sealed record TextBatch(IReadOnlyList<(long Content, int Texts)> Contents, IReadOnlyList<ReadOnlyMemory<char>> Texts);
