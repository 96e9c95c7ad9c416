using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Core.Store;

/// <summary>A tree as of one sequence number: its paths in ordinal order. Immutable.</summary>
/// <param name="info">The tree.</param>
/// <param name="entries">Ordered by path.</param>
public sealed class TreeManifest(TreeInfo info, IReadOnlyList<ManifestEntry> entries)
{
    public TreeInfo Info { get; } = info;

    public IReadOnlyList<ManifestEntry> Entries { get; } = entries;

    /// <summary>Those without a content: what every answer tells as left out. Found once, since a tree has many files and few of these.</summary>
    public IReadOnlyList<ManifestEntry> WithoutContent => field ??= [.. Entries.Where(entry => !entry.HasContent)];

    /// <summary>The entry of a path; null when the tree does not have it.</summary>
    public ManifestEntry? Find(RelativePath path)
    {
        var low = 0;
        var high = Entries.Count - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = Entries[middle].Path.CompareTo(path);
            if (order == 0)
            {
                return Entries[middle];
            }

            if (order < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return null;
    }
}
