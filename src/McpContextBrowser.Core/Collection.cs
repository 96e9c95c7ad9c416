using System.Collections.Concurrent;
using McpContextBrowser.Core.Chunking;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Crypto;
using McpContextBrowser.Core.Embedding;
using McpContextBrowser.Core.Files;
using McpContextBrowser.Core.Indexing;
using McpContextBrowser.Core.Store;
using McpContextBrowser.Core.Vectors;

namespace McpContextBrowser.Core;

/// <summary>One opened collection: its keys, its store, and the trees that this process has looked at. For many threads.</summary>
internal sealed class Collection : IAsyncDisposable
{
    private const string UseFile = "used";

    private static readonly TimeSpan WriterPoll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan RestAfterFailure = TimeSpan.FromSeconds(15);

    private readonly CollectionKeys _keys;
    private readonly BrowserOptions _options;
    private readonly Chunker _chunker;
    private readonly Embedders _embedders;
    private readonly Lock _catchingUp = new();
    private Task _catchUp = Task.CompletedTask;
    private CancellationTokenSource _stop = new();
    private DateTimeOffset _catchUpAgain;
    private readonly GitIndexCache _gitIndexes = new();
    private readonly ConcurrentDictionary<string, Tree> _trees = new(StringComparer.Ordinal);

    /// <param name="folder">Its folder.</param>
    /// <param name="keys">Owned.</param>
    /// <param name="ring">Where the keys are from; null when nothing is sealed.</param>
    /// <param name="embedders">Shared by all collections.</param>
    /// <param name="options">The engine's.</param>
    public Collection(string folder, CollectionKeys keys, KeyRing? ring, Embedders embedders, BrowserOptions options)
    {
        Folder = folder;
        _keys = keys;
        _options = options;
        _chunker = new Chunker(options.Chunking);
        Store = SqliteContentStore.Open(folder, keys, options.Time, ring is null ? null : () => ring.TryOpen(keys.Collection),
            new DiskReserve((long)options.Indexing.LeaveFreeMebibytes << 20, options.FreeSpace));
        Rotation = ring is null ? null : new(ring, keys.Collection, Store, options.Rotation, options.Time);
        _embedders = embedders; // opened when the first view or vector is needed: a status needs neither
        Views = new IndexViews(Store, options.Vectors.Originals);
        Graphs = options.Stays
            ? new GraphKeeper(Store, async cancellationToken => (await UsedContentsAsync(cancellationToken).ConfigureAwait(false)).Used, options)
            : null;
    }

    public string Folder { get; }

    public string Id => _keys.Collection;

    public IContentStore Store { get; }

    /// <summary>Null when nothing is sealed.</summary>
    public DataKeyRotation? Rotation { get; }

    public IndexViews Views { get; }

    /// <summary>Builds graphs behind the searches; null in a process that ends with its answer.</summary>
    public GraphKeeper? Graphs { get; }

    public Embedders Embedders => _embedders;

    public Tree TreeAt(string root) => _trees.GetOrAdd(root, path => new Tree(this, path, _options));

    /// <param name="root">The tree's root.</param>
    /// <param name="ignorePatterns">Further patterns.</param>
    /// <param name="embedder">Makes the vectors of each file as it is read when it is of this process; a remote one does so later.</param>
    public IndexingPipeline NewPipeline(string root, IReadOnlyList<string> ignorePatterns, IEmbedder? embedder)
    {
        embedder = embedder is { IsRemote: true } ? null : embedder;
        var files = FilesOf(root, ignorePatterns);
        return new(
            Store, new RepoWalker(files, _gitIndexes), !files.IncludeNestedRepositories, folder => new FileDeriver(folder, _keys.Lookup, files, _chunker, embedder, _options.Time), embedder?.ModelId ?? "",
            _options.Indexing, _options.Time);
    }

