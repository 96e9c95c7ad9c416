using McpContextBrowser.Core;
using McpContextBrowser.Core.Contracts;

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
        Assert.That(findings.Select(finding => finding.Check), Is.SupersetOf(new[] { "folder", "space", "filesystem", "keys", "model", "store", "vectors" }));
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
        Assert.That(after.Select(finding => finding.Check), Has.No.Member("snapshot"));
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
