using McpContextBrowser.Core;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Files;
using McpContextBrowser.Core.Indexing;
using McpContextBrowser.Tests.EndToEnd;

namespace McpContextBrowser.Tests.Indexing;

/// <summary>Indexing ends at its limits with a sentence, and what it had taken in goes on answering.</summary>
public sealed class LimitsTests
{
    private const long Plenty = 1L << 40;

    [TestCase("indexing.maxFiles")]
    [TestCase("indexing.maxMebibytes")]
    [TestCase("indexing.maxChunks")]
    public async Task A_collection_above_its_quota_stops_by_the_name_of_the_setting_and_answers_from_what_it_has(string setting)
    {
        var limits = setting switch
        {
            "indexing.maxFiles" => new IndexingOptions { MaxFiles = 8, OverlayFiles = 0, FilesPerCommit = 2 },
            "indexing.maxMebibytes" => new IndexingOptions { MaxMebibytes = 1, OverlayFiles = 0, FilesPerCommit = 2 },
            _ => new IndexingOptions { MaxChunks = 8, OverlayFiles = 0, FilesPerCommit = 2 },
        };
        await using var engine = new BrowserFixture(limits);
        engine.Write("a.py", "def carry_the_remainder(amount):\n    return amount % 7\n");
        await engine.IndexAsync();
        for (var i = 0; i < 12; i++)
        {
            engine.Write($"more/m{i}.py", $"def step_{i}(amount):\n    return amount * {i}\n" + (setting == "indexing.maxMebibytes" ? $"# {i}{new string('x', 150_000)}\n" : ""));
        }

        var refusal = await Assert.ThrowsAsync<CtxbException>(() => engine.IndexAsync());
        var answer = await engine.SearchAsync("carry_the_remainder");
        Assert.Multiple(() =>
        {
            Assert.That(refusal!.Code, Is.EqualTo(ErrorCodes.CollectionFull));
            Assert.That(refusal.Message, Does.Contain(setting));
            Assert.That(refusal.Next, Does.Contain($"raise {setting}"));
            Assert.That(answer.Hits[0].Path, Is.EqualTo("a.py"));
            Assert.That(answer.Fresh, Is.False);
            Assert.That(answer.Notes, Has.Some.Contains("Files are missing").And.Some.Contains(setting));
        });
    }

    [Test]
    public async Task All_folders_of_a_collection_count_together()
    {
        await using var engine = new BrowserFixture(new IndexingOptions { MaxFiles = 5 }, collection: "one");
        for (var i = 0; i < 3; i++)
        {
            engine.Write($"f{i}.py", $"x = {i}\n");
            engine.Write($"../other/g{i}.py", $"y = {i}\n");
        }

        await engine.IndexAsync();
        var other = Path.GetFullPath(Path.Join(engine.Root, "..", "other"));
        Task<IndexReport> IndexOther() => engine.Browser.IndexAsync(new IndexRequest { Root = other }, null, BrowserFixture.Call, default);
        Assert.That((await Assert.ThrowsAsync<CtxbException>(IndexOther))!.Code, Is.EqualTo(ErrorCodes.CollectionFull));
        engine.Delete("../other/g0.py");
        Assert.That((await IndexOther()).Files, Is.EqualTo(2));
    }

    [Test]
    public async Task Twins_count_as_often_as_they_are_there_in_the_first_run_as_in_the_next()
    {
        await using var engine = new BrowserFixture(new IndexingOptions { MaxChunks = 5 });
        for (var i = 0; i < 6; i++)
        {
            engine.Write($"twin{i}.py", "def same(a):\n    return a\n");
        }

        Assert.That((await Assert.ThrowsAsync<CtxbException>(() => engine.IndexAsync()))!.Code, Is.EqualTo(ErrorCodes.CollectionFull));
        engine.Delete("twin0.py");
        Assert.That((await engine.IndexAsync()).Chunks, Is.EqualTo(5));
    }

