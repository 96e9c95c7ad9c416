namespace McpContextBrowser.Core.Vectors;

/// <summary>What the threads that change a graph share.</summary>
/// <param name="Options">Links and breadth.</param>
/// <param name="Ids">A node without an id was removed and gets no new links.</param>
/// <param name="Locks">Held while a list of links is rewritten.</param>
internal sealed record GraphWork(HnswOptions Options, IdChains Ids, NodeLocks Locks);
