namespace McpContextBrowser.Core;

/// <summary>Bytes of a collection on disk, sealed, by what they are. Folders of one repository share them.</summary>
/// <param name="Texts">Texts of its contents.</param>
/// <param name="Chunks">Chunks and terms.</param>
/// <param name="Vectors">Vectors of all models.</param>
/// <param name="Trees">Paths and stamps of all its folders.</param>
/// <param name="Snapshot">Derived structures that searches open.</param>
/// <param name="Other">The database's own structure, free pages, and commits not yet folded in.</param>
public sealed record SizeOnDisk(long Texts, long Chunks, long Vectors, long Trees, long Snapshot, long Other)
{
    public long Total => Texts + Chunks + Vectors + Trees + Snapshot + Other;
}
