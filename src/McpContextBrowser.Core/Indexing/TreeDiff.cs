using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Files;
using McpContextBrowser.Core.Store;

namespace McpContextBrowser.Core.Indexing;

/// <summary>Tells, entry by entry of a walk, what differs from the committed tree: both are in order of their paths. For one thread.</summary>
/// <param name="committed">The committed tree; null when there is none.</param>
/// <param name="force">Takes every file for changed.</param>
internal sealed class TreeDiff(TreeManifest? committed, bool force)
{
    private readonly IReadOnlyList<ManifestEntry> _entries = committed?.Entries ?? [];
    private readonly List<RelativePath> _missing = [];
    private int _next;

    /// <summary>Entries of the walk so far.</summary>
    public int Seen { get; private set; }

    /// <summary>Committed paths that the walk has passed.</summary>
    public int Passed => _next;

    /// <summary>Committed paths that the walk has passed without meeting them.</summary>
    public IReadOnlyList<RelativePath> Missing => _missing;

    /// <summary>Takes the next entry of the walk.</summary>
    /// <param name="entry">Behind all before it.</param>
    /// <param name="known">The committed entry of its path; null when there is none.</param>
    public TreeDifference Compare(in WalkEntry entry, out ManifestEntry? known)
    {
        Seen++;
        known = null;
        for (; _next < _entries.Count; _next++)
        {
            var order = _entries[_next].Path.CompareTo(entry.Path);
            if (order == 0)
            {
                known = _entries[_next++];
                return force && entry.Skip is null || Differs(entry, known.Value) ? TreeDifference.Changed : TreeDifference.None;
            }

            if (order > 0)
            {
                break;
            }

            _missing.Add(_entries[_next].Path);
        }

        return TreeDifference.Added;
    }

    /// <summary>Ends the walk: what it has not passed is missing.</summary>
    public void Finish()
    {
        for (; _next < _entries.Count; _next++)
        {
            _missing.Add(_entries[_next].Path);
        }
    }

    /// <summary>True when a file must be read to know whether it is what was committed.</summary>
    public static bool Differs(in WalkEntry entry, in ManifestEntry known) =>
        entry.Skip is { } skip
            ? known.HasContent || known.Skip != skip
            : known.Stamp != entry.Stamp; // one that was too young to be trusted was stored as the default, which no file has
}
