using System.Collections.Concurrent;
using System.Collections.ObjectModel;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Crypto;
using McpContextBrowser.Core.Embedding.Providers;
using McpContextBrowser.Core.Indexing;
using McpContextBrowser.Core.Search.Packing;
using McpContextBrowser.Core.Store;

namespace McpContextBrowser.Core;

/// <summary>The front desk: every door calls only this. Safe for calls from several threads.</summary>
/// <remarks>
/// All calls throw <see cref="CtxbException"/> for what the user can mend, and stop on cancellation with the index usable.
/// Disposing waits for commits under way and stops indexing jobs; what they have committed stays.
/// </remarks>
public sealed partial class ContextBrowser : IAsyncDisposable
{
    private const string PlainFolder = "plain";
    private const string NamesOfCollections = "collections"; // whose look-up key names the folders, so that they do not tell paths

    private readonly BrowserOptions _options;
    private readonly KeyRing _keys;
    private readonly Embedders _embedders;
    private readonly SeenPieces _seen = new();
    private Lazy<LookupKey> _names;
    private readonly ConcurrentDictionary<string, Lazy<Collection>> _collections = new(StringComparer.Ordinal);

    /// <param name="options">Checked by the caller: no room finds a problem in its options.</param>
    public ContextBrowser(BrowserOptions options)
    {
        _options = options;
        _keys = new KeyRing(Path.Join(options.DataFolder, "keys.db"), options.MasterKey, options.Time);
        _embedders = new Embedders(options);
        _names = NewNames();
    }

    /// <summary>Ends when no graph is being built behind the searches.</summary>
    internal Task GraphsBuilt => Task.WhenAll(
        _collections.Values.Where(collection => collection.IsValueCreated).Select(collection => collection.Value.Graphs?.Building ?? Task.CompletedTask));

    // Two places, so that a sealed index is never read as one that is not, nor the other way round.
    private string CollectionsFolder => Path.Join(_options.DataFolder, _options.Sealed ? "collections" : PlainFolder);

