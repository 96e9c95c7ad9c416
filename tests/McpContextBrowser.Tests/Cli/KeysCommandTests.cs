using McpContextBrowser.Cli;
using McpContextBrowser.Configuration;

namespace McpContextBrowser.Tests.Cli;

public sealed class KeysCommandTests
{
    private readonly TemporaryFolder _folder = new();

    [OneTimeTearDown]
    public void Remove() => _folder.Dispose();

    [Test]
    public async Task Keys_are_shown_rotated_and_moved_and_the_index_opens_after_each_step()
    {
        var source = _folder.Folder("moved", "source");
        _folder.Write("moved/source/a.cs", "class Findable { }\n");
        var surroundings = Surroundings("moved");
        Assert.That((await CliRun.OfAsync(["keys"], surroundings)).Results, Does.StartWith("No keys yet"));
        Assert.That((await CliRun.OfAsync(["index", source], surroundings)).ExitCode, Is.EqualTo(ExitCode.Ok));
        Assert.That((await CliRun.OfAsync(["keys", "status"], surroundings)).Results, Does.Match(@"^master key  file, ring key of .*\n[0-9a-f]{32}  version 1 of .*\n$"));

        Assert.That((await CliRun.OfAsync(["keys", "rotate"], surroundings)).ExitCode, Is.EqualTo(ExitCode.Ok));
        await AssertFoundAsync(source, surroundings);
        var rotated = await CliRun.OfAsync(["keys", "rotate", "--data", "--json"], surroundings);
        Assert.That(rotated.Results, Does.Contain("\"version\":2").And.Contain("\"oldVersions\":0"));
        await AssertFoundAsync(source, surroundings);

        var withVariable = Surroundings("moved", ("CTXB_MASTER_KEY", new string('a', 64)), ("CTXB_KEYS_MASTER", "file"));
        Assert.That((await CliRun.OfAsync(["keys", "wrap-with", "environment"], withVariable)).Messages, Does.Contain("Set keys.master to environment"));
        await AssertFoundAsync(source, Surroundings("moved", ("CTXB_MASTER_KEY", new string('a', 64))));
        var refused = await CliRun.OfAsync(["search", "Findable", source], surroundings);
        Assert.That(refused.ExitCode, Is.EqualTo(ExitCode.Failed));
        Assert.That(refused.Messages, Does.Contain("'environment'"));
    }

    [TestCase("keys", "frobnicate")]
    [TestCase("keys", "wrap-with")]
    [TestCase("keys", "wrap-with", "teapot")]
    [TestCase("keys", "wrap-with", "pkcs11")]
    [TestCase("keys", "wrap-with", "vault")]
    [TestCase("keys", "wrap-with", "environment")]
    [TestCase("keys", "rotate", "/some/folder")]
    public async Task What_cannot_be_done_is_said_and_nothing_is_changed(params string[] args)
    {
        var run = await CliRun.OfAsync(args, Surroundings("nothing"));
        Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Failed), run.Messages);
        Assert.That(File.Exists(_folder.Join("nothing", "data", "keys.db")), Is.False);
    }

    private static async Task AssertFoundAsync(string source, Surroundings surroundings)
    {
        var run = await CliRun.OfAsync(["search", "Findable", source], surroundings);
        Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Ok), run.Messages);
    }

    private Surroundings Surroundings(string home, params (string Name, string Value)[] variables)
    {
        var all = variables.ToDictionary(variable => variable.Name, variable => variable.Value);
        all["CTXB_DATA"] = _folder.Join(home, "data");
        all["CTXB_EMBEDDING"] = "none";
        return new(all, _folder.Folder(home), _folder.Folder(home), SystemKind.Linux);
    }
}
