using McpContextBrowser.Cli;
using McpContextBrowser.Configuration;

namespace McpContextBrowser.Tests.Cli;

public sealed class ExportCommandTests
{
    private readonly TemporaryFolder _folder = new();

    [OneTimeTearDown]
    public void Remove() => _folder.Dispose();

    [Test]
    public async Task Everything_that_is_held_is_told_path_by_path_with_texts_when_asked()
    {
        _folder.Write("source/a.cs", "class Findable { }\n");
        _folder.Write("source/.env", "KEY=1\n");
        var surroundings = new Surroundings(
            new Dictionary<string, string> { ["CTXB_DATA"] = _folder.Join("data"), ["CTXB_EMBEDDING"] = "none" }, _folder.Path, _folder.Path, SystemKind.Linux);
        Assert.That((await CliRun.OfAsync(["export"], surroundings)).ExitCode, Is.EqualTo(ExitCode.NothingFound));
        await CliRun.OfAsync(["index", _folder.Join("source")], surroundings);

        var all = await CliRun.OfAsync(["export"], surroundings);
        Assert.That(all.ExitCode, Is.EqualTo(ExitCode.Ok), all.Messages);
        var lines = all.Results.TrimEnd('\n').Split('\n');
        Assert.That(lines, Has.Length.EqualTo(2));
        Assert.That(lines[0], Does.Contain("\"path\":\".env\"").And.Contain("\"skipped\":\"secret\"").And.Contain("\"rule\":\".env*\""));
        Assert.That(lines[1], Does.Contain("\"path\":\"a.cs\"").And.Contain("\"chunks\":1").And.Not.Contain("Findable"));
        var texts = await CliRun.OfAsync(["export", "--texts", _folder.Join("source")], surroundings);
        Assert.That(texts.Results, Does.Contain("class Findable"));
        Assert.That((await CliRun.OfAsync(["export", _folder.Folder("other")], surroundings)).ExitCode, Is.EqualTo(ExitCode.NothingFound));
    }
}
