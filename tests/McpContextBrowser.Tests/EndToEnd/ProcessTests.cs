using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace McpContextBrowser.Tests.EndToEnd;

/// <summary>What only a process can show: its streams, its exit code, its signals.</summary>
[TestFixture]
public sealed class ProcessTests
{
    private TemporaryFolder _home;

    [SetUp]
    public void MakeHome()
    {
        _home = new TemporaryFolder();
        _home.Write("code/pool.py", "class Pool:\n    def close_sessions(self):\n        for session in self.sessions:\n            session.shutdown()\n");
        _home.Write("code/näme with space.js", "export function parseHeader(line) {\n  return line.split(':');\n}\n");
    }

    [TearDown]
    public void RemoveHome() => _home.Dispose();

    [Test]
    public async Task The_version_is_one_line()
    {
        var run = await CtxbProcess.Built.RunAsync(_home.Path, "--version");
        Assert.That(run, Is.EqualTo(new CtxbProcess.Result(0, ProductVersion.Text + Environment.NewLine, "")));
    }

    [Test]
    public async Task Json_goes_to_stdout_in_UTF8_without_a_mark_and_nothing_to_stderr()
    {
        var run = await CtxbProcess.Built.RunAsync(_home.Path, "search", "--json", "--limit", "5", "--path", "code", "--", "parse header");
        using var hits = JsonDocument.Parse(run.Results);
        Assert.Multiple(() =>
        {
            Assert.That(run.ExitCode, Is.Zero);
            Assert.That(run.Results[0], Is.EqualTo('['));
            Assert.That(hits.RootElement[0].GetProperty("path").GetString(), Is.EqualTo("näme with space.js"));
            Assert.That(hits.RootElement[0].EnumerateObject().Select(p => p.Name), Is.EqualTo(new[] { "path", "startLine", "endLine", "score", "symbol", "kind", "language", "text" }));
            Assert.That(run.Messages, Is.Empty);
        });
    }

    [Test]
    public async Task A_failure_is_exit_code_2_with_empty_stdout()
    {
        var run = await CtxbProcess.Built.RunAsync(_home.Path, "search", "x", "nowhere");
        Assert.Multiple(() =>
        {
            Assert.That(run.ExitCode, Is.EqualTo(2));
            Assert.That(run.Results, Is.Empty);
            Assert.That(run.Messages, Does.StartWith("ctxb: ").And.Contain("nowhere does not exist"));
        });
    }

    [Test]
    public async Task A_reader_that_goes_away_is_a_quiet_success()
    {
        for (var i = 0; i < 60; i++)
        {
            _home.Write($"code/big{i}.py", string.Concat(Enumerable.Range(0, 80).Select(n => $"def close_sessions_{i}_{n}(pool):\n    pool.shutdown({n})\n\n")));
        }

        await CtxbProcess.Built.RunAsync(_home.Path, "index", "code");
        using var process = CtxbProcess.Built.Start(_home.Path, "search", "--json", "--limit", "1000", "--path", "code", "--", "close sessions");
        process.StandardOutput.Close();
        var messages = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.That((process.ExitCode, messages), Is.EqualTo((0, "")));
    }

    [Test]
    public async Task An_answer_that_cannot_be_written_is_exit_code_2()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Ignore("needs /dev/full");
        }

        _home.Write("code/pool.py", "def close_sessions(pool):\n    pool.shutdown()\n");
        var run = await Programs.RunAsync(
            _home.Path,
            new Dictionary<string, string?> { ["HOME"] = _home.Path, ["CORECLR_ENABLE_PROFILING"] = null },
            "sh",
            "-c",
            $"exec \"{CtxbProcess.Dotnet}\" \"{CtxbProcess.Assembly}\" search --data data close_sessions code > /dev/full");
        Assert.That(run?.ExitCode, Is.EqualTo(2), run?.Text);
        Assert.That(run?.Text, Does.Contain("could not be written to its end"));
    }

    [Test]
    public async Task An_interrupt_ends_indexing_with_130_and_leaves_a_usable_index()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Ignore("sending Ctrl+C to one process needs a console of its own on Windows");
        }

        for (var i = 0; i < 1000; i++)
        {
            _home.Write($"code/m{i / 100}/f{i}.py", string.Concat(Enumerable.Range(0, 60).Select(n => $"def function_{i}_{n}(value):\n    return value * {n}\n\n")));
        }

        var begun = new TaskCompletionSource();
        using var watcher = new FileSystemWatcher(_home.Folder("data")) { EnableRaisingEvents = true };
        watcher.Created += (_, _) => begun.TrySetResult();
        using var process = CtxbProcess.Built.Start(_home.Path, "index", "code", "--data", "data");
        await Task.WhenAny(begun.Task, process.WaitForExitAsync());
        Interrupt(process);
        var messages = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        var after = await CtxbProcess.Built.RunAsync(_home.Path, "search", "--limit", "1", "--path", "code", "--data", "data", "--", "close_sessions");
        Assert.Multiple(() =>
        {
            Assert.That(process.ExitCode, Is.EqualTo(130), messages);
            Assert.That(messages, Does.Contain("what was finished is kept"));
            Assert.That(after.Results, Does.Contain("pool.py:2:    def close_sessions"), after.Messages);
        });
    }

    private static void Interrupt(Process process) => Assert.That(Kill(process.Id, Signal), Is.Zero);

    private const int Signal = 2; // SIGINT

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int Kill(int process, int signal);
}
