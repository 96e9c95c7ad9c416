namespace McpContextBrowser.Core.Indexing;

/// <summary>What a look at the disk found.</summary>
/// <param name="Overlay">How the disk differs from the committed tree.</param>
/// <param name="FilesChecked">Committed paths that were compared with the disk.</param>
/// <param name="Files">All of them; more than were checked when the time ran out.</param>
internal sealed record Sweep(TreeOverlay Overlay, int FilesChecked, int Files)
{
    /// <summary>True when the whole tree was looked at.</summary>
    public bool IsComplete => FilesChecked == Files;
}
