using System.Text;
using McpContextBrowser.Core;
using McpContextBrowser.Core.Contracts;
using Microsoft.Data.Sqlite;

namespace McpContextBrowser.Tests;

/// <summary><c>encryption: off</c>: the same answers from an index that stands in clear, which is never taken for a sealed one.</summary>
[TestFixture]
public sealed class PlainIndexTests
{
    private const string Word = "quetzalcoatlus";

    [Test]
    public async Task It_answers_as_the_sealed_one_does_and_makes_no_keys()
    {
        await using var plain = new BrowserFixture { With = options => options with { Sealed = false } };
        await using var whole = new BrowserFixture();
        foreach (var fixture in new[] { plain, whole })
        {
            for (var i = 0; i < 30; i++)
            {
                fixture.Write($"part{i}.py", $"class Part{i}:\n    def {Word}_{i}(self, value):\n        return value * {i}\n");
            }

            await fixture.IndexAsync();
            await fixture.CloseAsync(); // the next engine reads the snapshot
        }

        foreach (var query in new[] { $"{Word}_7", "which part multiplies", "Part12" })
        {
            var (clear, hidden) = (await plain.SearchAsync(query), await whole.SearchAsync(query));
            Assert.That(clear.Hits.Select(hit => (hit.Path, hit.Text, hit.Score)), Is.EqualTo(hidden.Hits.Select(hit => (hit.Path, hit.Text, hit.Score))));
            Assert.That(clear.Hits, Is.Not.Empty);
        }

        Assert.That(File.Exists(Path.Join(plain.DataFolder, "keys.db")), Is.False);
        Assert.That(Directory.Exists(Path.Join(plain.DataFolder, "collections")), Is.False);
        Assert.That(Files(plain.DataFolder).Any(file => Holds(file, Encoding.UTF8.GetBytes(Word[..7]))), Is.True, "it is plain: the words of the lexical index stand there");
        Assert.That(Files(whole.DataFolder).Any(file => Holds(file, Encoding.UTF8.GetBytes(Word[..7]))), Is.False);
        if (OperatingSystem.IsLinux())
        {
            Assert.That(File.ReadAllText("/proc/self/maps"), Does.Match($@"{plain.DataFolder}/plain/[0-9a-f]+/index\.\d+\.snap"), "the snapshot is mapped, not copied");
        }
    }

    [Test]
    public async Task A_damaged_snapshot_is_noticed_and_rebuilt_and_a_damaged_record_refused()
    {
        await using var fixture = new BrowserFixture { With = options => options with { Sealed = false } };
        fixture.Write("a.py", $"def {Word}():\n    return 1\n");
        await fixture.IndexAsync();
        await fixture.CloseAsync();
        var snapshot = Files(fixture.DataFolder).Single(file => file.EndsWith(".snap", StringComparison.Ordinal));
        var bytes = await File.ReadAllBytesAsync(snapshot);
        bytes[^70] ^= 1;
        await File.WriteAllBytesAsync(snapshot, bytes);
        Assert.That((await fixture.SearchAsync(Word)).Hits.Single().Path, Is.EqualTo("a.py"), "from the store");
        await fixture.IndexAsync();
        await fixture.CloseAsync();
        var findings = await fixture.Browser.ExamineAsync(false, BrowserFixture.Call, default);
        Assert.That(findings.Where(finding => finding.Level == FindingLevel.Error), Is.Empty);
        Assert.That(findings.Single(finding => finding.Check == "keys").What, Does.Contain("not sealed"));

        await fixture.CloseAsync();
        using (var store = new SqliteConnection($"Data Source={Files(fixture.DataFolder).Single(file => file.EndsWith("store.db", StringComparison.Ordinal))};Pooling=False"))
        {
            store.Open();
            using var command = store.CreateCommand();
            command.CommandText = "UPDATE contents SET text = CAST(substr(text, 1, 40) || (CASE substr(text, 41, 1) WHEN X'41' THEN X'42' ELSE X'41' END) || substr(text, 42) AS BLOB)";
            command.ExecuteNonQuery();
        }

        var refusal = await Assert.ThrowsAsync<CtxbException>(() => fixture.SearchAsync(Word));
        Assert.That(refusal!.Code, Is.EqualTo(ErrorCodes.RecordRefused));
        Assert.That(refusal.Message, Does.Contain("damaged"));
    }

    [Test]
    public async Task Somebody_who_puts_a_plain_store_in_the_place_of_a_sealed_one_is_refused()
    {
        var isSealed = false;
        await using var fixture = new BrowserFixture { With = options => options with { Sealed = isSealed } };
        fixture.Write("a.py", $"def {Word}():\n    return 1\n");
        await fixture.IndexAsync();
        await fixture.CloseAsync();
        isSealed = true;
        await fixture.IndexAsync();
        await fixture.CloseAsync();
        var (clear, hidden) = (Directory.GetDirectories(Path.Join(fixture.DataFolder, "plain")).Single(), Directory.GetDirectories(Path.Join(fixture.DataFolder, "collections")).Single());
        foreach (var file in Directory.GetFiles(hidden))
        {
            File.Delete(file);
        }

        foreach (var file in Directory.GetFiles(clear))
        {
            File.Copy(file, Path.Join(hidden, Path.GetFileName(file)));
        }

        var refusal = await Assert.ThrowsAsync<CtxbException>(() => fixture.SearchAsync(Word));
        Assert.That(refusal!.Code, Is.AnyOf(ErrorCodes.RecordRefused, ErrorCodes.KeyMissing));
    }

    [Test]
    public async Task Clearing_all_removes_it_whatever_the_setting_is_now_and_doctor_tells_that_it_is_there()
    {
        var isSealed = false;
        await using var fixture = new BrowserFixture { With = options => options with { Sealed = isSealed } };
        fixture.Write("a.py", $"def {Word}():\n    return 1\n");
        await fixture.IndexAsync();
        await fixture.CloseAsync();
        isSealed = true;
        await fixture.IndexAsync();
        Assert.That((await fixture.Browser.ExamineAsync(false, BrowserFixture.Call, default)).Single(finding => finding.Check == "plain").Level, Is.EqualTo(FindingLevel.Warning));
        await fixture.Browser.ForgetAsync(null, erase: true, BrowserFixture.Call, default);
        Assert.That(Files(fixture.DataFolder).Where(file => file.Contains("plain", StringComparison.Ordinal) || file.EndsWith("store.db", StringComparison.Ordinal)), Is.Empty);
    }

    private static List<string> Files(string folder) => [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)];

    private static bool Holds(string file, byte[] bytes) => File.ReadAllBytes(file).AsSpan().IndexOf(bytes) >= 0;
}
