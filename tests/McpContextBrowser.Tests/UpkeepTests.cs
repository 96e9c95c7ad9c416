using McpContextBrowser.Core;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Indexing;
using McpContextBrowser.Tests.Indexing;

namespace McpContextBrowser.Tests;

/// <summary>What a caretaker asks of the engine: is it current, how is it, what can go.</summary>
public sealed class UpkeepTests
{
    private const string Text = "def parse_header(line):\n    return line.partition(':')\n";

    private BrowserFixture _engine = null!;

    [SetUp]
    public void Begin() => _engine = new BrowserFixture();

    [TearDown]
    public async Task End() => await _engine.DisposeAsync();

    [Test]
    public async Task A_check_tells_stale_from_current_by_content_and_writes_nothing()
    {
        Assert.That((await CheckAsync()).IsComplete, Is.False);
        Assert.That(Directory.Exists(_engine.DataFolder), Is.False, "not even a key is made by asking");
        _engine.Write("a.py", Text);
        _engine.Write("b.py", Text + "# b\n");
        await _engine.IndexAsync();
        await _engine.CloseAsync();
        File.SetLastWriteTimeUtc(Path.Join(_engine.Root, "a.py"), DateTime.UnixEpoch);
        Assert.That((await CheckAsync()).IsCurrent, Is.True, "another time alone makes nothing stale");
        _engine.Write("a.py", Text + "# changed\n");
        _engine.Write("c.py", Text);
        _engine.Delete("b.py");
        var before = Bytes();
        var stale = await CheckAsync();
        await _engine.CloseAsync();
        Assert.Multiple(() =>
        {
            Assert.That((stale.IsCurrent, stale.Added, stale.Changed, stale.Removed), Is.EqualTo((false, 1, 1, 1)));
            Assert.That(stale.Paths, Is.EqualTo(new[] { "a.py", "b.py", "c.py" }));
            Assert.That(Bytes(), Is.EqualTo(before));
        });
    }

    [Test]
    public async Task Keeping_only_one_folder_forgets_the_others_of_its_repository_and_shrinks_the_index()
    {
        Repository.Make(_engine.Root);
        Repository.WriteFiles(_engine.Root, 200);
        var other = Path.Join(_engine.Root, "..", "other");
        Repository.AddWorktree(_engine.Root, other, "other");
        Repository.WriteFiles(Path.Join(other, "more"), 230);
        await _engine.IndexAsync();
        await _engine.Browser.IndexAsync(new IndexRequest { Root = other }, null, BrowserFixture.Call, default);
        var waiting = await _engine.Browser.CollectAsync(null, onlyThis: false, BrowserFixture.Call, default);
        Assert.That((waiting.Deleted, waiting.Roots.Count), Is.EqualTo((0, 0)), "all is used");
        var report = await _engine.Browser.CollectAsync(_engine.Root, onlyThis: true, BrowserFixture.Call, default);
        Assert.Multiple(() =>
        {
            Assert.That(report.Roots, Has.Count.EqualTo(1));
            Assert.That(report.Deleted, Is.GreaterThanOrEqualTo(30));
            Assert.That(report.BytesFreed, Is.GreaterThan(0));
        });
        await _engine.CloseAsync();
        Assert.That((await _engine.SearchAsync("merge_buffer")).Hits, Is.Not.Empty);
        Assert.That((await _engine.IndexAsync()).Embedded, Is.Zero);
    }

