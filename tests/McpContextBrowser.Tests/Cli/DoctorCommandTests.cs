using System.Text.Json;
using System.Text.RegularExpressions;
using McpContextBrowser.Cli;
using McpContextBrowser.Configuration;

namespace McpContextBrowser.Tests.Cli;

/// <summary><c>ctxb doctor</c>: all that an index rests on is named, with what a finding means and what to do.</summary>
[TestFixture]
public sealed partial class DoctorCommandTests
{
    private TemporaryFolder _disk;

    [SetUp]
    public async Task IndexRepository()
    {
        _disk = new TemporaryFolder();
        _disk.Write("home/repo/.git/HEAD", "ref: refs/heads/main\n");
        _disk.Folder("home", "repo", ".git", "objects");
        _disk.Write("home/repo/pool.py", "def close_sessions(pool):\n    pool.sessions.close()\n");
        Assert.That((await RunAsync("index")).ExitCode, Is.EqualTo(ExitCode.Ok));
    }

    [TearDown]
    public void RemoveDisk() => _disk.Dispose();

    [Test]
    public async Task A_sound_index_is_told_check_by_check()
    {
        var run = await RunAsync("doctor");
        Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Ok), run.Results);
        Golden.Matches("Cli", "doctor.txt", WithoutMachine(run.Results));
    }

    [Test]
    public async Task A_damaged_store_is_an_error_with_what_to_do_and_is_mended_when_asked()
    {
        var store = Directory.GetFiles(_disk.Path, "store.db", SearchOption.AllDirectories).Single();
        using (var file = new FileStream(store, FileMode.Open))
        {
            file.SetLength(5000);
        }

        var found = await RunAsync("doctor");
        var mended = await RunAsync("doctor", "--fix");
        var after = await RunAsync("doctor", "--json");
        using var rows = JsonDocument.Parse(after.Results);
        Assert.Multiple(() =>
        {
            Assert.That((found.ExitCode, mended.ExitCode, after.ExitCode), Is.EqualTo((ExitCode.Failed, ExitCode.Ok, ExitCode.Ok)), found.Results + mended.Results + after.Results);
            Assert.That(found.Results, Does.Match(@"(?m)^error   store: .*store\.db.*\n        Run `ctxb doctor --fix`"));
            Assert.That(mended.Results, Does.Match("(?m)^fixed   store: "));
            Assert.That(rows.RootElement.EnumerateArray().Select(row => row.GetProperty("level").GetString()), Has.All.EqualTo("ok").Or.EqualTo("warning"));
        });
    }

    [Test]
    public async Task Settings_that_cannot_be_used_are_a_finding_and_nothing_else_is_looked_at()
    {
        var surroundings = Surroundings() with { Variables = new Dictionary<string, string> { ["CTXB_INDEXING_THREADS"] = "0" } };
        var run = await CliRun.OfAsync(["doctor", "--json"], surroundings);
        using var rows = JsonDocument.Parse(run.Results);
        var only = rows.RootElement.EnumerateArray().Single();
        Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Failed));
        Assert.That((only.GetProperty("check").GetString(), only.GetProperty("level").GetString()), Is.EqualTo(("configuration", "error")));
        Assert.That(only.GetProperty("what").GetString(), Does.Contain("indexing.threads"));
    }

    [Test]
    public async Task A_folder_open_to_others_is_a_warning_with_the_command_that_closes_it()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Ignore("Windows keeps access in lists, not modes");
            return;
        }

        var data = _disk.Join("home", ".local", "share", "ctxb");
        File.SetUnixFileMode(data, File.GetUnixFileMode(data) | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        var run = await RunAsync("doctor");
        Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Ok), "a warning is no failure");
        Assert.That(run.Results, Does.Contain($"warning folder: {data}").And.Contains($"Run `chmod 700 '{data}'`."));
    }

    /// <summary>What differs between machines and runs: paths, names of folders, sizes, the file system, the build of the model.</summary>
    private string WithoutMachine(string text)
    {
        text = text.Replace(_disk.Path, "DISK", StringComparison.Ordinal).Replace('\\', '/');
        text = Collection().Replace(text, "collections/ID");
        text = Space().Replace(text, "N MiB are free");
        text = Model().Replace(text, "builtin:MODEL");
        return FileSystem().Replace(text, "lies on FS, a local");
    }

    private Task<CliRun> RunAsync(params string[] args) => CliRun.OfAsync(args, Surroundings());

    private Surroundings Surroundings() => new(new Dictionary<string, string>(), _disk.Join("home", "repo"), _disk.Join("home"), SystemKind.Linux);

    [GeneratedRegex("collections/[0-9a-f]+")]
    private static partial Regex Collection();

    [GeneratedRegex(@"[0-9,]+ MiB are free")]
    private static partial Regex Space();

    [GeneratedRegex(@"builtin:[^ ]+")]
    private static partial Regex Model();

    [GeneratedRegex("lies on [^ ,]+, a local")]
    private static partial Regex FileSystem();
}