    /// <summary>Brings a folder into the index, or up to date. Joins a job that runs already for the same folder.</summary>
    public async Task<IndexReport> IndexAsync(
        IndexRequest request, IProgress<IndexProgress>? progress, CallContext call, CancellationToken cancellationToken)
    {
        using var bound = Bound(call, ref cancellationToken);
        using var accounting = _embedders.Account();
        var root = RootFolder.Resolve(request.Root);
        NoteUse(root);
        var job = Open(root).TreeAt(root).StartIndexing(request.Force, request.IgnorePatterns, call);
        try
        {
            await job.WaitAsync(null, progress, _options.Time, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            job.Cancel();
            await ((Task)job.Run).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        var report = await job.Run.ConfigureAwait(false);
        if (Open(root).Rotation is { } rotation)
        {
            await rotation.UpkeepAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        await ExpireAsync(call, cancellationToken).ConfigureAwait(false);
        RotateAgedMaster();
        return report;
    }

    /// <summary>Tells what <see cref="IndexAsync"/> would read, embed and cost; writes nothing and sends nothing.</summary>
    public async Task<IndexPlan> PlanAsync(IndexRequest request, CallContext call, CancellationToken cancellationToken)
    {
        using var bound = Bound(call, ref cancellationToken);
        var root = RootFolder.Resolve(request.Root);
        var collection = Open(root);
        var committed = await collection.Store.ReadTreeAsync(root, cancellationToken).ConfigureAwait(false);
        var model = _options.Embedder is null ? null : await _embedders.PlannedModelAsync(cancellationToken).ConfigureAwait(false);
        return await collection.NewPlanner(root, request.IgnorePatterns ?? committed?.Info.IgnorePatterns ?? [], model)
            .PlanAsync(root, request.Force ? null : committed, call, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What each endpoint of the provider did since this engine was made; empty without a provider, and before it was first needed.</summary>
    public IReadOnlyList<EndpointStatus> Endpoints => _embedders.Endpoints;

    /// <summary>What all processes on this data folder used of providers, by endpoint; empty when none was ever asked.</summary>
    public IReadOnlyList<ProviderUsage> Usage => _embedders.Usage;

    /// <summary>Answers a question; indexes on first use and refreshes before it answers.</summary>
    public Task<SearchAnswer> SearchAsync(
        SearchRequest request, IProgress<IndexProgress>? progress, CallContext call, CancellationToken cancellationToken) =>
        WithoutDamageAsync(() => SearchOnceAsync(request, progress, call, cancellationToken));

    private async Task<SearchAnswer> SearchOnceAsync(
        SearchRequest request, IProgress<IndexProgress>? progress, CallContext call, CancellationToken cancellationToken)
    {
        using var bound = Bound(call, ref cancellationToken);
        using var accounting = _embedders.Account();
        if (string.IsNullOrWhiteSpace(request.Query))
        {
            throw new CtxbException(ErrorCodes.QueryEmpty, "The query is empty.", "Give words, an identifier, or code to look for.");
        }

        CheckLimit(request.Limit);
        var roots = request.Roots.Select(RootFolder.Resolve).Distinct(StringComparer.Ordinal).ToList();
        if (roots.Count == 0)
        {
            throw new CtxbException(ErrorCodes.ArgumentInvalid, "No folder is named.", "Name at least one folder to search.");
        }

        if (call.TokenLimit is { } tokens)
        {
            return await SearchWithinAsync(tokens, CostOf(request.Cost), request, roots, progress, call, cancellationToken).ConfigureAwait(false);
        }

        var trees = await PrepareAsync(roots, request, progress, call, cancellationToken).ConfigureAwait(false);
        return await TreeSearch.AnswerAsync(trees, request, call, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Finds code like a given piece.</summary>
    public Task<SearchAnswer> SimilarAsync(
        SimilarRequest request, IProgress<IndexProgress>? progress, CallContext call, CancellationToken cancellationToken) =>
        WithoutDamageAsync(() => SimilarOnceAsync(request, progress, call, cancellationToken));

    private async Task<SearchAnswer> SimilarOnceAsync(
        SimilarRequest request, IProgress<IndexProgress>? progress, CallContext call, CancellationToken cancellationToken)
    {
        using var bound = Bound(call, ref cancellationToken);
        using var accounting = _embedders.Account();
        CheckLimit(request.Limit);
        var tree = await PrepareAsync(RootFolder.Resolve(request.Root), request.IndexingPatience, progress, call, cancellationToken).ConfigureAwait(false);
        if (call.TokenLimit is not { } tokens)
        {
            var nearest = await TreeSearch.SimilarAsync(tree, request, request.Limit, call, cancellationToken).ConfigureAwait(false);
            return await TreeSearch.WholeAsync(tree, nearest, cancellationToken).ConfigureAwait(false);
        }

        var question = $"{tree.Root}\n{request.Path}:{request.Line}\n{request.Snippet}\n{Identity(request.Scope)}";
        var seen = _seen.Read(call.Caller, question, request.Cursor, request.Session);
        var candidates = await TreeSearch.SimilarAsync(tree, request, Depth(request.Limit, seen), call, cancellationToken).ConfigureAwait(false);
        var (answer, shown, more) = await AnswerPacking.FillAsync(
            TreeSearch.Empty(tree), candidates, new SnippetLines(ReadOnlyDictionary<ulong, double>.Empty), tokens, CostOf(request.Cost), request.Limit, seen, explain: false, cancellationToken).ConfigureAwait(false);
        return answer with { Cursor = _seen.Remember(call.Caller, question, seen, shown, request.Session, more) };
    }

    /// <summary>Tells what the index holds; reads only.</summary>
    /// <param name="root">One folder, or null for all.</param>
    /// <param name="withSkipped">Adds each skipped path with its rule.</param>
    /// <param name="call">The call this belongs to.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>Empty when the folder is not indexed.</returns>
    public async Task<IReadOnlyList<TreeStatus>> StatusAsync(
        string? root, bool withSkipped, CallContext call, CancellationToken cancellationToken)
    {
        using var bound = Bound(call, ref cancellationToken);
        var wanted = root is null ? null : RootFolder.Resolve(root);
        var found = new List<TreeStatus>();
        foreach (var collection in wanted is null ? Existing() : ExistingAt(wanted))
        {
            var size = await collection.Store.SizesAsync(cancellationToken).ConfigureAwait(false);
            var head = await collection.Store.ReadHeadAsync(cancellationToken).ConfigureAwait(false);
            foreach (var info in await collection.Store.ReadTreesAsync(cancellationToken).ConfigureAwait(false))
            {
                if (wanted is null || info.Root == wanted)
                {
                    var manifest = await collection.TreeAt(info.Root).ManifestAsync(cancellationToken).ConfigureAwait(false);
                    found.Add(await DescribeAsync(collection, manifest!, withSkipped, size, head, cancellationToken).ConfigureAwait(false));
                }
            }
        }

        found.Sort((a, b) => string.CompareOrdinal(a.Root, b.Root));
        return found;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var collection in _collections.Values)
        {
            if (collection.IsValueCreated)
            {
                await collection.Value.DisposeAsync().ConfigureAwait(false);
            }
        }

        await _embedders.DisposeAsync().ConfigureAwait(false);
        _keys.Dispose();
    }

    /// <summary>
    /// Asks once more when a part of the snapshot is found damaged on the way: the next view is made of the store, which has all that the snapshot had, and a new
    /// snapshot is written behind the answer.
    /// </summary>
    private static async Task<T> WithoutDamageAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (CtxbException damage) when (damage.Code == ErrorCodes.IndexDamaged)
        {
            return await ask().ConfigureAwait(false);
        }
    }

    private async Task<SearchAnswer> SearchWithinAsync(
        int tokens, AnswerCost cost, SearchRequest request, List<string> roots, IProgress<IndexProgress>? progress, CallContext call, CancellationToken cancellationToken)
    {
        var question = $"{string.Join('\n', roots)}\n{request.Mode}\n{request.Query}\n{Identity(request.Scope)}";
        var seen = _seen.Read(call.Caller, question, request.Cursor, request.Session);
        var trees = await PrepareAsync(roots, request, progress, call, cancellationToken).ConfigureAwait(false);
        var (empty, candidates, terms) = await TreeSearch.CandidatesAsync(trees, request, Depth(request.Limit, seen), call, cancellationToken).ConfigureAwait(false);
        var (answer, shown, more) = await AnswerPacking.FillAsync(
            empty, candidates, new SnippetLines(terms), tokens, cost, request.Limit, seen, request.Explain, cancellationToken).ConfigureAwait(false);
        return answer with { Cursor = _seen.Remember(call.Caller, question, seen, shown, request.Session, more) };
    }

    private async Task<IReadOnlyList<ReadyTree>> PrepareAsync(
        List<string> roots, SearchRequest request, IProgress<IndexProgress>? progress, CallContext call, CancellationToken cancellationToken)
    {
        var trees = new List<ReadyTree>(roots.Count);
        foreach (var root in roots)
        {
            trees.Add(await PrepareAsync(root, request.IndexingPatience, progress, call, cancellationToken).ConfigureAwait(false));
        }

        return trees;
    }

    private Task<ReadyTree> PrepareAsync(
        string root, TimeSpan? patience, IProgress<IndexProgress>? progress, CallContext call, CancellationToken cancellationToken)
    {
        NoteUse(root);
        return Open(root).TreeAt(root).PrepareAsync(patience, progress, call, cancellationToken);
    }

    /// <summary>Only where somebody wants old folders forgotten: nobody else pays for it.</summary>
    private void NoteUse(string root)
    {
        if (_options.RetentionOf is not null)
        {
            Open(root).NoteUse();
        }
    }

    private static AnswerCost CostOf(AnswerCost? cost) => cost ?? throw new ArgumentException("A call with a token limit says how its answer is counted.");

    /// <summary>How many files or chunks must be ranked so that enough are left when those that were seen are left out.</summary>
    private static int Depth(int limit, HashSet<ulong> seen) => Math.Min(1000, limit + seen.Count);

    private static string Identity(SearchScope scope) =>
        string.Join('\n', [.. scope.Extensions, "", .. scope.Languages, "", .. scope.Globs, "", .. scope.Paths]);

    /// <summary>Makes the call's deadline cancel like its caller.</summary>
    private CallBound? Bound(CallContext call, ref CancellationToken cancellationToken)
    {
        if (call.Deadline is not { } deadline)
        {
            return null;
        }

        var bound = new CallBound(deadline - _options.Time.GetUtcNow(), _options.Time, cancellationToken);
        cancellationToken = bound.Token;
        return bound;
    }

    private static void CheckLimit(int limit)
    {
        if (limit is < 1 or > 1000)
        {
            throw new CtxbException(ErrorCodes.ArgumentInvalid, $"The limit is {limit}.", "Use 1 to 1000.");
        }
    }

    private async Task<TreeStatus> DescribeAsync(
        Collection collection, TreeManifest manifest, bool withSkipped, StoreSizes sizes, StoreHead head, CancellationToken cancellationToken)
    {
        var wanted = _embedders.Current?.ModelId ?? (_options.Embedder is null ? null : ProviderEmbedder.IdOf(_options.Embedding));
        var missing = wanted is null ? [] : (await collection.Store.FindWithoutVectorsAsync(
            [.. manifest.Entries.Where(entry => entry.HasContent).Select(entry => entry.Content).Distinct().Order()], wanted, cancellationToken).ConfigureAwait(false)).ToHashSet();
        var tree = collection.TreeAt(manifest.Info.Root);
        var job = tree.Job;
        return new TreeStatus
        {
            Root = manifest.Info.Root,
            State = job is not null ? "indexing" : manifest.Info.Complete ? "ready" : "incomplete",
            Files = manifest.Entries.Count(entry => entry.HasContent),
            Chunks = manifest.Entries.Sum(entry => entry.Chunks),
            Skipped = Tally.SkippedBy(manifest),
            SkippedPaths = withSkipped
                ? [.. manifest.Entries.Where(entry => !entry.HasContent).Select(entry => new SkippedPath(entry.Path.Value, entry.Skip.Reason, entry.Skip.Rule))]
                : null,
            Sequence = manifest.Info.Sequence,
            IndexedAt = manifest.Info.IndexedAt,
            Model = head.Snapshot?.Model ?? "",
            NextModel = wanted is not null && wanted != head.Snapshot?.Model ? wanted : null,
            ChunksToEmbed = manifest.Entries.Where(entry => missing.Contains(entry.Content)).DistinctBy(entry => entry.Content).Sum(entry => entry.Chunks),
            Age = manifest.Info.IndexedAt is { } at ? _options.Time.GetUtcNow() - at : null,
            LastError = tree.Failure ?? (manifest.Info.LastError.Length == 0 ? collection.Graphs?.Problem : manifest.Info.LastError),
            SizeOnDisk = new(sizes.Texts, sizes.Chunks, sizes.Vectors, sizes.Trees, sizes.Snapshot, sizes.Other),
            Progress = job?.Latest,
        };
    }

    private Lazy<LookupKey> NewNames() => new(() =>
    {
        LockingDisk.Require(_options.DataFolder);
        return KeysOf(NamesOfCollections).Lookup;
    });

    /// <summary>The collection of a folder, made when there is none.</summary>
    private Collection Open(string root) => OpenId(IdOf(root));

    private Collection OpenId(string id) =>
        _collections.GetOrAdd(id, name => new Lazy<Collection>(() =>
            new Collection(Path.Join(CollectionsFolder, name), KeysOf(name), _options.Sealed ? _keys : null, _embedders, _options))).Value;

    private CollectionKeys KeysOf(string name) => _options.Sealed ? _keys.Open(name) : CollectionKeys.Unsealed(name);

    private List<Collection> ExistingAt(string root)
    {
        if (!Directory.Exists(CollectionsFolder))
        {
            return []; // and no key is made for what only asks
        }

        var id = IdOf(root);
        return Directory.Exists(Path.Join(CollectionsFolder, id)) ? [OpenId(id)] : [];
    }

    private List<Collection> Existing() =>
        Directory.Exists(CollectionsFolder)
            ? Directory.EnumerateDirectories(CollectionsFolder).Order(StringComparer.Ordinal).Select(folder => OpenId(Path.GetFileName(folder))).ToList()
            : [];

    /// <summary>A repository is one collection, whatever part of it or however many worktrees of it are indexed.</summary>
    /// <remarks>A real path begins with a slash or a drive, so no path is taken for a name.</remarks>
    private string IdOf(string root) =>
        _names.Value.Text(_options.Collection is { } name ? $"collection {name}" : RootFolder.CollectionOf(root)).ToString();
}
