using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Store;

namespace McpContextBrowser.Core.Indexing;

/// <summary>How a tree on disk differs from the committed one: derived in memory, for a search to stand on and a writer to commit.</summary>
/// <param name="Files">New and changed files.</param>
/// <param name="Removed">Paths that are gone.</param>
internal sealed record TreeOverlay(IReadOnlyList<DerivedFile> Files, IReadOnlyList<RelativePath> Removed)
{
    public static TreeOverlay Nothing { get; } = new([], []);

    public bool IsEmpty => Files.Count == 0 && Removed.Count == 0;

    /// <summary>The overlay as a view takes it.</summary>
    public IReadOnlyList<OverlayFile> ToFiles() =>
        [.. Files.Select(file => new OverlayFile(file.Path, file.Content)), .. Removed.Select(path => new OverlayFile(path, null))];

    /// <summary>The overlay as a writer takes it.</summary>
    public StoreBatch ToBatch(TreeInfo tree, string model) => new()
    {
        Tree = tree,
        Model = model,
        Contents = [.. Files.Where(file => file.Content is not null).Select(file => file.Content!)],
        Changes = [.. Files.Select(file => file.ToChange())],
        Removed = Removed,
    };
}
