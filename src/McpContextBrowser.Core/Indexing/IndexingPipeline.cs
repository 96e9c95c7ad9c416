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
/// <param name="mayWatch">False when more has a say in a walk than a watch is told of.</param>
/// <param name="newDeriver">Makes the deriver of one thread for a root.</param>
/// <param name="model">Model of the vectors; empty without.</param>
/// <param name="options">Threads.</param>
/// <param name="time">Measures the run.</param>
internal sealed class IndexingPipeline(
    IContentStore store, RepoWalker walker, bool mayWatch, Func<string, FileDeriver> newDeriver, string model, IndexingOptions options, TimeProvider time)
{
    private const int FilesAhead = 64; // bounds memory: the walk waits while the derivers are busy, they while the disk is
    private const long BytesPerCommit = 16L << 20;
    private const int EntriesPerGlance = 256; // how often a walk with a budget looks at the clock

    private static readonly TimeSpan BetweenReports = TimeSpan.FromMilliseconds(200); // while the walk waits

    public bool MayWatch => mayWatch;

    /// <summary>Walks the whole tree and commits every difference.</summary>
    /// <param name="tree">The tree; its root is walked.</param>
    /// <param name="committed">It as it is committed; null when it is not.</param>
    /// <param name="force">Reads and derives every file again.</param>
    /// <param name="writer">The collection's writer.</param>
    /// <param name="progress">Told after each batch, and of the walk before the first; null for nobody.</param>
    /// <param name="call">The call this belongs to.</param>
    /// <param name="cancellationToken">Stops between files; what was committed stays.</param>
    public async Task<IndexReport> RunAsync(
        TreeInfo tree, TreeManifest? committed, bool force, IContentWriter writer, IProgress<IndexProgress>? progress, CallContext call,
        CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var head = await store.ReadHeadAsync(cancellationToken).ConfigureAwait(false);
        var before = head.Sequence;
        var diff = new TreeDiff(committed, force);
        var tally = new Tally();
        var claims = new Claims(store, model, askStore: head.LastContent != 0 && !force, eachForItself: false);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var most = (long)options.MaxMemoryMebibytes << 20;
        using var memory = new MemoryBudget(most);
        var bytesPerCommit = Math.Min(BytesPerCommit, most / 4);
        var dirty = Channel.CreateBounded<(WalkEntry Entry, long Taken)>(new BoundedChannelOptions(FilesAhead) { SingleWriter = true });
        var derived = Channel.CreateBounded<(DerivedFile File, long Taken)>(new BoundedChannelOptions(FilesAhead) { SingleReader = true });
        var quota = await NewQuotaAsync(tree.Root, cancellationToken).ConfigureAwait(false);
        var telling = new Lock(); // the walk and the commits tell: neither overtakes the other with older numbers
        var walking = QuietThread.Run(() => Walk(tree.Root, diff, tally, quota, memory, dirty.Writer, finished => Tell(finished, flushed: false), stop.Token));
        var deriving = DeriveAllAsync(tree.Root, memory, dirty.Reader, derived.Writer, claims, call, stop.Token);
        try
        {
            var commits = new CommitQueue(writer, tree with { Complete = false }, model, quota);
            await foreach (var (file, taken) in derived.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                commits.Add(file);
                memory.GiveBack(taken);
                tally.Count(file);
                if (commits.Files >= options.FilesPerCommit || commits.Bytes >= bytesPerCommit)
                {
                    head = await commits.FlushAsync(cancellationToken).ConfigureAwait(false);
                    Tell(walking.IsCompleted, flushed: true);
                }
            }

            await walking.ConfigureAwait(false);
            await deriving.ConfigureAwait(false);
            diff.Finish();
            var removed = diff.Missing;
            // A batch that was full with the last file left the tree incomplete, and nothing to commit but that it is complete now.
            if (commits.Files > 0 || head.Sequence != before || removed.Count > 0 || committed is not { Info.Complete: true }
                || committed.Info.LastError.Length > 0 || !committed.Info.IgnorePatterns.SequenceEqual(tree.IgnorePatterns))
            {
                head = await commits.FinishAsync(tree with { Complete = true, LastError = "" }, removed, cancellationToken).ConfigureAwait(false);
            }

            Tell(walkFinished: true, flushed: true);
            var result = head.Sequence == before ? committed : await store.ReadTreeAsync(tree.Root, cancellationToken).ConfigureAwait(false);
            return tally.ToReport(tree.Root, head.Sequence, result!, removed.Count, time.GetElapsedTime(started));
        }
        finally
        {
            // When a commit fails, neither the walk nor a deriver may stay blocked on a full channel.
            await stop.CancelAsync().ConfigureAwait(false);
            await walking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await deriving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        void Tell(bool walkFinished, bool flushed)
        {
            lock (telling)
            {
                if (flushed)
                {
                    tally.Commit();
                }

                progress?.Report(tally.Progress(diff.Seen, walkFinished));
            }
        }
    }

    /// <summary>Walks the whole tree and derives every difference without committing it; stops when there are too many.</summary>
    /// <param name="committed">The tree.</param>
    /// <param name="limit">Most files that are derived.</param>
    /// <param name="budget">Time after which the walk ends where it is; null for none.</param>
    /// <param name="watch">Told of every folder; null for nobody.</param>
    /// <param name="call">The call this belongs to.</param>
    /// <param name="cancellationToken">Stops between files.</param>
    /// <returns>Null when more than <paramref name="limit"/> files differ.</returns>
    public async Task<Sweep?> DeriveChangesAsync(
        TreeManifest committed, int limit, TimeSpan? budget, TreeWatch? watch, CallContext call, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var diff = new TreeDiff(committed, force: false);
        var dirty = new List<(WalkEntry Entry, ManifestEntry? Known)>();
        var finished = true;
        foreach (var entry in walker.Walk(committed.Info.Root, watch, cancellationToken))
        {
            if (diff.Seen % EntriesPerGlance == 0 && budget is { } most && time.GetElapsedTime(started) > most)
            {
                finished = false;
                break;
            }

            if (diff.Compare(entry, out var known) != TreeDifference.None)
            {
                dirty.Add((entry, known));
                if (dirty.Count > limit)
                {
                    return null;
                }
            }
        }

        if (finished)
        {
            diff.Finish();
        }

        var derived = await DeriveAsync(committed.Info.Root, dirty, call, cancellationToken).ConfigureAwait(false);
        return new Sweep(TreeOverlay.Of(derived, diff.Missing), diff.Passed, committed.Entries.Count);
    }

    /// <summary>Looks at some files again, as long as they are files that the last walk took in.</summary>
    /// <param name="committed">The tree.</param>
    /// <param name="standing">How the disk differed from it.</param>
    /// <param name="touched">Absolute paths of all files that were touched since.</param>
    /// <param name="limit">Most files of an overlay.</param>
    /// <param name="call">The call this belongs to.</param>
    /// <param name="cancellationToken">Stops between files.</param>
    /// <returns>How it differs now; null when only a walk can tell.</returns>
    public async Task<TreeOverlay?> LookAgainAsync(
        TreeManifest committed, TreeOverlay standing, IReadOnlyCollection<string> touched, int limit, CallContext call,
        CancellationToken cancellationToken)
    {
        using var root = SourceFolder.Open(committed.Info.Root);
        var dirty = new List<(WalkEntry Entry, ManifestEntry? Known)>();
        var looked = new HashSet<RelativePath>();
        var gone = new List<RelativePath>();
        foreach (var absolute in touched)
        {
            if (!RelativePath.TryParse(Path.GetRelativePath(committed.Info.Root, absolute), out var path))
            {
                return null;
            }

            var known = committed.Find(path);
            var isNew = known is null && standing.Find(path) is null;
            if (known is { Skip.Reason: SkipReason.Ignored })
            {
                continue; // the rules have not changed, so whatever it is now is ignored
            }

            looked.Add(path);
            switch (walker.Look(root, path, out var entry, out var hasOtherNames))
            {
                case SkipReason.None when hasOtherNames:
                    return null;
                case SkipReason.Vanished when isNew:
                    break; // an editor's temporary file: come and gone
                case SkipReason.Vanished when known is not null:
                    gone.Add(path);
                    break;
                case SkipReason.Vanished:
                    break; // it was never committed
                case SkipReason.None when !isNew:
                    if (known is null || TreeDiff.Differs(entry, known.Value))
                    {
                        dirty.Add((entry, known));
                    }

                    break;
                default:
                    return null;
            }
        }

        if (standing.Files.Count + standing.Restamped.Count + dirty.Count > limit)
        {
            return null;
        }

        var derived = await DeriveAsync(committed.Info.Root, dirty, call, cancellationToken).ConfigureAwait(false);
        var kept = standing.Files.Concat(standing.Restamped).Where(file => !looked.Contains(file.Path)).Select(file => (file, committed.Find(file.Path)));
        return TreeOverlay.Of(kept.Concat(derived), [.. standing.Removed.Where(path => !looked.Contains(path)), .. gone]);
    }

    private async Task<(DerivedFile File, ManifestEntry? Known)[]> DeriveAsync(
        string root, List<(WalkEntry Entry, ManifestEntry? Known)> dirty, CallContext call, CancellationToken cancellationToken)
    {
        var derived = new (DerivedFile, ManifestEntry?)[dirty.Count];
        var claims = new Claims(store, model, askStore: true, eachForItself: true);
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Math.Min(options.Threads, dirty.Count)).Select(_ => Task.Run(
            async () =>
            {
                using var deriver = newDeriver(root);
                for (var i = Interlocked.Increment(ref next); i < dirty.Count; i = Interlocked.Increment(ref next))
                {
                    derived[i] = (await deriver.DeriveAsync(dirty[i].Entry, claims, call, cancellationToken).ConfigureAwait(false), dirty[i].Known);
                }
            },
            cancellationToken))).ConfigureAwait(false);
        return derived;
    }

    private async ValueTask<Quota> NewQuotaAsync(string root, CancellationToken cancellationToken)
    {
        var quota = new Quota(options);
        foreach (var other in await store.ReadTreesAsync(cancellationToken).ConfigureAwait(false))
        {
            if (other.Root != root && await store.ReadTreeAsync(other.Root, cancellationToken).ConfigureAwait(false) is { } manifest)
            {
                quota.Count(manifest);
            }
        }

        return quota;
    }

    private void Walk(
        string root, TreeDiff diff, Tally tally, Quota quota, MemoryBudget memory, ChannelWriter<(WalkEntry, long)> dirty, Action<bool> tell,
        CancellationToken cancellationToken)
    {
        Exception? failure = null;
        long? told = null;
        try
        {
            foreach (var entry in walker.Walk(root, cancellationToken))
            {
                var difference = diff.Compare(entry, out var known);
                tally.Count(difference);
                if (entry.Skip is null)
                {
                    quota.CountFile(entry.Stamp.Size);
                }

                if (difference == TreeDifference.None)
                {
                    quota.CountChunks(known!.Value.Chunks);
                    continue;
                }

                var item = (entry, memory.Take(entry.Skip is null ? entry.Stamp.Size : 0, cancellationToken));
                if (dirty.TryWrite(item))
                {
                    continue;
                }

                if (told is not { } last || time.GetElapsedTime(last) >= BetweenReports)
                {
                    told = time.GetTimestamp();
                    tell(false);
                }

                Put(dirty, item, cancellationToken);
            }

            tell(true);
        }
        catch (Exception problem)
        {
            failure = problem; // it surfaces where the channel is read
        }

        dirty.Complete(failure);
    }

    private async Task DeriveAllAsync(
        string root, MemoryBudget memory, ChannelReader<(WalkEntry, long)> dirty, ChannelWriter<(DerivedFile, long)> derived, Claims claims, CallContext call,
        CancellationToken cancellationToken)
    {
        Exception? failure = null;
        try
        {
            var threads = new Task[options.Threads];
            for (var i = 0; i < threads.Length; i++)
            {
                threads[i] = QuietThread.Run(() => Derive(root, memory, dirty, derived, claims, call, cancellationToken));
            }

            await Task.WhenAll(threads).ConfigureAwait(false);
        }
        catch (Exception problem)
        {
            failure = problem;
        }

        derived.Complete(failure);
    }

    private void Derive(
        string root, MemoryBudget memory, ChannelReader<(WalkEntry Entry, long Taken)> dirty, ChannelWriter<(DerivedFile, long)> derived, Claims claims,
        CallContext call, CancellationToken cancellationToken)
    {
        using var deriver = newDeriver(root);
        while (Wait(dirty.WaitToReadAsync(cancellationToken)))
        {
            while (dirty.TryRead(out var item))
            {
                DerivedFile file;
                try
                {
                    file = Wait(deriver.DeriveAsync(item.Entry, claims, call, cancellationToken));
                }
                catch
                {
                    memory.GiveBack(item.Taken); // nobody else will, and the walk would wait for it while the other threads wait for the walk
                    throw;
                }

                Put(derived, (file, item.Taken), cancellationToken);
            }
        }
    }

    /// <summary>Waits while the channel is full.</summary>
    private static void Put<T>(ChannelWriter<T> channel, T item, CancellationToken cancellationToken)
    {
        if (!channel.TryWrite(item))
        {
            channel.WriteAsync(item, cancellationToken).AsTask().GetAwaiter().GetResult();
        }
    }

    private static T Wait<T>(ValueTask<T> task) => task.IsCompletedSuccessfully ? task.Result : task.AsTask().GetAwaiter().GetResult();
}
