using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Files;
using McpContextBrowser.Core.Store;

namespace McpContextBrowser.Core.Indexing;

/// <summary>Tells, entry by entry of a walk, what differs from the committed tree. For one thread.</summary>
internal sealed class TreeDiff
{
    private readonly IReadOnlyList<ManifestEntry> _entries;
    private readonly Dictionary<RelativePath, int> _index;
    private readonly bool[] _seen;
    private readonly bool _force;

    /// <param name="committed">The committed tree; null when there is none.</param>
    /// <param name="force">Takes every file for changed.</param>
    public TreeDiff(TreeManifest? committed, bool force)
    {
        _entries = committed?.Entries ?? [];
        _index = new(_entries.Count);
        for (var i = 0; i < _entries.Count; i++)
        {
            _index.Add(_entries[i].Path, i);
        }

        _seen = new bool[_entries.Count];
        _force = force;
    }

    /// <summary>Entries of the walk so far.</summary>
    public int Seen { get; private set; }

    /// <summary>Takes the next entry of the walk.</summary>
    public TreeDifference Compare(in WalkEntry entry)
    {
        Seen++;
        if (!_index.TryGetValue(entry.Path, out var at))
        {
            return TreeDifference.Added;
        }

        _seen[at] = true;
        var known = _entries[at];
        if (entry.Skip is { } skip)
        {
            return !known.HasContent && known.Skip == skip ? TreeDifference.None : TreeDifference.Changed;
        }

        // A stamp that was too young to be trusted was stored as the default, which no file has.
        return _force || known.Stamp != entry.Stamp ? TreeDifference.Changed : TreeDifference.None;
    }

    /// <summary>Committed paths that the walk did not meet; final when it has ended.</summary>
    public IEnumerable<RelativePath> Missing()
    {
        for (var i = 0; i < _entries.Count; i++)
        {
            if (!_seen[i])
            {
                yield return _entries[i].Path;
            }
        }
    }
}
