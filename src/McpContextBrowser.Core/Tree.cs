using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Indexing;
using McpContextBrowser.Core.Search;
using McpContextBrowser.Core.Store;

namespace McpContextBrowser.Core;

/// <summary>
/// One tree of an opened collection: the running indexing job, which all callers share, and what the last search made
/// ready. For many threads.
/// </summary>
internal sealed class Tree(Collection collection, string root, BrowserOptions options) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _refreshing = new(1);
    private readonly Lock _jobs = new();
    private IndexingJob? _job;
    private Task _commit = Task.CompletedTask;
    private Committed? _committed;
    private ReadyTree? _ready;

    /// <summary>The indexing job that runs now; null when none does.</summary>
    public IndexingJob? Job => _job is { Run.IsCompleted: false } job ? job : null;

    /// <summary>Starts indexing, or joins the job that runs.</summary>
    public IndexingJob StartIndexing(bool force, IReadOnlyList<string>? ignorePatterns, CallContext call)
    {
        lock (_jobs)
        {
            if (_job is { Run.IsCompleted: false } running)
            {
                return running;
            }

            var progress = new LatestProgress();
            var stop = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            var run = Task.Run(() => IndexAsync(force, ignorePatterns, progress, call, stop.Token), CancellationToken.None);
            _ = run.ContinueWith(_ => stop.Dispose(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            return _job = new IndexingJob(run, progress, stop);
        }
    }

    /// <summary>
    /// Makes the tree ready for a search, true to the disk as it is now. Small differences are derived here and stand over the
    /// committed tree (their commit follows and nobody waits for it); for large ones, and for a tree that was never indexed, an
    /// indexing job is started, and after <paramref name="patience"/> the answer is made from what is there.
    /// </summary>
    public async Task<ReadyTree> PrepareAsync(
        TimeSpan? patience, IProgress<IndexProgress>? progress, CallContext call, CancellationToken cancellationToken)
    {
        var manifest = await ManifestAsync(cancellationToken).ConfigureAwait(false);
        if (manifest is { Info.Complete: true } && Job is null)
        {
            await _refreshing.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                if (await RefreshAsync(manifest, call, cancellationToken).ConfigureAwait(false) is { } fresh)
                {
                    return fresh;
                }
            }
            finally
            {
                _refreshing.Release();
            }
        }

        var job = StartIndexing(force: false, manifest?.Info.IgnorePatterns, call);
        var finished = await job.WaitAsync(patience, progress, options.Time, cancellationToken).ConfigureAwait(false);
        manifest = await ManifestAsync(cancellationToken).ConfigureAwait(false)
            ?? new TreeManifest(new TreeInfo { Root = root }, []);
        return await OpenAsync(manifest, TreeOverlay.Nothing, finished ? null : job.Latest, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The committed tree; null before the first commit.</summary>
    public async ValueTask<TreeManifest?> ManifestAsync(CancellationToken cancellationToken)
    {
        var head = await collection.Store.ReadHeadAsync(cancellationToken).ConfigureAwait(false);
        if (_committed is { } known && known.Head == head.Sequence)
        {
            return known.Manifest;
        }

        var manifest = await collection.Store.ReadTreeAsync(root, cancellationToken).ConfigureAwait(false);
        if (_committed is { } before && before.Manifest?.Info.Sequence == manifest?.Info.Sequence)
        {
            manifest = before.Manifest; // another tree's commit, or a snapshot: what is ready stays ready
        }

        _committed = new(head.Sequence, manifest);
        return manifest;
    }

    public async ValueTask DisposeAsync()
    {
        // A commit under way is small and somebody waits for its result next time; a long job is stopped, its batches stay.
        await _commit.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _stop.CancelAsync().ConfigureAwait(false);
        if (_job is { } job)
        {
            await ((Task)job.Run).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _stop.Dispose();
        _refreshing.Dispose();
    }

    private async Task<ReadyTree?> RefreshAsync(TreeManifest manifest, CallContext call, CancellationToken cancellationToken)
    {
        var pipeline = collection.NewPipeline(root, manifest.Info.IgnorePatterns);
        var overlay = await pipeline.DeriveChangesAsync(manifest, options.Indexing.OverlayFiles, call, cancellationToken).ConfigureAwait(false);
        if (overlay is null)
        {
            return null;
        }

        var ready = await OpenAsync(manifest, overlay, null, cancellationToken).ConfigureAwait(false);
        if (!overlay.IsEmpty && _commit.IsCompleted)
        {
            _commit = Task.Run(() => TryCommitAsync(manifest, overlay), CancellationToken.None);
        }

        return ready;
    }

    /// <summary>Commits what a search derived; skipped when another writer is at work, who will see the same files.</summary>
    private async Task TryCommitAsync(TreeManifest basis, TreeOverlay overlay)
    {
        var writer = await collection.Store.TryBeginWriteAsync(CancellationToken.None).ConfigureAwait(false);
        if (writer is null)
        {
            return;
        }

        await using (writer.ConfigureAwait(false))
        {
            var head = await collection.Store.ReadHeadAsync(CancellationToken.None).ConfigureAwait(false);
            var current = await collection.Store.ReadTreeAsync(root, CancellationToken.None).ConfigureAwait(false);
            if (current?.Info.Sequence != basis.Info.Sequence)
            {
                return; // somebody committed in between; what differs now is for the next search to find
            }

            await writer.CommitAsync(overlay.ToBatch(basis.Info, collection.Model), CancellationToken.None).ConfigureAwait(false);
            await collection.RefreshSnapshotAsync(writer, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task<ReadyTree> OpenAsync(
        TreeManifest manifest, TreeOverlay overlay, IndexProgress? pending, CancellationToken cancellationToken)
    {
        if (overlay.IsEmpty && pending is null && _ready is { } kept && ReferenceEquals(kept.Manifest, manifest))
        {
            return kept;
        }

        var head = await collection.Store.ReadHeadAsync(cancellationToken).ConfigureAwait(false);
        var view = await collection.Views.OpenAsync(head, manifest, overlay.ToFiles(), cancellationToken).ConfigureAwait(false);
        var corpus = SearchCorpus.Create(view, options.Ranking, _ready?.Corpus);
        var ready = new ReadyTree(root, manifest, view, corpus, pending, collection.Views.SnapshotProblem);
        if (overlay.IsEmpty && pending is null)
        {
            _ready = ready;
        }

        return ready;
    }

    private async Task<IndexReport> IndexAsync(
        bool force, IReadOnlyList<string>? ignorePatterns, LatestProgress progress, CallContext call, CancellationToken cancellationToken)
    {
        var writer = await collection.BeginWriteAsync(cancellationToken).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            var known = await collection.Store.ReadTreeAsync(root, cancellationToken).ConfigureAwait(false);
            var tree = (known?.Info ?? new TreeInfo { Root = root }) with
            {
                IgnorePatterns = ignorePatterns ?? known?.Info.IgnorePatterns ?? [],
            };
            var report = await collection.NewPipeline(root, tree.IgnorePatterns)
                .RunAsync(tree, force, writer, progress, call, cancellationToken).ConfigureAwait(false);
            await collection.RefreshSnapshotAsync(writer, cancellationToken).ConfigureAwait(false);
            return report;
        }
    }

    private sealed record Committed(long Head, TreeManifest? Manifest);
}
