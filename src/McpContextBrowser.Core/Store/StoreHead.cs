namespace McpContextBrowser.Core.Store;

/// <summary>Where the store stands: everything else is checked against it.</summary>
/// <param name="Sequence">Of the last commit; rises by one with each.</param>
/// <param name="LastContent">Highest content id ever given; ids are never used twice.</param>
/// <param name="Snapshot">The current snapshot; null before the first.</param>
public sealed record StoreHead(long Sequence, long LastContent, SnapshotInfo? Snapshot);
