namespace McpContextBrowser.Tests.EndToEnd;

/// <summary>The build for Windows, run by Wine: its own calls, paths and locks, not those of the system beside it.</summary>
[TestFixture, Slow]
[Platform(Exclude = "Win", Reason = "there the other tests are the proof")]
public sealed class WindowsBuildTests
{
    private TemporaryFolder _disk;

    [OneTimeSetUp]
    public async Task Publish()
    {
        _disk = new TemporaryFolder();
        await Programs.NeedAsync("wine", _disk.Path, "wine", "--version");
        // In a copy without lock files: they do not name the runtime of another system, and the repository stays as it is.
        var files = await Programs.NeedAsync("a copy", TestPaths.RepositoryRoot, "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "src", ".editorconfig", "*.props", "*.txt", "*.md", "global.json", "LICENSE");
        foreach (var file in files.Split('\0', StringSplitOptions.RemoveEmptyEntries).Where(file => !file.EndsWith("packages.lock.json", StringComparison.Ordinal)))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_disk.Join("copy", file))!);
            File.Copy(Path.Join(TestPaths.RepositoryRoot, file), _disk.Join("copy", file));
        }

        await Programs.NeedAsync(
            "the runtime for Windows", _disk.Join("copy"), "dotnet", "publish", "src/McpContextBrowser", "-c", "Release", "-r", "win-x64", "--self-contained", "true",
            "-p:PublishReadyToRun=false", "-p:RunAnalyzers=false", "-p:RestorePackagesWithLockFile=false", "-p:RestoreLockedMode=false", "-o", _disk.Join("ctxb"), "-v", "quiet", "-nologo");
    }

    [OneTimeTearDown]
    public void RemoveDisk() => _disk.Dispose();

    [Test]
    public async Task It_indexes_searches_and_finds_nothing_wrong()
    {
        _disk.Write("code/src/pool.py", "def close_sessions(pool):\n    for session in pool:\n        session.close()\n");
        _disk.Write("code/.gitignore", "out/\n");
        _disk.Write("code/out/left.py", "def close_sessions_again():\n    pass\n");
        Assert.That(await CtxbAsync("index", Windows("code")), Does.Contain("2 files, 2 chunks").And.Contain("1 ignored"));
        Assert.That(await CtxbAsync("search", "who closes the sessions", Windows("code")), Does.StartWith("src/pool.py"));
        Assert.That(await CtxbAsync("doctor"), Does.Not.Contain("failed").And.Contain("ok      store"));
    }

    [Test]
    public async Task A_file_that_got_its_size_and_time_back_is_read_again()
    {
        var file = _disk.Write("restored/a.py", "def alpha_one():\n    return 1\n");
        await CtxbAsync("index", Windows("restored"));
        File.SetLastWriteTimeUtc(file, File.GetLastWriteTimeUtc(file).AddHours(-1)); // long ago, so that the file is trusted
        Assert.That(await CtxbAsync("index", Windows("restored")), Does.Contain("0 added, 1 changed"));
        var written = File.GetLastWriteTimeUtc(file);
        File.WriteAllText(file, "def gamma_two():\n    return 1\n");
        File.SetLastWriteTimeUtc(file, written);
        Assert.That(await CtxbAsync("search", "gamma_two", Windows("restored")), Does.StartWith("a.py"));
    }

    private string Windows(string path) => "Z:" + _disk.Join(path).Replace('/', '\\');

    private async Task<string> CtxbAsync(params string[] args)
    {
        var environment = new Dictionary<string, string?> { ["WINEPREFIX"] = _disk.Join("wine"), ["WINEDEBUG"] = "-all", ["HOME"] = _disk.Path };
        var run = await Programs.RunAsync(_disk.Path, environment, "wine", [_disk.Join("ctxb", "ctxb.exe"), .. args]);
        Assert.That(run!.Value.ExitCode, Is.Zero, run.Value.Text);
        return run.Value.Text[(run.Value.Text.LastIndexOf("wine: configuration", StringComparison.Ordinal) is >= 0 and var at ? run.Value.Text.IndexOf('\n', at) + 1 : 0)..];
    }
}
