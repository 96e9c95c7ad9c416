using System.Buffers.Binary;
using McpContextBrowser.Core;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Store;

namespace McpContextBrowser.Tests;

/// <summary>What <c>ctxb doctor</c> finds, and what it mends.</summary>
[TestFixture]
public sealed class ContextBrowserExamineTests
{
    [Test]
    public async Task A_sound_index_has_nothing_to_mend_and_every_vector_finds_itself()
    {
        await using var fixture = await IndexedAsync();
        var findings = await fixture.Browser.ExamineAsync(fix: false, BrowserFixture.Call, default);
        Assert.That(findings.Where(finding => finding.Level == FindingLevel.Error), Is.Empty);
        Assert.That(findings.Select(finding => finding.Check), Is.SupersetOf(new[] { "folder", "space", "filesystem", "keys", "model", "store", "snapshot", "vectors" }));
    }

    [Test]
    public async Task A_damaged_snapshot_is_a_warning_and_is_rebuilt()
    {
        await using var fixture = await IndexedAsync();
        var snapshot = Directory.GetFiles(fixture.DataFolder, "index.*.snap", SearchOption.AllDirectories).Single();
        var bytes = await File.ReadAllBytesAsync(snapshot);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(snapshot, bytes);
        var found = await fixture.Browser.ExamineAsync(fix: false, BrowserFixture.Call, default);
        var mended = await fixture.Browser.ExamineAsync(fix: true, BrowserFixture.Call, default);
        var after = await fixture.Browser.ExamineAsync(fix: false, BrowserFixture.Call, default);
        Assert.That(found.Single(finding => finding.Check == "snapshot").Next, Does.Contain("doctor --fix"));
        Assert.That(mended.Single(finding => finding.Check == "snapshot").Fixed, Is.True);
        Assert.That(after.Single(finding => finding.Check == "snapshot").Level, Is.EqualTo(FindingLevel.Ok));
    }

    [TestCase(100, FindingLevel.Error, "indexing.leaveFree")]
    [TestCase(400, FindingLevel.Warning, "--data")]
    [TestCase(4000, FindingLevel.Ok, "")]
    public async Task Little_space_is_told_with_what_it_means(long mebibytes, FindingLevel level, string next)
    {
        await using var fixture = new BrowserFixture { With = options => options with { FreeSpace = _ => mebibytes << 20 } };
        Directory.CreateDirectory(fixture.DataFolder);
        var space = (await fixture.Browser.ExamineAsync(fix: false, BrowserFixture.Call, default)).Single(finding => finding.Check == "space");
        Assert.That(space.Level, Is.EqualTo(level));
        Assert.That(space.Next, Does.Contain(next));
    }

    [Test]
    public async Task A_store_of_a_later_format_is_refused_by_name_and_indexed_again()
    {
        await using var fixture = await IndexedAsync();
        var store = Directory.GetFiles(fixture.DataFolder, "store.db", SearchOption.AllDirectories).Single();
        using (var connection = SqliteSchema.Open(store))
        {
            SqliteSchema.Execute(connection, "PRAGMA user_version=99");
        }

        var refusal = await Assert.ThrowsAsync<CtxbException>(() => fixture.SearchAsync("ledger"));
        Assert.That(refusal!.Code, Is.EqualTo(ErrorCodes.IndexVersion));
        Assert.That(refusal.Message, Does.Contain(store).And.Contains("99"));
        Assert.That(refusal.Next, Does.Contain("ctxb doctor --fix"));
        await fixture.CloseAsync();
        Assert.That((await fixture.Browser.ExamineAsync(fix: true, BrowserFixture.Call, default)).Single(finding => finding.Check == "store").Fixed, Is.True);
        await fixture.CloseAsync();
        Assert.That((await fixture.SearchAsync("Ledger")).Hits[0].Path, Is.EqualTo("ledger.cs"));
    }

    [Test]
    public async Task A_snapshot_of_another_version_is_not_used_said_so_and_rebuilt()
    {
        await using var fixture = await IndexedAsync();
        var snapshot = Directory.GetFiles(fixture.DataFolder, "index.*.snap", SearchOption.AllDirectories).Single();
        var bytes = await File.ReadAllBytesAsync(snapshot);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), SnapshotFile.Version + 1); // behind the eight bytes of the magic
        await File.WriteAllBytesAsync(snapshot, bytes);
        var answer = await fixture.SearchAsync("Ledger");
        Assert.That(answer.Hits[0].Path, Is.EqualTo("ledger.cs"));
        Assert.That(answer.Notes, Has.Some.Contains("will be rebuilt").And.Some.Contains("another format"));
        await fixture.CloseAsync();
        var after = await fixture.SearchAsync("Ledger");
        Assert.That(after.Hits[0].Path, Is.EqualTo("ledger.cs"));
        Assert.That(after.Notes, Is.Empty);
    }

    [TestCase(0)]
    [TestCase(5000)]
    public async Task A_store_cut_off_is_refused_by_name_and_indexed_again(int length)
    {
        await using var fixture = await IndexedAsync();
        var store = Directory.GetFiles(fixture.DataFolder, "store.db", SearchOption.AllDirectories).Single();
        using (var file = new FileStream(store, FileMode.Open))
        {
            file.SetLength(length);
        }

        var refusal = await Assert.ThrowsAsync<CtxbException>(() => fixture.SearchAsync("ledger"));
        Assert.That(refusal!.Code, Is.EqualTo(ErrorCodes.IndexDamaged));
        Assert.That(refusal.Message, Does.Contain(store));
        Assert.That(refusal.Next, Does.Contain("ctxb doctor --fix"));
        await fixture.CloseAsync();
        var mended = await fixture.Browser.ExamineAsync(fix: true, BrowserFixture.Call, default);
        Assert.That(mended.Single(finding => finding.Check == "store").Fixed, Is.True);
        await fixture.CloseAsync();
        Assert.That((await fixture.SearchAsync("Ledger")).Hits[0].Path, Is.EqualTo("ledger.cs"));
    }

    private static async Task<BrowserFixture> IndexedAsync()
    {
        var fixture = new BrowserFixture();
        fixture.Write("ledger.cs", "public sealed class Ledger\n{\n    public int Balance(int amount) => amount * 3;\n}\n");
        await fixture.IndexAsync();
        await fixture.CloseAsync();
        return fixture;
    }
}
