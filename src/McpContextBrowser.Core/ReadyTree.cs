using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Files;
using McpContextBrowser.Core.Indexing;
using McpContextBrowser.Core.Search;
using McpContextBrowser.Core.Store;

namespace McpContextBrowser.Core;

/// <summary>A tree ready to be searched.</summary>
/// <param name="Root">Real path of its root.</param>
/// <param name="Manifest">The committed tree below it.</param>
/// <param name="Overlay">How the disk was found to differ from it.</param>
/// <param name="View">Snapshot, tail and overlay.</param>
/// <param name="Corpus">Its statistics.</param>
/// <param name="SnapshotProblem">Why the snapshot was not used; null when it was.</param>
/// <param name="Serving">Who is asked about this view's vectors.</param>
internal sealed record ReadyTree(
    string Root, TreeManifest Manifest, TreeOverlay Overlay, IndexView View, SearchCorpus Corpus, string? SnapshotProblem, ServingModel Serving)
{
    /// <summary>Progress of the indexing job that the answer did not wait for; null when everything is there.</summary>
    public IndexProgress? Pending { get; init; }

    /// <summary>The limit at which indexing stopped, so that files are missing; null when none was reached.</summary>
    public CtxbException? Stopped { get; init; }

    /// <summary>False where the owner keeps secrets in the index.</summary>
    public bool ScansForSecrets { get; init; } = true;

    /// <summary>The look at the disk that the answer stands on; null when there was none.</summary>
    public Sweep? Sweep { get; init; }

    /// <summary>True when every file was compared with the disk for this answer.</summary>
    public bool IsFresh => Pending is null && Stopped is null && Sweep is { IsComplete: true };

    /// <summary>Stamp of the bytes that the view shows of a path; the default when it is not known.</summary>
    public FileStamp StampOf(RelativePath path) =>
        (Overlay.IsEmpty ? null : Overlay.Find(path))?.Stamp ?? Manifest.Find(path)?.Stamp ?? default;

    /// <summary>Index of a file in the view; null when it is not searched.</summary>
    public int? PlaceOf(RelativePath path)
    {
        var low = 0;
        var high = View.Places.Count - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = View.Places[middle].Path.CompareTo(path);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return null;
    }
}
