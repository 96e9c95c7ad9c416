using System.Globalization;
using McpContextBrowser.Core;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Crypto;
using McpContextBrowser.Core.Embedding;
using McpContextBrowser.Core.Embedding.Static;
using McpContextBrowser.Core.Files;
using McpContextBrowser.Core.Indexing;
using McpContextBrowser.Core.Store;

namespace McpContextBrowser.CrashProbe;

/// <summary>A data directory with one collection in it, put together as the tool does: key ring, store, shipped model.</summary>
internal sealed class Probe : IAsyncDisposable
{
    private const string CollectionId = "probe";

    private readonly MasterKeyText _master = new(new string('7', 64), "probe");
    private readonly StaticEmbedder _embedder = new(StaticModel.Open(StaticModel.DefaultPath));
    private readonly KeyRing _ring;
    private readonly Embedders _embedders;

    /// <param name="folder">The data directory; made when it is not there.</param>
    /// <param name="root">The source tree, real path; lies elsewhere.</param>
    public Probe(string folder, string root)
    {
        Root = root;
        Options = new BrowserOptions
        {
            DataFolder = folder,
            MasterKey = _master,
            Embedder = _ => new(_embedder),
            // Two files a commit, so that a batch is several commits and can be cut between them.
            Indexing = new IndexingOptions { FilesPerCommit = 2, Threads = 2 },
        };
        _ring = new KeyRing(Path.Join(folder, "keys.db"), _master, Options.Time);
        Keys = _ring.Open(CollectionId);
        _embedders = new Embedders(Options);
        Collection = new Collection(Path.Join(folder, "collections", CollectionId), Keys, _ring, _embedders, Options);
    }

    public string Root { get; }

    public BrowserOptions Options { get; }

    public CollectionKeys Keys { get; }

    public Collection Collection { get; }

    public IEmbedder Embedder => _embedder;

    public static CallContext Call => CallContext.For("crash-probe");

    /// <summary>The committed tree with its texts by path; skipped files have the text null.</summary>
    public async Task<(TreeManifest Tree, SortedDictionary<string, string?> Texts)?> ReadTreeAsync()
    {
        if (await Collection.Store.ReadTreeAsync(Root, default) is not { } tree)
        {
            return null;
        }

        var texts = new SortedDictionary<string, string?>(StringComparer.Ordinal);
        foreach (var entry in tree.Entries)
        {
            texts.Add(entry.Path.Value, entry.HasContent ? await Collection.Store.ReadTextAsync(entry.Content, TextPart.Whole, default) : null);
        }

        return (tree, texts);
    }

    /// <summary>What is written of a tree in a batch: each commit says in its ignore patterns which batch it belongs to.</summary>
    public TreeInfo TreeOf(long batch) => new() { Root = Root, IgnorePatterns = [batch.ToString(CultureInfo.InvariantCulture)] };

    /// <summary>The highest batch whose whole tree was committed; a tree that is not complete belongs to the next one.</summary>
    public static long HighestBatch(TreeInfo? tree) =>
        tree is null ? 0 : long.Parse(tree.IgnorePatterns[0], CultureInfo.InvariantCulture) - (tree.Complete ? 0 : 1);

    public FileDeriver NewDeriver(string folder) =>
        new(folder, Keys.Lookup, new FilesOptions(), new(Options.Chunking), _embedder, Options.Time);

    public async ValueTask DisposeAsync()
    {
        await Collection.DisposeAsync(); // and its keys
        await _embedders.DisposeAsync();
        _embedder.Dispose();
        _ring.Dispose();
        _master.Dispose();
    }
}