    [Test]
    public async Task Indexing_stops_before_the_disk_is_full_and_searches_and_deletions_go_on()
    {
        var free = Plenty;
        await using var engine = new BrowserFixture(new IndexingOptions { OverlayFiles = 0 })
        {
            With = options => options with { FreeSpace = _ => free },
        };
        engine.Write("a.py", "def carry_the_remainder(amount):\n    return amount % 7\n");
        await engine.IndexAsync();
        engine.Write("b.py", "def another(amount):\n    return amount\n");
        free = 200L << 20;
        var refusal = await Assert.ThrowsAsync<CtxbException>(() => engine.IndexAsync());
        var answer = await engine.SearchAsync("carry_the_remainder");
        await engine.CloseAsync();
        var reopened = await engine.SearchAsync("carry_the_remainder");
        var status = await engine.Browser.StatusAsync(engine.Root, withSkipped: false, BrowserFixture.Call, default);
        var forgotten = await engine.Browser.ForgetAsync(engine.Root, erase: false, BrowserFixture.Call, default);
        free = Plenty;
        Assert.Multiple(() =>
        {
            Assert.That(refusal!.Code, Is.EqualTo(ErrorCodes.DiskFull));
            Assert.That(refusal.Message, Does.Contain("200 MiB are free").And.Contains("indexing.leaveFree"));
            Assert.That(answer.Hits[0].Path, Is.EqualTo("a.py"));
            Assert.That(answer.Notes, Has.Some.Contains("before the disk is full"));
            Assert.That(reopened.Hits[0].Path, Is.EqualTo("a.py"));
            Assert.That(status[0].LastError, Does.Contain("before the disk is full"));
            Assert.That(forgotten.Roots, Has.Count.EqualTo(1));
        });
        Assert.That((await engine.IndexAsync()).Files, Is.EqualTo(2));
    }

    [Test]
    public async Task A_folder_that_does_not_fit_at_all_is_refused_not_answered_empty()
    {
        await using var engine = new BrowserFixture { With = options => options with { FreeSpace = _ => 0 } };
        engine.Write("a.py", "x = 1\n");
        Assert.That((await Assert.ThrowsAsync<CtxbException>(() => engine.SearchAsync("x")))!.Code, Is.EqualTo(ErrorCodes.DiskFull));
    }

    [Test]
    public async Task A_real_small_disk_is_never_filled()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            Assert.Ignore("needs root on Linux, to mount a small disk");
        }

        const int Size = 32;
        const int Left = 26;
        using var place = new TemporaryFolder();
        await Programs.NeedAsync("a small disk", place.Path, "mount", "-t", "tmpfs", "-o", $"size={Size}m", "tmpfs", place.Folder("disk"));
        try
        {
            await using var engine = new BrowserFixture(new IndexingOptions { LeaveFreeMebibytes = Left, OverlayFiles = 0, FilesPerCommit = 16 })
            {
                With = options => options with { DataFolder = place.Join("disk", "data") },
            };
            engine.Write("a.py", "def carry_the_remainder(amount):\n    return amount % 7\n");
            await engine.IndexAsync();
            var random = new Random(20261126);
            for (var i = 0; i < 150; i++)
            {
                engine.Write($"m{i}.txt", string.Join('\n', Enumerable.Range(0, 1000).Select(_ => random.NextInt64().ToString("x16", System.Globalization.CultureInfo.InvariantCulture))));
            }

            var refusal = await Assert.ThrowsAsync<CtxbException>(() => engine.IndexAsync());
            Assert.That(refusal!.Code, Is.EqualTo(ErrorCodes.DiskFull));
            Assert.That(new DriveInfo(place.Join("disk")).AvailableFreeSpace >> 20, Is.GreaterThanOrEqualTo(Left));
            Assert.That((await engine.SearchAsync("carry_the_remainder")).Hits[0].Path, Is.EqualTo("a.py"));
        }
        finally
        {
            await Programs.RunAsync(place.Path, new Dictionary<string, string?>(), "umount", place.Join("disk"));
        }
    }

    [Test]
    public async Task A_sparse_file_of_five_gibibytes_costs_nothing()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Ignore("NTFS makes a file sparse only when asked, and this one would take 5 GiB");
        }

        await using var engine = new BrowserFixture();
        engine.Write("a.py", "x = 1\n");
        await engine.IndexAsync();
        using (var sparse = File.Create(Path.Join(engine.Root, "huge.py")))
        {
            sparse.SetLength(5L << 30);
        }

        var before = GC.GetTotalAllocatedBytes(precise: true);
        var report = await engine.IndexAsync();
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        Assert.That(report.Skipped, Is.EquivalentTo(new Dictionary<SkipReason, int> { [SkipReason.TooLarge] = 1 }));
        Assert.That(allocated, Is.LessThan(64L << 20), "no buffer of its size was made");
    }

    [Test]
    public async Task Indexing_computes_on_threads_of_low_priority()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Ignore("reads the priority of a thread from Linux");
        }

        var fields = "";
        await QuietThread.Run(() => fields = File.ReadAllText("/proc/thread-self/stat"));
        Assert.That(int.Parse(fields[(fields.LastIndexOf(')') + 2)..].Split(' ')[16], System.Globalization.CultureInfo.InvariantCulture), Is.GreaterThanOrEqualTo(10));
        Assert.That(async () => await QuietThread.Run(() => throw new InvalidDataException("here")), Throws.TypeOf<InvalidDataException>());
    }
}
