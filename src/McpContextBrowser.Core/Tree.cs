using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Embedding;
using McpContextBrowser.Core.Embedding.Providers;
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
    private const int MostChecked = 10_000; // a check that finds so much stale need not count on

    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _refreshing = new(1);
    private readonly Freshness _freshness = new(root, options.Indexing.Watch, options.Time);
    private readonly Lock _jobs = new();
    private IndexingJob? _job;
    private readonly OverlayVectors _overlayVectors = collection.NewOverlayVectors();
    private Task _commit = Task.CompletedTask;
    private Committed? _committed;
    private ReadyTree? _ready;

    /// <summary>The indexing job that runs now; null when none does.</summary>
    public IndexingJob? Job => _job is { Run.IsCompleted: false } job ? job : null;

    /// <summary>What ended the last run of this process; null when it came to its end, or none ran.</summary>
    public string? Failure => _job is { Run: { IsFaulted: true, Exception.InnerException: CtxbException problem } } ? problem.Message : null;

    /// <summary>Starts indexing, or joins the job that runs.</summary>
    public IndexingJob StartIndexing(bool force, IReadOnlyList<string>? ignorePatterns, CallContext call) =>
        StartIndexing(force, ignorePatterns, call, out _);

    /// <summary>
    /// Makes the tree ready for a search, true to the disk as it is now. Small differences are derived here and stand over the
    /// committed tree (their commit follows and nobody waits for it); for large ones, and for a tree that was never indexed, an
    /// indexing job is started, and after <paramref name="patience"/> the answer is made from what is there.
    /// </summary>
    public async Task<ReadyTree> PrepareAsync(
        TimeSpan? patience, IProgress<IndexProgress>? progress, CallContext call, CancellationToken cancellationToken)
    {
        var wanted = await collection.Embedders.OpenAsync(cancellationToken).ConfigureAwait(false);
        while (true)
        {
            var manifest = await ManifestAsync(cancellationToken).ConfigureAwait(false);
            if (manifest is { Info.Complete: true } && !await MustSwitchAsync(wanted, cancellationToken).ConfigureAwait(false)
                && await RefreshAsync(manifest, patience, call, cancellationToken).ConfigureAwait(false) is { } fresh)
            {
                if (fresh.Serving.WantsVectors && patience is not null)
                {
                    collection.CatchUpBehind(wanted!, call);
                }

                return fresh;
            }

            var job = StartIndexing(force: false, manifest?.Info.IgnorePatterns, call, out var joined);
            var finished = await FinishedAsync(job, patience, progress, cancellationToken).ConfigureAwait(false);
            if (finished && joined)
            {
                continue; // its walk may have passed a file before the caller wrote it
            }

            manifest = await ManifestAsync(cancellationToken).ConfigureAwait(false)
                ?? new TreeManifest(new TreeInfo { Root = root }, []);
            var ready = await OpenAsync(manifest, TreeOverlay.Nothing, TreeOverlay.Nothing, cancellationToken).ConfigureAwait(false);
            return finished
                ? ready with { Sweep = new(TreeOverlay.Nothing, manifest.Entries.Count, manifest.Entries.Count), Stopped = StoppedBy(job, manifest) }
                : ready with { Pending = job.Latest };
        }
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

    /// <summary>Compares the disk with the committed tree, by content; reads only.</summary>
    public async Task<CheckReport> CheckAsync(CallContext call, CancellationToken cancellationToken)
    {
        if (await ManifestAsync(cancellationToken).ConfigureAwait(false) is not { Info.Complete: true } manifest)
        {
            return new(root, false, 0, 0, 0, []);
        }

        var sweep = await collection.NewPipeline(root, manifest.Info.IgnorePatterns, null)
            .DeriveChangesAsync(manifest, MostChecked, null, null, call, cancellationToken).ConfigureAwait(false);
        if (sweep is null)
        {
            return new(root, false, 0, MostChecked, 0, []);
        }

        var (files, removed) = (sweep.Overlay.Files, sweep.Overlay.Removed);
        var added = files.Count(file => manifest.Find(file.Path) is null);
        return new(root, true, added, files.Count - added, removed.Count, [.. files.Select(file => file.Path.Value).Concat(removed.Select(path => path.Value)).Order(StringComparer.Ordinal)]);
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

        _freshness.Dispose();
        _stop.Dispose();
        _refreshing.Dispose();
    }

    /// <summary>A model of this process takes over at once: its vectors are made faster than anybody could wonder about two models.</summary>
    private async ValueTask<bool> MustSwitchAsync(IEmbedder? wanted, CancellationToken cancellationToken) =>
        wanted is { IsRemote: false }
        && (await collection.Store.ReadHeadAsync(cancellationToken).ConfigureAwait(false)).Snapshot is { } snapshot && snapshot.Model != wanted.ModelId;

    /// <summary>Waits for an indexing run. One that got no vectors, or no more space, has committed the rest, which the answer then stands on.</summary>
    private async Task<bool> FinishedAsync(
        IndexingJob job, TimeSpan? patience, IProgress<IndexProgress>? progress, CancellationToken cancellationToken)
    {
        try
        {
            return await job.WaitAsync(patience, progress, options.Time, cancellationToken).ConfigureAwait(false);
        }
        catch (CtxbException failure) when (failure.Code is ErrorCodes.ProviderFailed or ErrorCodes.QuotaExceeded or ErrorCodes.DiskFull or ErrorCodes.CollectionFull)
        {
            return true;
        }
    }

    /// <summary>What kept a run from taking in everything; null when it did.</summary>
    /// <exception cref="CtxbException">It did, and there is nothing to answer from.</exception>
    private static CtxbException? StoppedBy(IndexingJob job, TreeManifest manifest) =>
        job.Run.Exception?.InnerException is CtxbException { Code: ErrorCodes.DiskFull or ErrorCodes.CollectionFull } limit
            ? manifest.Entries.Count > 0 ? limit : throw limit
            : null;

    private IndexingJob StartIndexing(bool force, IReadOnlyList<string>? ignorePatterns, CallContext call, out bool joined)
    {
        lock (_jobs)
        {
            joined = _job is { Run.IsCompleted: false };
            if (joined)
            {
                return _job!;
            }

            var progress = new LatestProgress();
            var stop = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            var run = Task.Run(() => IndexAsync(force, ignorePatterns, progress, call, stop.Token), CancellationToken.None);
            _ = run.ContinueWith(_ => collection.Rotation?.UpkeepAsync(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
            _ = run.ContinueWith(_ => stop.Dispose(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            return _job = new IndexingJob(run, progress, stop);
        }
    }

    /// <returns>Null when more differs than a search derives by itself.</returns>
    private async Task<ReadyTree?> RefreshAsync(TreeManifest manifest, TimeSpan? budget, CallContext call, CancellationToken cancellationToken)
    {
        await _refreshing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var head = await collection.Store.ReadHeadAsync(cancellationToken).ConfigureAwait(false);
            var embedder = await collection.Embedders.ForAsync(
                IndexViews.ModelOf(head, collection.Embedders.Current?.ModelId ?? ""), cancellationToken).ConfigureAwait(false);
            var pipeline = collection.NewPipeline(root, manifest.Info.IgnorePatterns, embedder);
            var sweep = await _freshness.CheckAsync(
                pipeline, manifest, options.Indexing.OverlayFiles, budget, call, cancellationToken).ConfigureAwait(false);
            if (sweep is null)
            {
                return null;
            }

            var shown = embedder is { IsRemote: true }
                ? await _overlayVectors.AddAsync(sweep.Overlay, embedder, call, cancellationToken).ConfigureAwait(false)
                : sweep.Overlay;
            var ready = await OpenAsync(manifest, sweep.Overlay, shown, cancellationToken).ConfigureAwait(false);
            if ((!shown.IsEmpty || ready.SnapshotProblem is not null) && _commit.IsCompleted)
            {
                _commit = Task.Run(() => TryCommitAsync(manifest, sweep.Overlay, shown, embedder?.ModelId ?? ""), CancellationToken.None);
            }

            return ready with { Sweep = sweep };
        }
        finally
        {
            _refreshing.Release();
        }
    }

    /// <summary>Commits what a search derived; skipped when another writer is at work, who will see the same files.</summary>
    private async Task TryCommitAsync(TreeManifest basis, TreeOverlay overlay, TreeOverlay shown, string model)
    {
        var writer = await collection.Store.TryBeginWriteAsync(CancellationToken.None).ConfigureAwait(false);
        if (writer is null)
        {
            return;
        }

        await using (writer.ConfigureAwait(false))
        {
            var trees = await collection.Store.ReadTreesAsync(CancellationToken.None).ConfigureAwait(false);
            if (trees.FirstOrDefault(tree => tree.Root == root)?.Sequence != basis.Info.Sequence)
            {
                return; // somebody committed in between; what differs now is for the next search to find
            }

            if (!shown.IsEmpty)
            {
                var head = await writer.CommitAsync(shown.ToBatch(basis.Info, model), CancellationToken.None).ConfigureAwait(false);
                _freshness.Committed(overlay, basis.Info.Sequence, head.Sequence);
            }

            await collection.RefreshSnapshotAsync(writer, CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <param name="manifest">The committed tree.</param>
    /// <param name="overlay">What was found over it, by which the result is known again.</param>
    /// <param name="shown">The same with the vectors that could be had.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    private async Task<ReadyTree> OpenAsync(TreeManifest manifest, TreeOverlay overlay, TreeOverlay shown, CancellationToken cancellationToken)
    {
        var head = await collection.Store.ReadHeadAsync(cancellationToken).ConfigureAwait(false);
        if (_ready is { SnapshotProblem: null, Serving: { WantsVectors: false, Degraded: null } } kept && kept.View.Segments.All(segment => segment.Problem is null)
            && ReferenceEquals(kept.Manifest, manifest) && kept.View.Snapshot == head.Snapshot && kept.View.Model == IndexViews.ModelOf(head, kept.View.Model)
            && (ReferenceEquals(kept.Overlay, overlay) || (kept.Overlay.ShowsNothing && overlay.ShowsNothing)))
        {
            return ReferenceEquals(kept.Overlay, overlay) ? kept : kept with { Overlay = overlay };
        }

        var model = collection.Embedders.Current?.ModelId ?? "";
        var view = await collection.Views.OpenAsync(head, manifest, shown.ToFiles(), model, cancellationToken).ConfigureAwait(false);
        collection.Graphs?.Consider(view);
        var corpus = SearchCorpus.Create(view, options.Ranking, _ready?.Corpus);
        var serving = await ServingModel.OfAsync(view, head.Snapshot is not null, collection.Embedders, cancellationToken).ConfigureAwait(false);
        return _ready = new ReadyTree(root, manifest, overlay, view, corpus, collection.Views.SnapshotProblem, serving) { ScansForSecrets = collection.ScansForSecrets(root) };
    }

    private async Task<IndexReport> IndexAsync(
        bool force, IReadOnlyList<string>? ignorePatterns, LatestProgress progress, CallContext call, CancellationToken cancellationToken)
    {
        await collection.StopCatchingUpAsync().ConfigureAwait(false);
        await _commit.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // a search's commit holds the writer's lock for a moment: its end is known, no need to poll for it
        var embedder = await collection.Embedders.OpenAsync(cancellationToken).ConfigureAwait(false);
        if (!force && await UnchangedAsync(ignorePatterns, embedder, call, cancellationToken).ConfigureAwait(false) is { } unchanged)
        {
            return unchanged;
        }

        var before = collection.Embedders.Endpoints;
        var writer = await collection.BeginWriteAsync(progress, cancellationToken).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            var known = await ManifestAsync(cancellationToken).ConfigureAwait(false);
            var tree = (known?.Info ?? new TreeInfo { Root = root }) with
            {
                IgnorePatterns = ignorePatterns ?? known?.Info.IgnorePatterns ?? [],
            };
            try
            {
                var report = await collection.NewPipeline(root, tree.IgnorePatterns, embedder)
                    .RunAsync(tree, known, force, writer, progress, call, cancellationToken).ConfigureAwait(false);
                var embedded = 0;
                if (report is not { Added: 0, Changed: 0, Removed: 0 } || !await collection.IsCaughtUpAsync(embedder, cancellationToken).ConfigureAwait(false))
                {
                    await collection.CatchUpAsync(writer, embedder, chunks => embedded += chunks, call, cancellationToken).ConfigureAwait(false);
                }

                if (report.Changed + report.Removed > 0)
                {
                    await writer.CollectAsync(options.Indexing.UnusedGrace, cancellationToken).ConfigureAwait(false);
                }

                return collection.Embedders.Failure is { } failure ? throw failure : report with
                {
                    Embedded = report.Embedded + embedded,
                    Notes = [.. report.Notes, .. EndpointUse.Between(before, collection.Embedders.Endpoints)],
                };
            }
            catch (CtxbException problem)
            {
                await KeepAsync(problem, writer, tree).ConfigureAwait(false);
                throw;
            }
        }
    }

    /// <summary>The report on a tree that is as it was committed, found by a walk alone: no writer, no threads; null when there is something to do.</summary>
    private async Task<IndexReport?> UnchangedAsync(
        IReadOnlyList<string>? ignorePatterns, IEmbedder? embedder, CallContext call, CancellationToken cancellationToken)
    {
        var started = options.Time.GetTimestamp();
        if (await ManifestAsync(cancellationToken).ConfigureAwait(false) is not { Info: { Complete: true, LastError: "" } } known
            || ignorePatterns?.SequenceEqual(known.Info.IgnorePatterns) == false
            || collection.Embedders.Failure is not null || !await collection.IsCaughtUpAsync(embedder, cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        var sweep = await collection.NewPipeline(root, known.Info.IgnorePatterns, null)
            .DeriveChangesAsync(known, limit: 0, null, null, call, cancellationToken).ConfigureAwait(false);
        return sweep is { Overlay.IsEmpty: true }
            ? new Tally().ToReport(root, (await collection.Store.ReadHeadAsync(cancellationToken).ConfigureAwait(false)).Sequence, known, removed: 0, options.Time.GetElapsedTime(started))
            : null;
    }

    /// <summary>Keeps with the tree what stopped a run, for whoever asks how it is.</summary>
    private async Task KeepAsync(CtxbException problem, IContentWriter writer, TreeInfo tree)
    {
        try
        {
            var now = (await collection.Store.ReadTreesAsync(CancellationToken.None).ConfigureAwait(false)).FirstOrDefault(info => info.Root == root);
            var batch = new StoreBatch { Tree = (now ?? tree) with { LastError = problem.Message }, Model = "" };
            await writer.CommitAsync(batch, CancellationToken.None).ConfigureAwait(false);
        }
        catch (CtxbException)
        {
            // the disk is full, say: what stopped the run is told to its caller anyway
        }
    }

    private sealed record Committed(long Head, TreeManifest? Manifest);
}
