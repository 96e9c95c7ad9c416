using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Embedding;
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
    private readonly OverlayVectors _overlayVectors = collection.NewOverlayVectors();
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
        var wanted = await collection.Embedders.OpenAsync(cancellationToken).ConfigureAwait(false);
        var manifest = await ManifestAsync(cancellationToken).ConfigureAwait(false);
        if (manifest is { Info.Complete: true } && Job is null && !await MustSwitchAsync(wanted, cancellationToken).ConfigureAwait(false))
        {
            await _refreshing.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                if (await RefreshAsync(manifest, call, cancellationToken).ConfigureAwait(false) is { } fresh)
                {
                    if (fresh.Serving.WantsVectors && patience is not null)
                    {
                        collection.CatchUpBehind(wanted!, call);
                    }

                    return fresh;
                }
            }
            finally
            {
                _refreshing.Release();
            }
        }

        var job = StartIndexing(force: false, manifest?.Info.IgnorePatterns, call);
        var finished = await FinishedAsync(job, patience, progress, cancellationToken).ConfigureAwait(false);
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

    /// <summary>A model of this process takes over at once: its vectors are made faster than anybody could wonder about two models.</summary>
    private async ValueTask<bool> MustSwitchAsync(IEmbedder? wanted, CancellationToken cancellationToken) =>
        wanted is { IsRemote: false }
        && (await collection.Store.ReadHeadAsync(cancellationToken).ConfigureAwait(false)).Snapshot is { } snapshot && snapshot.Model != wanted.ModelId;

    /// <summary>Waits for an indexing run. One that could not get its vectors has everything else, which the answer then stands on.</summary>
    private async Task<bool> FinishedAsync(
        IndexingJob job, TimeSpan? patience, IProgress<IndexProgress>? progress, CancellationToken cancellationToken)
    {
        try
        {
            return await job.WaitAsync(patience, progress, options.Time, cancellationToken).ConfigureAwait(false);
        }
        catch (CtxbException failure) when (failure.Code is ErrorCodes.ProviderFailed or ErrorCodes.QuotaExceeded)
        {
            return true;
        }
    }

    private async Task<ReadyTree?> RefreshAsync(TreeManifest manifest, CallContext call, CancellationToken cancellationToken)
    {
        var head = await collection.Store.ReadHeadAsync(cancellationToken).ConfigureAwait(false);
        var embedder = await collection.Embedders.ForAsync(
            IndexViews.ModelOf(head, collection.Embedders.Current?.ModelId ?? ""), cancellationToken).ConfigureAwait(false);
        var pipeline = collection.NewPipeline(root, manifest.Info.IgnorePatterns, embedder);
        var overlay = await pipeline.DeriveChangesAsync(manifest, options.Indexing.OverlayFiles, call, cancellationToken).ConfigureAwait(false);
        if (overlay is null)
        {
            return null;
        }

        if (embedder is { IsRemote: true })
        {
            overlay = await _overlayVectors.AddAsync(overlay, embedder, call, cancellationToken).ConfigureAwait(false);
        }

        var ready = await OpenAsync(manifest, overlay, null, cancellationToken).ConfigureAwait(false);
        if (!overlay.IsEmpty && _commit.IsCompleted)
        {
            _commit = Task.Run(() => TryCommitAsync(manifest, overlay, embedder?.ModelId ?? ""), CancellationToken.None);
        }

        return ready;
    }

    /// <summary>Commits what a search derived; skipped when another writer is at work, who will see the same files.</summary>
    private async Task TryCommitAsync(TreeManifest basis, TreeOverlay overlay, string model)
    {
        var writer = await collection.Store.TryBeginWriteAsync(CancellationToken.None).ConfigureAwait(false);
        if (writer is null)
        {
            return;
        }

        await using (writer.ConfigureAwait(false))
        {
            var current = await collection.Store.ReadTreeAsync(root, CancellationToken.None).ConfigureAwait(false);
            if (current?.Info.Sequence != basis.Info.Sequence)
            {
                return; // somebody committed in between; what differs now is for the next search to find
            }

            await writer.CommitAsync(overlay.ToBatch(basis.Info, model), CancellationToken.None).ConfigureAwait(false);
            await collection.RefreshSnapshotAsync(writer, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task<ReadyTree> OpenAsync(
        TreeManifest manifest, TreeOverlay overlay, IndexProgress? pending, CancellationToken cancellationToken)
    {
        var head = await collection.Store.ReadHeadAsync(cancellationToken).ConfigureAwait(false);
        if (overlay.IsEmpty && pending is null && _ready is { Serving: { WantsVectors: false, Degraded: null } } kept
            && ReferenceEquals(kept.Manifest, manifest) && kept.View.Model == IndexViews.ModelOf(head, kept.View.Model))
        {
            return kept;
        }

        var model = collection.Embedders.Current?.ModelId ?? "";
        var view = await collection.Views.OpenAsync(head, manifest, overlay.ToFiles(), model, cancellationToken).ConfigureAwait(false);
        var corpus = SearchCorpus.Create(view, options.Ranking, _ready?.Corpus);
        var serving = await ServingModel.OfAsync(view, head.Snapshot is not null, collection.Embedders, cancellationToken).ConfigureAwait(false);
        var ready = new ReadyTree(root, manifest, view, corpus, pending, collection.Views.SnapshotProblem, serving);
        if (overlay.IsEmpty && pending is null)
        {
            _ready = ready;
        }

        return ready;
    }

    private async Task<IndexReport> IndexAsync(
        bool force, IReadOnlyList<string>? ignorePatterns, LatestProgress progress, CallContext call, CancellationToken cancellationToken)
    {
        await collection.StopCatchingUpAsync().ConfigureAwait(false);
        var embedder = await collection.Embedders.OpenAsync(cancellationToken).ConfigureAwait(false);
        var writer = await collection.BeginWriteAsync(cancellationToken).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            var known = await collection.Store.ReadTreeAsync(root, cancellationToken).ConfigureAwait(false);
            var tree = (known?.Info ?? new TreeInfo { Root = root }) with
            {
                IgnorePatterns = ignorePatterns ?? known?.Info.IgnorePatterns ?? [],
            };
            var report = await collection.NewPipeline(root, tree.IgnorePatterns, embedder)
                .RunAsync(tree, force, writer, progress, call, cancellationToken).ConfigureAwait(false);
            var embedded = 0;
            await collection.CatchUpAsync(
                writer, embedder, chunks => embedded += chunks, call, cancellationToken).ConfigureAwait(false);
            return collection.Embedders.Failure is { } failure ? throw failure : report with { Embedded = report.Embedded + embedded };
        }
    }

    private sealed record Committed(long Head, TreeManifest? Manifest);
}