    public IndexPlanner NewPlanner(string root, IReadOnlyList<string> ignorePatterns, string? model)
    {
        var files = FilesOf(root, ignorePatterns);
        return new(Store, new RepoWalker(files), folder => new FileDeriver(folder, _keys.Lookup, files, _chunker, null, _options.Time), _chunker, model, _options.Embedding);
    }

    public OverlayVectors NewOverlayVectors() => new(Store, _chunker, _options.Time);

    /// <summary>Becomes the collection's writer.</summary>
    /// <param name="progress">Told while another process writes; null for nobody.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CtxbException">Another process was writing all the time.</exception>
    public async Task<IContentWriter> BeginWriteAsync(IProgress<IndexProgress>? progress, CancellationToken cancellationToken)
    {
        var started = _options.Time.GetTimestamp();
        while (true)
        {
            if (await Store.TryBeginWriteAsync(cancellationToken).ConfigureAwait(false) is { } writer)
            {
                return writer;
            }

            if (_options.Time.GetElapsedTime(started) >= _options.Indexing.WriterPatience)
            {
                throw new CtxbException(
                    ErrorCodes.IndexBusy,
                    $"Another process has been writing to this index for {_options.Indexing.WriterPatience.TotalSeconds:0} seconds.",
                    "Wait until it has finished, or end it, and try again.");
            }

            progress?.Report(default(IndexProgress) with { WaitsForWriter = true });
            await Task.Delay(WriterPoll, _options.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>True when the snapshot is of this model, no vector of it can be missing, and nothing speaks against it, as far as can be told without opening it.</summary>
    public async ValueTask<bool> IsCaughtUpAsync(IEmbedder? embedder, CancellationToken cancellationToken)
    {
        var head = await Store.ReadHeadAsync(cancellationToken).ConfigureAwait(false);
        return embedder is not { IsRemote: true } && Views.SnapshotProblem is null
            && head.Snapshot is { } snapshot && snapshot.Model == (embedder?.ModelId ?? "")
            && new FileInfo(Path.Join(Folder, snapshot.File)) is { Exists: true } file && file.Length == snapshot.Length;
    }

    /// <summary>
    /// Brings snapshot and vectors up to date: embeds what the model lacks, and writes a new snapshot when too much stands behind the
    /// current one, or when the vectors of another model than the snapshot's are complete, which then take over.
    /// </summary>
    /// <param name="writer">The collection's writer.</param>
    /// <param name="embedder">The configured model; null without.</param>
    /// <param name="embedded">Told chunks as they are embedded.</param>
    /// <param name="call">The call this belongs to.</param>
    /// <param name="cancellationToken">Stops; what was committed stays.</param>
    /// <exception cref="CtxbException">The model failed. The snapshot is as good as it can be without it.</exception>
    public async Task CatchUpAsync(
        IContentWriter writer, IEmbedder? embedder, Action<int> embedded, CallContext call, CancellationToken cancellationToken)
    {
        var (used, chunks) = await UsedContentsAsync(cancellationToken).ConfigureAwait(false);
        var missing = await MissingAsync([.. used], embedder, cancellationToken).ConfigureAwait(false);
        CtxbException? failure = null;
        if (missing.Count > 0)
        {
            try
            {
                await new VectorPass(Store, _chunker, embedder!).RunAsync(missing, writer, Committed, call, cancellationToken).ConfigureAwait(false);
            }
            catch (CtxbException problem) when (problem.Code is ErrorCodes.ProviderFailed or ErrorCodes.QuotaExceeded)
            {
                failure = problem;
            }
        }

        await RefreshSnapshotAsync(writer, failure is null ? embedder : null, used, chunks, missing, cancellationToken).ConfigureAwait(false);
        if (failure is not null)
        {
            throw failure;
        }

        void Committed(int count)
        {
            embedded(count);
            Embedders.KeepUsage(); // a run may take hours, and be killed
        }
    }

    /// <summary>Writes a new snapshot, of the current one's model, when too much stands behind it.</summary>
    public async Task RefreshSnapshotAsync(IContentWriter writer, CancellationToken cancellationToken)
    {
        var (used, chunks) = await UsedContentsAsync(cancellationToken).ConfigureAwait(false);
        await RefreshSnapshotAsync(writer, null, used, chunks, [], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes a new snapshot of what is used now, without what is not.</summary>
    public async Task RebuildSnapshotAsync(IContentWriter writer, CancellationToken cancellationToken)
    {
        var (used, chunks) = await UsedContentsAsync(cancellationToken).ConfigureAwait(false);
        var head = await Store.ReadHeadAsync(cancellationToken).ConfigureAwait(false);
        await PublishAsync(writer, used, chunks, head.Snapshot?.Model ?? "", cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes missing vectors while searches go on; when that runs already, or another process writes, nothing is begun.</summary>
    public void CatchUpBehind(IEmbedder embedder, CallContext call)
    {
        lock (_catchingUp)
        {
            if (_catchUp.IsCompleted && !_stop.IsCancellationRequested && _options.Time.GetUtcNow() >= _catchUpAgain)
            {
                _catchUp = Task.Run(() => TryCatchUpAsync(embedder, call, _stop.Token), CancellationToken.None);
            }
        }
    }

    /// <summary>Ends what <see cref="CatchUpBehind"/> began; what it committed stays.</summary>
    public async Task StopCatchingUpAsync()
    {
        Task running;
        CancellationTokenSource stop;
        lock (_catchingUp)
        {
            (running, stop) = (_catchUp, _stop);
            if (running.IsCompleted)
            {
                return;
            }

            _stop = new();
        }

        await stop.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
    }

    private async Task TryCatchUpAsync(IEmbedder embedder, CallContext call, CancellationToken cancellationToken)
    {
        try
        {
            if (await Store.TryBeginWriteAsync(cancellationToken).ConfigureAwait(false) is { } writer)
            {
                await using (writer.ConfigureAwait(false))
                {
                    await CatchUpAsync(writer, embedder, static _ => { }, call with { Deadline = null }, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        catch (CtxbException)
        {
            // The searches say why words alone answer; the next one after a rest tries again.
            _catchUpAgain = _options.Time.GetUtcNow() + RestAfterFailure;
        }
    }

    /// <summary>When a collection was indexed or searched last, as far as that was noted.</summary>
    public static DateTimeOffset LastUse(string folder) => File.GetLastWriteTimeUtc(Path.Join(folder, UseFile));

    /// <summary>Whether that was ever noted.</summary>
    public static bool IsUseNoted(string folder) => File.Exists(Path.Join(folder, UseFile));

    /// <summary>Notes that somebody uses this collection; by the hour, and only where it can be written.</summary>
    public void NoteUse()
    {
        var now = _options.Time.GetUtcNow();
        if (now - LastUse(Folder) < TimeSpan.FromHours(1))
        {
            return;
        }

        try
        {
            var file = Path.Join(Folder, UseFile);
            OwnerOnlyFile.TryCreate(file, []);
            File.SetLastWriteTimeUtc(file, now.UtcDateTime);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // a data folder that cannot be written forgets nothing either
        }
    }

    /// <summary>Whether secrets of the files below a root are replaced.</summary>
    public bool ScansForSecrets(string root) => (_options.FilesOf?.Invoke(root) ?? _options.Files).ScanForSecrets;

    private FilesOptions FilesOf(string root, IReadOnlyList<string> ignorePatterns)
    {
        var files = _options.FilesOf?.Invoke(root) ?? _options.Files;
        return files with { IgnorePatterns = [.. files.IgnorePatterns, .. ignorePatterns] };
    }

    private async Task<(SortedSet<long> Used, long Chunks)> UsedContentsAsync(CancellationToken cancellationToken)
    {
        var used = new SortedSet<long>();
        var chunks = 0L;
        foreach (var info in await Store.ReadTreesAsync(cancellationToken).ConfigureAwait(false))
        {
            var tree = await Store.ReadTreeAsync(info.Root, cancellationToken).ConfigureAwait(false);
            foreach (var entry in tree!.Entries)
            {
                if (entry.HasContent && used.Add(entry.Content))
                {
                    chunks += entry.Chunks;
                }
            }
        }

        return (used, chunks);
    }

    /// <summary>Contents that lack the model's vectors. The built-in model's are made as files are read, so only another model's snapshot can hide gaps.</summary>
    private async ValueTask<IReadOnlyList<long>> MissingAsync(IReadOnlyList<long> used, IEmbedder? embedder, CancellationToken cancellationToken)
    {
        if (embedder is null)
        {
            return [];
        }

        var head = await Store.ReadHeadAsync(cancellationToken).ConfigureAwait(false);
        return embedder.IsRemote || (head.Snapshot is { } snapshot && snapshot.Model != embedder.ModelId)
            ? await new VectorPass(Store, _chunker, embedder).FindMissingAsync(used, cancellationToken).ConfigureAwait(false)
            : [];
    }

    /// <param name="complete">The model whose vectors are complete; null keeps the model that the snapshot has.</param>
    private async Task RefreshSnapshotAsync(
        IContentWriter writer, IEmbedder? complete, SortedSet<long> used, long chunks, IReadOnlyList<long> renewed,
        CancellationToken cancellationToken)
    {
        var head = await Store.ReadHeadAsync(cancellationToken).ConfigureAwait(false);
        var model = complete?.ModelId ?? head.Snapshot?.Model ?? "";
        var another = used.Count > 0 && head.Snapshot is { } snapshot && snapshot.Model != model;
        if (!another && !await Views.NeedsSnapshotAsync(head, used, chunks, renewed, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        await PublishAsync(writer, used, chunks, model, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes a snapshot of what the trees use now, whatever the current one holds.</summary>
    /// <param name="writer">The collection's writer.</param>
    /// <param name="model">Of its vectors; null keeps the model that the current one has.</param>
    /// <param name="cancellationToken">Stops before it is made current.</param>
    public async Task PublishSnapshotAsync(IContentWriter writer, string? model, CancellationToken cancellationToken)
    {
        var head = await Store.ReadHeadAsync(cancellationToken).ConfigureAwait(false);
        var (used, chunks) = await UsedContentsAsync(cancellationToken).ConfigureAwait(false);
        await PublishAsync(writer, used, chunks, model ?? head.Snapshot?.Model ?? "", cancellationToken).ConfigureAwait(false);
    }

    private async Task PublishAsync(IContentWriter writer, SortedSet<long> used, long chunks, string model, CancellationToken cancellationToken)
    {
        FlatIndexBuilder? vectors = null;
        try
        {
            var builder = new SegmentBuilder(dimensions => vectors = new(new() { Dimensions = dimensions }, checked((int)chunks)));
            await foreach (var content in Store.ReadContentsAsync([.. used], model, cancellationToken).ConfigureAwait(false))
            {
                builder.Add(content.Id, content.Record, content.Vectors);
            }

            await writer.PublishSnapshotAsync(builder.ToSections(), model, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            vectors?.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Graphs is not null)
        {
            await Graphs.DisposeAsync().ConfigureAwait(false);
        }

        await StopCatchingUpAsync().ConfigureAwait(false);
        if (Rotation is not null)
        {
            await Rotation.DisposeAsync().ConfigureAwait(false);
        }

        _stop.Dispose();
        foreach (var tree in _trees.Values)
        {
            await tree.DisposeAsync().ConfigureAwait(false);
        }

        Views.Dispose();

        await Store.DisposeAsync().ConfigureAwait(false);
        _keys.Dispose();
    }
}
