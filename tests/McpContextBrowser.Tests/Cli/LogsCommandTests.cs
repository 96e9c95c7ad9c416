using System.Runtime.InteropServices;
using McpContextBrowser.Cli;
using McpContextBrowser.Configuration;
using McpContextBrowser.Tests.EndToEnd;

namespace McpContextBrowser.Tests.Cli;

/// <summary>What is logged of real runs, and how it is shown.</summary>
[TestFixture]
public sealed class LogsCommandTests
{
    private TemporaryFolder _disk;

    [SetUp]
    public void MakeDisk()
    {
        _disk = new TemporaryFolder();
        _disk.Write("code/pool.py", "def close_sessions(pool):\n    pool.shutdown()\n");
    }

    [TearDown]
    public void RemoveDisk() => _disk.Dispose();

    [Test]
    public async Task Without_a_line_it_says_where_it_looked()
    {
        var run = await RunAsync([], "logs");
        Assert.That((run.ExitCode, run.Messages), Is.EqualTo((ExitCode.NothingFound, $"ctxb: No lines in {_disk.Join("data", "logs")}.\n")));
    }

    [Test]
    public async Task A_run_that_ends_well_leaves_no_line_and_a_failure_its_code_without_path_or_question()
    {
        await RunAsync([], "index", "code");
        await RunAsync([], "search", "close sessions", "code");
        Assert.That(Directory.Exists(_disk.Join("data", "logs")), Is.False);
        await RunAsync([], "search", "sessions_secret", "nowhere");
        var logs = await RunAsync([], "logs");
        var json = await RunAsync([], "logs", "--json");
        Assert.Multiple(() =>
        {
            Assert.That(logs.Results, Does.Match(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}Z error       run         \[\d+\] name=search code=path\.missing ms=\d+\n$"));
            Assert.That(json.Results, Does.StartWith("{\"time\":").And.Not.Contain("nowhere").And.Not.Contain("secret"));
        });
    }

    [Test]
    public async Task At_the_level_debug_every_run_is_told_in_words()
    {
        await RunAsync([], "index", "code");
        await RunAsync([], "search", "close sessions", "code", "--log-level", "debug");
        await RunAsync([("CTXB_LOG_LEVEL", "debug")], "search", "x", "nowhere");
        await RunAsync([("CTXB_LOG_LEVEL", "none")], "search", "x", "nowhere");
        var all = await RunAsync([], "logs");
        var last = await RunAsync([], "logs", "--lines", "1");
        var errors = await RunAsync([], "logs", "--level", "error");
        Assert.Multiple(() =>
        {
            Assert.That(all.Results, Does.Contain("debug       run").And.Contain("name=search").And.Contain("message=exit code 0"));
            Assert.That(all.Results.TrimEnd().Split('\n'), Has.Length.EqualTo(2));
            Assert.That(last.Results, Does.Contain("nowhere does not exist"));
            Assert.That(errors.Results, Is.EqualTo(last.Results));
        });
    }

    [Test]
    public async Task A_failure_while_the_line_is_parsed_is_for_whoever_typed()
    {
        await RunAsync([], "index", "code");
        await RunAsync([], "serch");
        Assert.That(Directory.Exists(_disk.Join("data", "logs")), Is.False);
    }

    [TestCase("--log-level", "loud")]
    [TestCase("--lines", "-1")]
    [TestCase("--level", "loud")]
    public async Task A_level_or_number_that_is_none_is_named(params string[] options)
    {
        var run = await RunAsync([], ["logs", .. options]);
        Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Failed));
        Assert.That(run.Messages, Does.Contain(options[1]));
    }

    [Test, CancelAfter(60_000)]
    public async Task Follow_goes_on_with_what_other_processes_write(CancellationToken cancellation)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Ignore("sending Ctrl+C to one process needs a console of its own on Windows");
        }

        await RunAsync([], "index", "code");
        await RunAsync([], "search", "x", "nowhere");
        using var follow = CtxbProcess.Built.Start(_disk.Path, "logs", "--follow", "--data", _disk.Join("data"));
        try
        {
            Assert.That(await follow.StandardOutput.ReadLineAsync(cancellation), Does.Contain("name=search"));
            await RunAsync([], "index", "elsewhere");
            Assert.That(await follow.StandardOutput.ReadLineAsync(cancellation), Does.Contain("name=index code=path.missing"));
            Assert.That(Kill(follow.Id, Interrupt), Is.Zero);
            await follow.WaitForExitAsync(cancellation); // for ever where the shell that started the tests ignores SIGINT: that is inherited
        }
        finally
        {
            follow.Kill();
        }

        Assert.That(follow.ExitCode, Is.EqualTo(130));
    }

    private Task<CliRun> RunAsync((string, string)[] variables, params string[] args)
    {
        var all = variables.Append(("CTXB_DATA", _disk.Join("data"))).ToDictionary(v => v.Item1, v => v.Item2);
        return CliRun.OfAsync(args, new Surroundings(all, _disk.Path, _disk.Join("home"), SystemKind.Linux));
    }

    private const int Interrupt = 2; // SIGINT

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int Kill(int process, int signal);
}
