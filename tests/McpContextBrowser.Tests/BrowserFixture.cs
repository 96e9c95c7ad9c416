using McpContextBrowser.Core;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Crypto;
using McpContextBrowser.Core.Embedding;
using McpContextBrowser.Core.Embedding.Static;
using McpContextBrowser.Core.Indexing;

namespace McpContextBrowser.Tests;

/// <summary>An engine over a source folder and a data folder of its own, with the model that ships.</summary>
internal sealed class BrowserFixture : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ctxb-engine-").FullName;
    private readonly MasterKeyText _master = new(new string('7', 64), "test");
    private readonly IndexingOptions _indexing;
    private readonly string? _collection;
    private ContextBrowser? _browser;

    /// <param name="indexing">Null takes the defaults.</param>
    /// <param name="collection">Name of the collection of all folders; null takes that of each.</param>
    public BrowserFixture(IndexingOptions? indexing = null, string? collection = null)
    {
        (_indexing, _collection) = (indexing ?? new(), collection);
        Directory.CreateDirectory(Root);
    }

    /// <summary>The folder that is indexed.</summary>
    public string Root => Path.Join(_folder, "source");

    public string DataFolder => Path.Join(_folder, "data");

    /// <summary>The engine; another one after <see cref="CloseAsync"/>.</summary>
    public ContextBrowser Browser => _browser ??= NewBrowser();

    /// <summary>Counts what was embedded, over all engines of the fixture.</summary>
    public CountingEmbedder Embedder { get; } = new(new StaticEmbedder(StaticModel.Open(StaticModel.DefaultPath)));

    public static CallContext Call => CallContext.For("test");

    /// <summary>What a test changes of the options.</summary>
    public Func<BrowserOptions, BrowserOptions> With { get; init; } = options => options;

    public ContextBrowser NewBrowser() => new(With(new BrowserOptions
    {
        DataFolder = DataFolder,
        MasterKey = _master,
        Embedder = _ => new(Embedder),
        Collection = _collection,
        Indexing = _indexing,
    }));

    public void Write(string path, string text)
    {
        var full = Path.Join(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    public void Delete(string path) => File.Delete(Path.Join(Root, path));

    public Task<IndexReport> IndexAsync(bool force = false) =>
        Browser.IndexAsync(new IndexRequest { Root = Root, Force = force }, null, Call, default);

    public Task<SearchAnswer> SearchAsync(string query, int limit = 10) =>
        Browser.SearchAsync(new SearchRequest { Query = query, Roots = [Root], Limit = limit }, null, Call, default);

    /// <summary>Ends the engine as a process would: commits under way are finished.</summary>
    public async Task CloseAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
            _browser = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _master.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The shipped embedder with a count of the documents it was given.</summary>
    internal sealed class CountingEmbedder(StaticEmbedder inner) : IEmbedder
    {
        private int _documents;
        private int _code;

        public int Documents => Volatile.Read(ref _documents);

        /// <summary>Of these, pieces of code; the rest are paths, which have no line end.</summary>
        public int Code => Volatile.Read(ref _code);

        /// <summary>Thrown by every call; null answers.</summary>
        public CtxbException? Failure { get; set; }

        public string ModelId => inner.ModelId;

        public int Dimensions => inner.Dimensions;

        public ValueTask EmbedAsync(
            IReadOnlyList<ReadOnlyMemory<char>> texts, EmbeddingSide side, Memory<float> vectors, CallContext call, CancellationToken cancellationToken)
        {
            if (Failure is { } failure)
            {
                throw failure;
            }

            if (side == EmbeddingSide.Document)
            {
                Interlocked.Add(ref _documents, texts.Count);
                Interlocked.Add(ref _code, texts.Count(text => text.Span.Contains('\n')));
            }

            return inner.EmbedAsync(texts, side, vectors, call, cancellationToken);
        }
    }
}
