namespace McpContextBrowser.Tests.EndToEnd;

/// <summary>With the built-in model nothing can leave the machine: the kernel's own record shows no socket.</summary>
[TestFixture]
public sealed class NoSocketTests
{
    [TestCase("index", "code")]
    [TestCase("search", "who closes the sessions", "code")]
    public async Task The_built_in_model_opens_no_socket(params string[] args)
    {
        using var home = new TemporaryFolder();
        home.Write("code/pool.py", "class Pool:\n    def close_sessions(self):\n        for session in self.sessions:\n            session.shutdown()\n");
        var log = home.Join("trace");
        var environment = new Dictionary<string, string?>
        {
            ["HOME"] = home.Path,
            ["DOTNET_EnableDiagnostics"] = "0", // the runtime's own debugging port, a Unix socket of the user's, which is no network
            ["CORECLR_ENABLE_PROFILING"] = null,
            ["CTXB_EMBEDDING"] = null,
            ["EMBEDDING_PROVIDER"] = null,
        };
        var run = await Programs.RunAsync(
            home.Path, environment, "strace", ["-f", "-qq", "-e", "trace=socket,socketpair,connect,sendto,execve", "-o", log, CtxbProcess.Dotnet, CtxbProcess.Assembly, .. args]);
        if (run is null || !File.Exists(log) || !File.ReadAllText(log).Contains("execve", StringComparison.Ordinal))
        {
            Assert.Ignore("needs strace, and the right to use it");
        }

        Assert.That(run!.Value.ExitCode, Is.Zero, run.Value.Text);
        Assert.That(File.ReadLines(log).Where(line => line.Contains("socket", StringComparison.Ordinal) || line.Contains("connect(", StringComparison.Ordinal)), Is.Empty);
    }
}
