using McpContextBrowser.Core.Chunking;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Crypto;
using McpContextBrowser.Core.Embedding.Static;
using McpContextBrowser.Core.Files;
using McpContextBrowser.Core.Indexing;
using McpContextBrowser.Core.Store;

namespace McpContextBrowser.Tests.Compat;

/// <summary>
/// <c>Compat/store-N</c> holds what the first ctxb with format N of the store wrote: keys, store and snapshot. The format of today is
/// read whole; an older one is refused by name, with the way out.
/// </summary>
[TestFixture]
public sealed class StoreFormatTests
{
    private const string Root = "/released/ledger";

    private static readonly SortedDictionary<string, string> Files = new(StringComparer.Ordinal)
    {
        ["README.md"] = "# Ledger\n\nHow amounts are carried over.\n",
        ["src/ledger.cs"] = "public sealed class Ledger\n{\n    // the remainder goes to the next account\n    public int Carry(int amount) => amount % 7;\n}\n",
        ["src/umlaut.py"] = "def grüße():\n    return 'größer als 7'\n",
    };

    private static string Place => Path.Join(TestPaths.RepositoryRoot, "tests", "McpContextBrowser.Tests", "Compat");

    private static IEnumerable<string> Formats => Directory.GetDirectories(Place, "store-*").Select(Path.GetFileName)!;

    [Test]
    public async Task The_format_of_today_is_among_those_that_are_kept()
    {
        var folder = Path.Join(Place, $"store-{SqliteSchema.Version}");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1" && !Directory.Exists(folder))
        {
            await WriteAsync(folder); // once for each format: what a release wrote is never written again
        }

        Assert.That(Directory.Exists(folder), Is.True, "a new format: make its store with UPDATE_GOLDEN=1 and commit it");
    }

    [TestCaseSource(nameof(Formats))]
    public async Task A_kept_store_is_read_whole_or_refused_by_name(string format)
    {
        using var copy = new TemporaryFolder();
        Copy(Path.Join(Place, format), copy.Path);
        using var keys = new OpenedKeys(copy.Path);
        if (format != $"store-{SqliteSchema.Version}")
        {
            var refusal = Assert.Throws<CtxbException>(() => SqliteContentStore.Open(copy.Join("store"), keys.Collection, TimeProvider.System));
            Assert.That((refusal!.Code, refusal.Next.Contains("ctxb doctor --fix", StringComparison.Ordinal)), Is.EqualTo((ErrorCodes.IndexVersion, true)));
            return;
        }

        await using var store = SqliteContentStore.Open(copy.Join("store"), keys.Collection, TimeProvider.System);
        var examination = new StoreExamination(store);
        await examination.RunAsync(default);
        Assert.That((examination.SnapshotProblem, examination.ContentsChecked, examination.VectorsMissed), Is.EqualTo(((string?)null, Files.Count, 0)));
        Assert.That(examination.VectorsChecked, Is.GreaterThan(0));

        var tree = (await store.ReadTreeAsync(Root, default))!;
        var head = await store.ReadHeadAsync(default);
        using var views = new IndexViews(store);
        var view = await views.OpenAsync(head, tree, [], "", default);
        Assert.That(views.SnapshotProblem, Is.Null);
        Assert.That(view.Places.Select(place => place.Path.Value), Is.EqualTo(Files.Keys));
        Assert.That(view.Places.Select(place => place.Segment), Is.EqualTo(new[] { 0, 0, 1 }), "two files in the snapshot, one behind it");
        for (var place = 0; place < view.Places.Count; place++)
        {
            Assert.That(await view.ReadTextAsync(place, default), Is.EqualTo(Files[view.Places[place].Path.Value]));
        }

        var chunks = view.Segments[0].Chunks;
        Assert.That(Enumerable.Range(0, chunks.ChunkCount).Select(chunk => chunks[chunk].Symbol), Has.Member("Ledger"));
    }

    private static async Task WriteAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        using var source = new TemporaryFolder();
        using var keys = new OpenedKeys(folder);
        using var embedder = new StaticEmbedder(StaticModel.Open(StaticModel.DefaultPath));
        await using var store = SqliteContentStore.Open(Path.Join(folder, "store"), keys.Collection, TimeProvider.System);
        using var deriver = new FileDeriver(source.Path, keys.Collection.Lookup, new FilesOptions(), new Chunker(new ChunkingOptions()), embedder, TimeProvider.System);
        await using var writer = (await store.TryBeginWriteAsync(default))!;
        foreach (var (path, text) in Files)
        {
            if (path == Files.Keys.Last())
            {
                await PublishAsync();
            }

            source.Write(path, text);
            var claims = new Claims(store, embedder.ModelId, askStore: false, eachForItself: true);
            var file = await deriver.DeriveAsync(new WalkEntry { Path = RelativePath.FromNormalised(path) }, claims, CallContext.For("test"), default);
            await writer.CommitAsync(
                new StoreBatch { Tree = new TreeInfo { Root = Root, Complete = true }, Model = embedder.ModelId, Contents = [file.Content!], Changes = [file.ToChange()] }, default);
        }

        async Task PublishAsync()
        {
            var builder = new SegmentBuilder();
            var ids = (await store.ReadTreeAsync(Root, default))!.Entries.Select(entry => entry.Content).Order().ToList();
            await foreach (var content in store.ReadContentsAsync(ids, embedder.ModelId, default))
            {
                builder.Add(content.Id, content.Record, content.Vectors);
            }

            await writer.PublishSnapshotAsync(builder.ToSections(), embedder.ModelId, default);
        }
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Join(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(copy, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }
        }
    }

    /// <summary>The keys of a kept store, under a master key that everybody may know.</summary>
    private sealed class OpenedKeys : IDisposable
    {
        private readonly MasterKeyText _master = new(new string('7', 64), "test");
        private readonly KeyRing _ring;

        public OpenedKeys(string folder)
        {
            _ring = new KeyRing(Path.Join(folder, "keys.db"), _master, TimeProvider.System);
            Collection = _ring.Open("released");
        }

        public CollectionKeys Collection { get; }

        public void Dispose()
        {
            Collection.Dispose();
            _ring.Dispose();
            _master.Dispose();
        }
    }
}