    [Test]
    public async Task Clearing_a_folder_of_a_shared_collection_shrinks_the_file_of_the_store()
    {
        await using var engine = new BrowserFixture(collection: "shared");
        engine.Write("kept.py", Text);
        Repository.WriteFiles(Path.Join(engine.Root, "..", "large"), 300);
        var large = Path.GetFullPath(Path.Join(engine.Root, "..", "large"));
        await engine.IndexAsync();
        await engine.CloseAsync();
        var small = StoreLength();
        await engine.Browser.IndexAsync(new IndexRequest { Root = large }, null, BrowserFixture.Call, default);
        await engine.CloseAsync();
        var both = StoreLength();
        await engine.Browser.ForgetAsync(large, erase: false, BrowserFixture.Call, default);
        await engine.CloseAsync();
        TestContext.Out.WriteLine($"{small} bytes with one folder, {both} with both, {StoreLength()} after clearing");
        Assert.That(both - small, Is.GreaterThan(500_000));
        Assert.That(StoreLength() - small, Is.LessThan((both - small) / 20), "what was added is given back");
        Assert.That((await engine.SearchAsync("parse_header")).Hits[0].Path, Is.EqualTo("kept.py"));

        long StoreLength() => Directory.GetFiles(engine.DataFolder, "store.db*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length);
    }

    [Test]
    public async Task Collecting_what_no_folder_uses_any_more_shrinks_the_file_of_the_store()
    {
        await using var engine = new BrowserFixture(new IndexingOptions { UnusedGrace = TimeSpan.Zero });
        engine.Write("kept.py", Text);
        Repository.WriteFiles(Path.Join(engine.Root, "large"), 300);
        await engine.IndexAsync();
        await engine.CloseAsync();
        var before = new FileInfo(Directory.GetFiles(engine.DataFolder, "store.db", SearchOption.AllDirectories).Single()).Length;
        Directory.Delete(Path.Join(engine.Root, "large"), recursive: true);
        await engine.IndexAsync();
        await engine.Browser.CollectAsync(engine.Root, onlyThis: false, BrowserFixture.Call, default);
        await engine.CloseAsync();
        var after = new FileInfo(Directory.GetFiles(engine.DataFolder, "store.db", SearchOption.AllDirectories).Single()).Length;
        TestContext.Out.WriteLine($"{before} bytes before, {after} after");
        Assert.That(after, Is.LessThan(before / 4));
    }

    [Test]
    public async Task What_stopped_a_run_is_told_until_one_comes_to_its_end()
    {
        _engine.Write("a.py", Text);
        await _engine.IndexAsync();
        Assert.That((await StatusAsync()).LastError, Is.Null);
        _engine.Write("b.py", Text + "# another\n");
        _engine.Embedder.Failure = new CtxbException(ErrorCodes.ModelDamaged, "The model broke.", "Mend it.");
        Assert.That(async () => await _engine.IndexAsync(), Throws.TypeOf<CtxbException>());
        await _engine.CloseAsync();
        var broken = await StatusAsync();
        Assert.That((broken.LastError, broken.Files), Is.EqualTo(("The model broke.", 1)), "another process is told, too, and what is there stays");
        _engine.Embedder.Failure = null;
        await _engine.IndexAsync();
        Assert.That(((await StatusAsync()).LastError, (await StatusAsync()).State), Is.EqualTo(((string?)null, "ready")));
    }

    [Test]
    public async Task A_status_counts_every_byte_once()
    {
        Repository.WriteFiles(_engine.Root, 60);
        await _engine.IndexAsync();
        var status = await StatusAsync();
        var files = new DirectoryInfo(Path.Join(_engine.DataFolder, "collections")).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
        var size = status.SizeOnDisk;
        Assert.Multiple(() =>
        {
            Assert.That(status.BytesOnDisk, Is.EqualTo(files));
            Assert.That(new[] { size.Texts, size.Chunks, size.Vectors, size.Trees, size.Snapshot }, Has.All.GreaterThan(0));
            Assert.That(status.Age, Is.LessThan(TimeSpan.FromMinutes(5)));
        });
    }

    [Test]
    public async Task A_named_collection_is_shared_by_clones_that_know_nothing_of_each_other()
    {
        await using var shared = new BrowserFixture(collection: "app");
        Repository.WriteFiles(Path.Join(shared.Root, "one"), 30);
        Repository.WriteFiles(Path.Join(shared.Root, "two"), 30);
        await shared.Browser.IndexAsync(new IndexRequest { Root = Path.Join(shared.Root, "one") }, null, BrowserFixture.Call, default);
        var second = await shared.Browser.IndexAsync(new IndexRequest { Root = Path.Join(shared.Root, "two") }, null, BrowserFixture.Call, default);
        Assert.That((second.Files, second.Embedded), Is.EqualTo((30, 0)));
    }

    [Test]
    public async Task Without_time_to_look_an_answer_says_so_and_still_shows_no_wrong_line()
    {
        _engine.Write("a.py", Text);
        _engine.Write("gone.py", "def parse_header_gone(line):\n    return 1\n");
        await _engine.IndexAsync();
        _engine.Write("a.py", "# moved\n# down\n" + Text);
        _engine.Delete("gone.py");
        var request = new SearchRequest { Query = "parse_header", Roots = [_engine.Root], IndexingPatience = TimeSpan.Zero };
        var answer = await _engine.Browser.SearchAsync(request, null, BrowserFixture.Call, default);
        Assert.Multiple(() =>
        {
            Assert.That(answer.Fresh, Is.False);
            Assert.That(answer.Notes, Has.Some.StartWith("0 of 2 files checked"));
            Assert.That(answer.Hits.Select(hit => (hit.Path, hit.StartLine, hit.EndLine)), Is.EqualTo(new[] { ("a.py", 3, 4) }));
        });
    }

    [Test]
    public async Task A_second_writer_waits_says_so_and_gives_up_at_its_limit()
    {
        await using var impatient = new BrowserFixture(new IndexingOptions { WriterPatience = TimeSpan.FromMilliseconds(120) });
        impatient.Write("a.py", Text);
        do
        {
            await impatient.IndexAsync(); // a file this young may change again within the same time: each look at it is kept
        }
        while (TimeProvider.System.GetUtcNow() - File.GetLastWriteTimeUtc(Path.Join(impatient.Root, "a.py")) < TimeSpan.FromSeconds(0.1));
        await impatient.IndexAsync();
        await impatient.CloseAsync();
        var file = Directory.GetFiles(impatient.DataFolder, "writer.lock", SearchOption.AllDirectories).Single();
        using (new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            Assert.That((await impatient.IndexAsync()).Files, Is.EqualTo(1), "where nothing is to be written nobody waits");
            impatient.Write("c.py", Text);
            var told = new List<IndexProgress>();
            var refusal = await Assert.ThrowsAsync<CtxbException>(() => impatient.Browser.IndexAsync(
                new IndexRequest { Root = impatient.Root }, new Teller(told), BrowserFixture.Call, default));
            Assert.That(refusal!.Code, Is.EqualTo(ErrorCodes.IndexBusy));
            Assert.That(told, Has.Some.Matches<IndexProgress>(progress => progress.WaitsForWriter));
            impatient.Write("b.py", "def parse_header_too(line):\n    return 2\n");
            var answer = await impatient.SearchAsync("parse_header_too");
            Assert.That((answer.Hits[0].Path, answer.Fresh), Is.EqualTo(("b.py", true)), "a search waits for no writer");
        }
    }

    private Task<CheckReport> CheckAsync() => _engine.Browser.CheckAsync(_engine.Root, BrowserFixture.Call, default);

    private async Task<TreeStatus> StatusAsync() => (await _engine.Browser.StatusAsync(_engine.Root, false, BrowserFixture.Call, default)).Single();

    /// <summary>What lies in the data folder, but for the database's own shared memory.</summary>
    private Dictionary<string, string> Bytes() => Directory.EnumerateFiles(_engine.DataFolder, "*", SearchOption.AllDirectories)
        .Where(file => !file.EndsWith("-shm", StringComparison.Ordinal) && !(file.EndsWith("-wal", StringComparison.Ordinal) && new FileInfo(file).Length == 0))
        .ToDictionary(file => file, file => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file))));

    private sealed class Teller(List<IndexProgress> told) : IProgress<IndexProgress>
    {
        public void Report(IndexProgress value)
        {
            lock (told)
            {
                told.Add(value);
            }
        }
    }
}
