using McpContextBrowser.Core;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Crypto;
using McpContextBrowser.Tests.Crypto;

namespace McpContextBrowser.Tests;

/// <summary>New data keys for an engine that is at work.</summary>
public sealed class DataKeyRotationTests
{
    private const int Files = 300;
    private const int Searchers = 8;

    private ScratchFolder _source = null!;
    private ScratchFolder _data = null!;
    private MasterKeyText _master = null!;
    private ShiftedTime _time = null!;

    [SetUp]
    public void A_folder_of_small_sources()
    {
        _source = new ScratchFolder();
        _data = new ScratchFolder();
        _master = new(new string('6', 64), "test");
        _time = new ShiftedTime();
        for (var i = 0; i < Files; i++)
        {
            File.WriteAllText(_source[$"file{i}.cs"], $"class Number{i} {{ int marker{i} = {i}; }}\n");
        }
    }

    [TearDown]
    public void Remove()
    {
        _master.Dispose();
        _data.Dispose();
        _source.Dispose();
    }

    [Test]
    public async Task While_eight_search_and_one_indexes_no_search_fails_and_the_old_key_opens_nothing_afterwards()
    {
        await using var browser = NewBrowser();
        await IndexAsync(browser);
        using var backup = _data.Copy();
        using var stop = new CancellationTokenSource();
        var (asked, written) = (0, 0);
        var searchers = Enumerable.Range(0, Searchers).Select(searcher => Task.Run(async () =>
        {
            for (var i = searcher; !stop.IsCancellationRequested; i += Searchers)
            {
                var answer = await SearchAsync(browser, $"marker{i % Files}");
                Assert.That(answer.Hits.Select(hit => hit.Path), Does.Contain($"file{i % Files}.cs"));
                Interlocked.Increment(ref asked);
            }
        })).ToList();
        var indexer = Task.Run(async () =>
        {
            for (; !stop.IsCancellationRequested; written++)
            {
                await File.WriteAllTextAsync(_source[$"new{written}.cs"], $"class Fresh{written} {{ }}\n");
                await IndexAsync(browser);
            }
        });

        var resealed = 0L;
        for (var i = 0; i < 3; i++)
        {
            resealed += await browser.RotateDataAsync(null, CallContext.For("test"), default);
        }

        await stop.CancelAsync();
        await Task.WhenAll([.. searchers, indexer]);
        TestContext.Out.WriteLine($"{asked} searches and {written} index runs during 3 rotations, {resealed} records sealed again");
        Assert.That(resealed, Is.AtLeast(3 * 2 * Files));
        Assert.That(asked, Is.AtLeast(Searchers));
        Assert.That(written, Is.Positive);
        Assert.That(browser.KeyStatus().Collections.Single(), Has.Property("Version").EqualTo(4).And.Property("OldVersions").Zero);

        // Whoever has an old keys.db and its master key opens no record of today.
        var collection = Path.GetFileName(Directory.GetDirectories(_data["collections"]).Single());
        using var oldRing = new KeyRing(backup["keys.db"], _master, TimeProvider.System);
        using var oldKeys = oldRing.Open(collection);
        var records = SealedRecords.InCollection(_data["collections", collection]);
        Assert.That(records, Has.Count.AtLeast(2 * Files));
        using var envelope = new Envelope(oldKeys, "store.db", id => SealedRecords.Session(_data["collections", collection], id));
        foreach (var record in records)
        {
            RecordHeader.TryRead(record.Bytes, out var header);
            Assert.That(
                () => envelope.Open(header.Address, record.Bytes),
                Throws.TypeOf<CtxbException>().With.Property(nameof(CtxbException.Code)).EqualTo(ErrorCodes.KeyMissing));
        }
    }

    [Test]
    public async Task A_key_of_that_age_is_replaced_by_the_next_indexing_without_being_asked()
    {
        await using var browser = NewBrowser();
        await IndexAsync(browser);
        _time.Offset += TimeSpan.FromDays(364);
        await IndexAsync(browser);
        Assert.That(browser.KeyStatus().Collections.Single().Version, Is.EqualTo(1), "not yet");
        _time.Offset += TimeSpan.FromDays(2);
        await IndexAsync(browser);
        Assert.That(browser.KeyStatus().Collections.Single(), Has.Property("Version").EqualTo(2).And.Property("OldVersions").Zero);
        Assert.That((await SearchAsync(browser, "marker7")).Hits[0].Path, Is.EqualTo("file7.cs"));
    }

