using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Files;
using McpContextBrowser.Core.Store;

namespace McpContextBrowser.Core.Indexing;

/// <summary>
/// Finds, before each search, how the disk differs from the committed tree. It walks the tree – or, where a watch can tell that
/// nothing else was touched since the last walk, looks at the touched files alone, or at none.
/// </summary>
/// <remarks>One check at a time; <see cref="Committed"/> may be called meanwhile.</remarks>
/// <param name="root">Real path of the tree.</param>
/// <param name="watch">False always walks.</param>
/// <param name="time">Tells how old the last walk is.</param>
internal sealed class Freshness(string root, bool watch, TimeProvider time) : IDisposable
{
    // No watch reports a write through a second name that a file got, outside the tree, since the last walk.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(1);

    private readonly HashSet<string> _touched = new(StringComparer.Ordinal);
    private TreeWatch? _watch;
    private bool _asked;
    private long _walked;
    private Standing? _standing;

    /// <summary>Compares the disk with the committed tree.</summary>
    /// <param name="pipeline">Walks and derives.</param>
    /// <param name="committed">The tree.</param>
    /// <param name="limit">Most files that are derived here.</param>
    /// <param name="budget">Time after which a walk ends where it is; null for none.</param>
    /// <param name="call">The call this belongs to.</param>
    /// <param name="cancellationToken">Stops the walk.</param>
    /// <returns>Null when more files differ than <paramref name="limit"/>.</returns>
    public async Task<Sweep?> CheckAsync(
        IndexingPipeline pipeline, TreeManifest committed, int limit, TimeSpan? budget, CallContext call, CancellationToken cancellationToken)
    {
        // A process that asks once, as a command does, would pay for a watch and have nothing from it.
        var wanted = watch && pipeline.MayWatch && _asked;
        _asked = true;
        if (!wanted)
        {
            _watch?.Dispose();
        }

        _watch = wanted ? _watch ?? TreeWatch.Open(root) : null;
        _touched.Clear();
        var known = _watch?.Drain(_touched) == true;
        var standing = Interlocked.Exchange(ref _standing, null);
        if (known && time.GetElapsedTime(_walked) < LongestSilence && standing?.Sequence == committed.Info.Sequence
            && (_touched.Count == 0 ? standing.Overlay : await pipeline.LookAgainAsync(committed, standing.Overlay, _touched, limit, call, cancellationToken).ConfigureAwait(false)) is { } overlay)
        {
            Keep(committed, overlay);
            return new(overlay, committed.Entries.Count, committed.Entries.Count);
        }

        _walked = time.GetTimestamp();
        _watch?.Begin(RootRules.Sources(root));
        var sweep = await pipeline.DeriveChangesAsync(committed, limit, budget, _watch, call, cancellationToken).ConfigureAwait(false);
        if (sweep is { IsComplete: true } && _watch?.Complete() == true)
        {
            Keep(committed, sweep.Overlay);
        }

        return sweep;
    }

    /// <summary>What stood over a tree is committed: the disk, as it was found then, is the new tree.</summary>
    /// <param name="overlay">What was committed.</param>
    /// <param name="basis">Sequence of the tree it stood over.</param>
    /// <param name="sequence">Sequence of the tree now.</param>
    public void Committed(TreeOverlay overlay, long basis, long sequence)
    {
        if (Volatile.Read(ref _standing) is { } standing && standing.Sequence == basis && ReferenceEquals(standing.Overlay, overlay))
        {
            Interlocked.CompareExchange(ref _standing, new(sequence, TreeOverlay.Nothing), standing);
        }
    }

    public void Dispose() => _watch?.Dispose();

    private void Keep(TreeManifest committed, TreeOverlay overlay) => Volatile.Write(ref _standing, new(committed.Info.Sequence, overlay));

    /// <summary>What was on disk at the end of the last look: this tree and this overlay.</summary>
    private sealed record Standing(long Sequence, TreeOverlay Overlay);
}
