namespace McpContextBrowser.Core.Store;

/// <summary>The current snapshot, as the head of the store names it.</summary>
/// <param name="File">File name beside store.db.</param>
/// <param name="Sequence">It holds the contents that were in use as of this sequence number.</param>
/// <param name="Model">Model of its vectors; empty without.</param>
/// <param name="Session">Sealing session of its pages.</param>
/// <param name="Length">Bytes of the file.</param>
public sealed record SnapshotInfo(string File, long Sequence, string Model, uint Session, long Length);