    [Test]
    public async Task A_rotation_that_was_cut_off_is_finished_by_the_next_indexing()
    {
        await using (var browser = NewBrowser())
        {
            await IndexAsync(browser);
        }

        using (var ring = new KeyRing(_data["keys.db"], _master, TimeProvider.System))
        {
            ring.RotateData(ring.Status().Collections.Single(one => one.Collection != "collections").Collection);
        }

        await using var next = NewBrowser();
        await IndexAsync(next);
        Assert.That(next.KeyStatus().Collections.Single(), Has.Property("Version").EqualTo(2).And.Property("OldVersions").Zero);
    }

    [Test]
    public async Task A_new_master_takes_over_while_the_engine_is_at_work_and_the_old_one_opens_nothing()
    {
        using var next = new MasterKeyText(new string('9', 64), "next");
        await using (var browser = NewBrowser())
        {
            await IndexAsync(browser);
            browser.RotateMaster(next);
            Assert.That((await SearchAsync(browser, "marker3")).Hits[0].Path, Is.EqualTo("file3.cs"));
        }

        await using (var old = NewBrowser())
        {
            Assert.That(
                async () => await SearchAsync(old, "marker3"),
                Throws.TypeOf<CtxbException>().With.Property(nameof(CtxbException.Code)).EqualTo(ErrorCodes.KeyWrong));
        }
    }

    [Test]
    public async Task An_erased_folder_cannot_be_read_from_a_copy_made_before_with_the_keys_of_today()
    {
        await using var browser = NewBrowser();
        await IndexAsync(browser);
        var collection = Directory.GetDirectories(_data["collections"]).Single();
        using var copy = _data.Copy();
        await browser.ForgetAsync(_source.Path, erase: true, CallContext.For("test"), default);
        Assert.That(Directory.Exists(collection), Is.False);

        foreach (var old in Directory.GetFiles(copy.Path, "keys.db*"))
        {
            File.Delete(old);
        }

        File.Copy(_data["keys.db"], copy["keys.db"]);
        using var ring = new KeyRing(copy["keys.db"], _master, TimeProvider.System);
        Assert.That(ring.TryOpen(Path.GetFileName(collection)), Is.Null);
    }

    [Test]
    public async Task Erasing_one_of_two_folders_of_a_collection_gives_the_other_a_new_key()
    {
        Directory.CreateDirectory(_source[".git", "objects"]);
        Directory.CreateDirectory(_source[".git", "refs"]);
        File.WriteAllText(_source[".git", "HEAD"], "ref: refs/heads/main\n");
        Directory.CreateDirectory(_source["part"]);
        File.WriteAllText(_source["part", "inner.cs"], "class PartialOnly { }\n");
        await using var browser = NewBrowser();
        await IndexAsync(browser);
        await browser.IndexAsync(new() { Root = _source["part"] }, null, CallContext.For("test"), default);
        Assert.That(Directory.GetDirectories(_data["collections"]), Has.Length.EqualTo(1));

        await browser.ForgetAsync(_source["part"], erase: true, CallContext.For("test"), default);
        Assert.That(browser.KeyStatus().Collections.Single(), Has.Property("Version").EqualTo(2).And.Property("OldVersions").Zero);
        Assert.That((await SearchAsync(browser, "marker7")).Hits[0].Path, Is.EqualTo("file7.cs"));
    }

    [Test]
    public async Task Clearing_everything_needs_no_master_key_and_one_can_begin_anew()
    {
        await using (var browser = NewBrowser())
        {
            await IndexAsync(browser);
        }

        using var other = new MasterKeyText(new string('1', 64), "other");
        await using var locked = NewBrowser(other);
        Assert.That(async () => await IndexAsync(locked), Throws.TypeOf<CtxbException>().With.Property(nameof(CtxbException.Code)).EqualTo(ErrorCodes.KeyWrong));
        var report = await locked.ForgetAsync(null, erase: false, CallContext.For("test"), default);
        Assert.That(report.Roots, Has.Count.EqualTo(1));
        Assert.That(Directory.GetDirectories(_data["collections"]), Is.Empty);
        await IndexAsync(locked);
        Assert.That((await SearchAsync(locked, "marker7")).Hits[0].Path, Is.EqualTo("file7.cs"));
    }

    private ContextBrowser NewBrowser(IKeyWrapper? master = null) =>
        new(new BrowserOptions { DataFolder = _data.Path, MasterKey = master ?? _master, Embedder = null, Time = _time });

    private Task IndexAsync(ContextBrowser browser) => browser.IndexAsync(new() { Root = _source.Path }, null, CallContext.For("test"), default);

    private Task<SearchAnswer> SearchAsync(ContextBrowser browser, string query) =>
        browser.SearchAsync(new() { Query = query, Roots = [_source.Path], Limit = 5 }, null, CallContext.For("test"), default);

    /// <summary>The system's clock, some days ahead; timers run as usual.</summary>
    private sealed class ShiftedTime : TimeProvider
    {
        public TimeSpan Offset { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;
    }
}
