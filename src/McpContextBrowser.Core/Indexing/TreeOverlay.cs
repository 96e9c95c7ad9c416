using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Store;

namespace McpContextBrowser.Core.Indexing;

/// <summary>How a tree on disk differs from the committed one: derived in memory, for a search to stand on and a writer to commit.</summary>
/// <param name="Files">Files that a search sees otherwise.</param>
/// <param name="Restamped">Files of which only what the next sweep compares has changed.</param>
/// <param name="Removed">Paths that are gone.</param>
internal sealed record TreeOverlay(IReadOnlyList<DerivedFile> Files, IReadOnlyList<DerivedFile> Restamped, IReadOnlyList<RelativePath> Removed)
{
    public static TreeOverlay Nothing { get; } = new([], [], []);

    /// <summary>True when nothing is to be committed.</summary>
    public bool IsEmpty => ShowsNothing && Restamped.Count == 0;

    /// <summary>True when a search sees the committed tree.</summary>
    public bool ShowsNothing => Files.Count == 0 && Removed.Count == 0;

    /// <summary>Makes an overlay of what was derived.</summary>
    /// <param name="derived">Files with their committed entries.</param>
    /// <param name="removed">Paths that are gone.</param>
    public static TreeOverlay Of(IEnumerable<(DerivedFile File, ManifestEntry? Committed)> derived, IReadOnlyList<RelativePath> removed)
    {
        var files = new List<DerivedFile>();
        var restamped = new List<DerivedFile>();
        foreach (var (file, committed) in derived)
        {
            (file.Shows(committed) ? restamped : files).Add(file);
        }

        return files.Count + restamped.Count + removed.Count == 0 ? Nothing : new(files, restamped, removed);
    }

    /// <summary>What was found of a path; null when it is as committed, or gone.</summary>
    public DerivedFile? Find(RelativePath path) =>
        Files.FirstOrDefault(file => file.Path == path) ?? Restamped.FirstOrDefault(file => file.Path == path);

    /// <summary>The overlay as a view takes it.</summary>
    public IReadOnlyList<OverlayFile> ToFiles() =>
        [.. Files.Select(file => new OverlayFile(file.Path, file.Content, file.Known)), .. Removed.Select(path => new OverlayFile(path, null, null))];

    /// <summary>The overlay as a writer takes it.</summary>
    public StoreBatch ToBatch(TreeInfo tree, string model) => new()
    {
        Tree = tree,
        Model = model,
        Contents = [.. Files.Where(file => file.Content is not null).Select(file => file.Content!)],
        Changes = [.. Files.Concat(Restamped).Select(file => file.ToChange())],
        Removed = Removed,
    };
}
