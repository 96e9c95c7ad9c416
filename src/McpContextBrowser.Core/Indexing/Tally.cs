using McpContextBrowser.Core.Files;
using McpContextBrowser.Core.Store;

namespace McpContextBrowser.Core.Indexing;

/// <summary>Counts a run: differences from the walk's thread, files from the committer's.</summary>
internal sealed class Tally
{
    private int _added;
    private int _changed;
    private int _done;
    private int _derived;
    private int _embedded;
    private int _chunks;
    private (int Files, int Chunks) _committed; // written and read by whoever tells, one at a time

    public void Count(TreeDifference difference)
    {
        if (difference == TreeDifference.Added)
        {
            Interlocked.Increment(ref _added);
        }
        else if (difference == TreeDifference.Changed)
        {
            Interlocked.Increment(ref _changed);
        }
    }

    public void Count(DerivedFile file)
    {
        _done++;
        if (file.Content is { } content)
        {
            _derived++;
            _chunks += content.Record.Chunks.Length;
            _embedded += content.Vectors?.Rows ?? 0;
        }
    }

    /// <summary>All that was counted is committed now.</summary>
    public void Commit() => _committed = (_done, _chunks);

    public IndexProgress Progress(int seen, bool walkFinished) =>
        new(seen, Volatile.Read(ref _added) + Volatile.Read(ref _changed), _committed.Files, _committed.Chunks, walkFinished);

    public IndexReport ToReport(string root, long sequence, TreeManifest tree, int removed, TimeSpan elapsed) => new()
    {
        Root = root,
        Sequence = sequence,
        Files = tree.Entries.Count(entry => entry.HasContent),
        Chunks = tree.Entries.Sum(entry => entry.Chunks),
        Added = _added,
        Changed = _changed,
        Removed = removed,
        Derived = _derived,
        Embedded = _embedded,
        Skipped = SkippedBy(tree),
        Elapsed = elapsed,
    };

    /// <summary>Paths without a content, by reason.</summary>
    public static IReadOnlyDictionary<SkipReason, int> SkippedBy(TreeManifest tree) =>
        tree.WithoutContent.CountBy(entry => entry.Skip.Reason).ToDictionary();
}
