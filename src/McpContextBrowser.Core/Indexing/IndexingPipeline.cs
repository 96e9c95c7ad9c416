using System.Threading.Channels;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Files;
using McpContextBrowser.Core.Store;

namespace McpContextBrowser.Core.Indexing;

/// <summary>
/// Brings a tree up to date: walk → difference → read, chunk, embed (several threads) → commit (one). Every queue between
/// is bounded, so memory does not grow with the tree; every commit leaves a usable index.
/// </summary>
/// <param name="store">The collection.</param>
/// <param name="walker">Finds the files.</param>
/// <param name="newDeriver">Makes the deriver of one thread for a root.</param>
/// <param name="model">Model of the vectors; empty without.</param>
/// <param name="options">Threads.</param>
/// <param name="time">Measures the run.</param>
internal sealed class IndexingPipeline(
    IContentStore store, RepoWalker walker, Func<string, FileDeriver> newDeriver, string model, IndexingOptions options, TimeProvider time)
{
    private const int FilesAhead = 64; // bounds memory: the walk waits while the derivers are busy, they while the disk is
    private const int FilesPerCommit = 1024; // a commit costs a sync or two; a kill loses at most one batch of work
    private const long BytesPerCommit = 16L << 20;

    /// <summary>Walks the whole tree and commits every difference.</summary>
    /// <param name="tree">The tree; its root is walked.</param>
    /// <param name="force">Reads and derives every file again.</param>
    /// <param name="writer">The collection's writer.</param>
    /// <param name="progress">Told after each batch; null for nobody.</param>
    /// <param name="call">The call this belongs to.</param>
    /// <param name="cancellationToken">Stops between files; what was committed stays.</param>
    public async Task<IndexReport> RunAsync(
        TreeInfo tree, bool force, IContentWriter writer, IProgress<IndexProgress>? progress, CallContext call,
        CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var head = await store.ReadHeadAsync(cancellationToken).ConfigureAwait(false);
        var committed = await store.ReadTreeAsync(tree.Root, cancellationToken).ConfigureAwait(false);
        var diff = new TreeDiff(committed, force);
        var tally = new Tally();
        var claims = new Claims(store, model, head.LastContent == 0, force);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var dirty = Channel.CreateBounded<WalkEntry>(new BoundedChannelOptions(FilesAhead) { SingleWriter = true });
        var derived = Channel.CreateBounded<DerivedFile>(new BoundedChannelOptions(FilesAhead) { SingleReader = true });
        var walking = Task.Run(() => WalkAsync(tree.Root, diff, tally, dirty.Writer, stop.Token), CancellationToken.None);
        var deriving = DeriveAllAsync(tree.Root, dirty.Reader, derived.Writer, claims, call, stop.Token);
        try
        {
            var commits = new CommitQueue(writer, tree with { Complete = false }, model);
            await foreach (var file in derived.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                commits.Add(file);
                tally.Count(file);
                if (commits.Files >= FilesPerCommit || commits.Bytes >= BytesPerCommit)
                {
                    head = await commits.FlushAsync(cancellationToken).ConfigureAwait(false);
                    progress?.Report(tally.Progress(diff.Seen, walkFinished: walking.IsCompleted));
                }
            }

            await walking.ConfigureAwait(false);
            await deriving.ConfigureAwait(false);
            List<RelativePath> removed = [.. diff.Missing()];
            if (commits.Files > 0 || removed.Count > 0 || committed is not { Info.Complete: true }
                || !committed.Info.IgnorePatterns.SequenceEqual(tree.IgnorePatterns))
            {
                head = await commits.FinishAsync(tree with { Complete = true }, removed, cancellationToken).ConfigureAwait(false);
            }

            progress?.Report(tally.Progress(diff.Seen, walkFinished: true));
            var result = await store.ReadTreeAsync(tree.Root, cancellationToken).ConfigureAwait(false);
            return tally.ToReport(tree.Root, head.Sequence, result!, removed.Count, time.GetElapsedTime(started));
        }
        finally
        {
            // When a commit fails, neither the walk nor a deriver may stay blocked on a full channel.
            await stop.CancelAsync().ConfigureAwait(false);
            await walking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await deriving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Walks the whole tree and derives every difference without committing it; stops when there are too many.</summary>
    /// <returns>Null when more than <paramref name="limit"/> files differ.</returns>
    public async Task<TreeOverlay?> DeriveChangesAsync(
        TreeManifest committed, int limit, CallContext call, CancellationToken cancellationToken)
    {
        var diff = new TreeDiff(committed, force: false);
        var dirty = new List<WalkEntry>();
        foreach (var entry in walker.Walk(committed.Info.Root, cancellationToken))
        {
            if (diff.Compare(entry) != TreeDifference.None)
            {
                dirty.Add(entry);
                if (dirty.Count > limit)
                {
                    return null;
                }
            }
        }

        var derived = new DerivedFile[dirty.Count];
        if (dirty.Count > 0)
        {
            // An overlay needs what it stands on itself, so the store is not asked what it has.
            var next = -1;
            await Task.WhenAll(Enumerable.Range(0, Math.Min(options.Threads, dirty.Count)).Select(_ => Task.Run(
                async () =>
                {
                    using var deriver = newDeriver(committed.Info.Root);
                    for (var i = Interlocked.Increment(ref next); i < dirty.Count; i = Interlocked.Increment(ref next))
                    {
                        derived[i] = await deriver.DeriveAsync(dirty[i], null, call, cancellationToken).ConfigureAwait(false);
                    }
                },
                cancellationToken))).ConfigureAwait(false);
        }

        return new TreeOverlay(derived, [.. diff.Missing()]);
    }

    private async Task WalkAsync(
        string root, TreeDiff diff, Tally tally, ChannelWriter<WalkEntry> dirty, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        try
        {
            foreach (var entry in walker.Walk(root, cancellationToken))
            {
                var difference = diff.Compare(entry);
                tally.Count(difference);
                if (difference != TreeDifference.None)
                {
                    await dirty.WriteAsync(entry, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        catch (Exception problem)
        {
            failure = problem; // it surfaces where the channel is read
        }

        dirty.Complete(failure);
    }

    private async Task DeriveAllAsync(
        string root, ChannelReader<WalkEntry> dirty, ChannelWriter<DerivedFile> derived, Claims claims, CallContext call,
        CancellationToken cancellationToken)
    {
        Exception? failure = null;
        try
        {
            var workers = new Task[options.Threads];
            for (var i = 0; i < workers.Length; i++)
            {
                workers[i] = Task.Run(
                    async () =>
                    {
                        using var deriver = newDeriver(root);
                        await foreach (var entry in dirty.ReadAllAsync(cancellationToken).ConfigureAwait(false))
                        {
                            var file = await deriver.DeriveAsync(entry, claims, call, cancellationToken).ConfigureAwait(false);
                            await derived.WriteAsync(file, cancellationToken).ConfigureAwait(false);
                        }
                    },
                    cancellationToken);
            }

            await Task.WhenAll(workers).ConfigureAwait(false);
        }
        catch (Exception problem)
        {
            failure = problem;
        }

        derived.Complete(failure);
    }
}
