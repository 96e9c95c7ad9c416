namespace McpContextBrowser.Core.Store;

/// <summary>Bytes that a collection takes on disk, sealed, by what they are.</summary>
/// <param name="Texts">Texts of its contents.</param>
/// <param name="Chunks">Chunks and terms.</param>
/// <param name="Vectors">Vectors of all models.</param>
/// <param name="Trees">Paths and stamps.</param>
/// <param name="Snapshot">Derived structures that searches open.</param>
/// <param name="Other">Tables' own structure, free pages, and what is not yet folded into them.</param>
public readonly record struct StoreSizes(long Texts, long Chunks, long Vectors, long Trees, long Snapshot, long Other);
