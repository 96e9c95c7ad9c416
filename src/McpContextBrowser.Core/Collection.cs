using System.Collections.Concurrent;
using McpContextBrowser.Core.Chunking;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Crypto;
using McpContextBrowser.Core.Embedding;
using McpContextBrowser.Core.Files;
using McpContextBrowser.Core.Indexing;
using McpContextBrowser.Core.Store;

namespace McpContextBrowser.Core;

/// <summary>One opened collection: its keys, its store, and the trees that this process has looked at. For many threads.</summary>
internal sealed class Collection : IAsyncDisposable
{
    private static readonly TimeSpan WriterPoll = TimeSpan.FromMilliseconds(50);

    private readonly CollectionKeys _keys;
    private readonly BrowserOptions _options;
    private readonly Chunker _chunker;
    private readonly Lazy<IEmbedder?> _embedder;
    private readonly Lazy<IndexViews> _views;
    private readonly ConcurrentDictionary<string, Tree> _trees = new(StringComparer.Ordinal);

    public Collection(string folder, CollectionKeys keys, Lazy<IEmbedder?> embedder, BrowserOptions options)
    {
        Folder = folder;
        _keys = keys;
        _options = options;
        _chunker = new Chunker(options.Chunking);
        Store = SqliteContentStore.Open(folder, keys, options.Time);
        _embedder = embedder; // loaded when the first view or vector is needed: a status needs neither
        _views = new(() => new IndexViews(Store, Model, Embedder?.Dimensions ?? 0));
    }

    public string Folder { get; }

    public IContentStore Store { get; }

    public IndexViews Views => _views.Value;

    public IEmbedder? Embedder => _embedder.Value;

    /// <summary>Model of the vectors; empty without.</summary>
    public string Model => Embedder?.ModelId ?? "";

    public Tree TreeAt(string root) => _trees.GetOrAdd(root, path => new Tree(this, path, _options));

    public IndexingPipeline NewPipeline(string root, IReadOnlyList<string> ignorePatterns)
    {
        var files = _options.FilesOf?.Invoke(root) ?? _options.Files;
        files = files with { IgnorePatterns = [.. files.IgnorePatterns, .. ignorePatterns] };
        return new(
            Store, new RepoWalker(files), folder => new FileDeriver(folder, _keys.Lookup, files, _chunker, Embedder, _options.Time), Model,
            _options.Indexing, _options.Time);
    }

    /// <summary>Becomes the collection's writer.</summary>
    /// <exception cref="CtxbException">Another process was writing all the time.</exception>
    public async Task<IContentWriter> BeginWriteAsync(CancellationToken cancellationToken)
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

            await Task.Delay(WriterPoll, _options.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Writes a new snapshot when too much stands behind the current one.</summary>
    /// <returns>True when one was written.</returns>
    public async Task<bool> RefreshSnapshotAsync(IContentWriter writer, CancellationToken cancellationToken)
    {
        var head = await Store.ReadHeadAsync(cancellationToken).ConfigureAwait(false);
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

        if (!await Views.NeedsSnapshotAsync(head, used, chunks, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        var builder = new SegmentBuilder(Embedder?.Dimensions ?? 0);
        await foreach (var content in Store.ReadContentsAsync([.. used], Model, cancellationToken).ConfigureAwait(false))
        {
            builder.Add(content.Id, content.Record, content.Vectors);
        }

        await writer.PublishSnapshotAsync(builder.ToSections(), Model, cancellationToken).ConfigureAwait(false);
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var tree in _trees.Values)
        {
            await tree.DisposeAsync().ConfigureAwait(false);
        }

        if (_views.IsValueCreated)
        {
            Views.Dispose();
        }

        await Store.DisposeAsync().ConfigureAwait(false);
        _keys.Dispose();
    }
}
