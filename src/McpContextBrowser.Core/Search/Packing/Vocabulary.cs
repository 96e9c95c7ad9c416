namespace McpContextBrowser.Core.Search.Packing;

/// <summary>The two vocabularies by which answers are counted.</summary>
internal enum Vocabulary
{
    Cl100K,
    O200K,
}
