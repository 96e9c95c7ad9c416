namespace McpContextBrowser.Core;

/// <summary>How the index of a folder compares with the disk.</summary>
/// <param name="Root">Real path of the folder.</param>
/// <param name="IsComplete">False when the folder is not indexed to its end, or so much differs that it was not counted.</param>
/// <param name="Added">Files that the index does not have.</param>
/// <param name="Changed">Files that it has otherwise.</param>
/// <param name="Removed">Paths that are gone.</param>
/// <param name="Paths">All of these, below the root, in order.</param>
public sealed record CheckReport(string Root, bool IsComplete, int Added, int Changed, int Removed, IReadOnlyList<string> Paths)
{
    /// <summary>True when a search would find nothing to bring up to date. A new time or inode alone makes nothing stale.</summary>
    public bool IsCurrent => IsComplete && Added + Changed + Removed == 0;
}
