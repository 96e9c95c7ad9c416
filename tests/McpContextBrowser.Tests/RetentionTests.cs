using McpContextBrowser.Core;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Crypto;

namespace McpContextBrowser.Tests;

/// <summary>Folders that nobody uses are forgotten after their time, and keys are changed at their age; the clock is the test's.</summary>
[TestFixture]
public sealed class RetentionTests
{
    private readonly ManualTime _time = new();
    private TemporaryFolder _disk;
    private MasterKeyFile _master;

    [SetUp]
    public void Begin()
    {
        _disk = new TemporaryFolder();
        _master = new MasterKeyFile(_disk.Join("keys", "master.key"));
        foreach (var name in new[] { "old", "used", "kept" })
        {
            _disk.Write($"{name}/a.py", $"def in_{name}():\n    return 1\n");
        }
    }

    [TearDown]
    public void End() => _disk.Dispose();

    [Test]
    public async Task A_folder_that_nobody_used_for_its_time_is_forgotten_and_others_stay()
    {
        await using var browser = Engine(root => root == _disk.Join("kept") ? null : TimeSpan.FromDays(30));
        foreach (var name in new[] { "old", "used", "kept" })
        {
            await IndexAsync(browser, name);
        }

        _time.Advance(TimeSpan.FromDays(29));
        await SearchAsync(browser, "used"); // a search alone is a use, though nothing is written to the index
        Assert.That(await browser.ExpireAsync(Call, default), Is.Empty, "not yet");
        _time.Advance(TimeSpan.FromDays(2));
        await IndexAsync(browser, "used"); // any index run looks
        Assert.That(await RootsAsync(browser), Is.EqualTo(new[] { _disk.Join("kept"), _disk.Join("used") }));
        Assert.That(Directory.GetDirectories(_disk.Join("data", "collections")), Has.Length.EqualTo(2));
        _time.Advance(TimeSpan.FromDays(40));
        Assert.That((await browser.CollectAsync(null, false, Call, default)).Roots, Is.EqualTo(new[] { _disk.Join("used") }), "gc looks too");
        Assert.That(await RootsAsync(browser), Is.EqualTo(new[] { _disk.Join("kept") }));
    }

    [Test]
    public async Task Without_a_time_nothing_is_noted_and_nothing_forgotten()
    {
        await using var browser = Engine(null);
        await IndexAsync(browser, "old");
        _time.Advance(TimeSpan.FromDays(10_000));
        Assert.That(await browser.ExpireAsync(Call, default), Is.Empty);
        Assert.That(Directory.EnumerateFiles(_disk.Join("data"), "used", SearchOption.AllDirectories), Is.Empty);
    }

    [Test]
    public async Task Keys_are_changed_at_the_age_that_is_set()
    {
        await using var browser = Engine(null, new() { MasterAge = TimeSpan.FromDays(90), DataAge = TimeSpan.FromDays(30) });
        await IndexAsync(browser, "old");
        var first = browser.KeyStatus();
        _time.Advance(TimeSpan.FromDays(31));
        await IndexAsync(browser, "old");
        var second = browser.KeyStatus();
        Assert.That((second.Collections.Single().Version, second.Collections.Single().OldVersions, second.MasterSince), Is.EqualTo((2, 0, first.MasterSince)));
        var before = await File.ReadAllLinesAsync(_disk.Join("keys", "master.key"));
        _time.Advance(TimeSpan.FromDays(60));
        await IndexAsync(browser, "old");
        Assert.That(browser.KeyStatus().MasterSince, Is.EqualTo(_time.GetUtcNow()));
        Assert.That(await File.ReadAllLinesAsync(_disk.Join("keys", "master.key")), Has.Length.EqualTo(before.Length + 1), "a new master key, and the old one for other data folders");
        await using var again = Engine(null);
        Assert.That((await SearchAsync(again, "old")).Hits.Single().Path, Is.EqualTo("a.py"));
    }

    private static CallContext Call => CallContext.For("test");

    private ContextBrowser Engine(Func<string, TimeSpan?>? retention, RotationPolicy? rotation = null) => new(new BrowserOptions
    {
        DataFolder = _disk.Join("data"),
        MasterKey = _master,
        Embedder = null,
        Time = _time,
        RetentionOf = retention,
        Rotation = rotation ?? new() { DataAge = null },
    });

    private Task<Core.Indexing.IndexReport> IndexAsync(ContextBrowser browser, string name) => browser.IndexAsync(new() { Root = _disk.Join(name) }, null, Call, default);

    private Task<SearchAnswer> SearchAsync(ContextBrowser browser, string name) =>
        browser.SearchAsync(new() { Query = $"in_{name}", Roots = [_disk.Join(name)] }, null, Call, default);

    private static async Task<IEnumerable<string>> RootsAsync(ContextBrowser browser) =>
        (await browser.StatusAsync(null, false, Call, default)).Select(status => status.Root);
}
