namespace McpContextBrowser.Tests.EndToEnd;

/// <summary>With the built-in model nothing can leave the machine: the kernel's own record shows no socket.</summary>
[TestFixture]
public sealed class NoSocketTests
{
    /// <summary>Assemblies that only a provider needs: what is not even loaded costs nothing and can send nothing.</summary>
    private static readonly string[] OfProviders =
        ["System.Net.Http.dll", "System.Net.Sockets.dll", "System.Net.Security.dll", "System.Net.NameResolution.dll", "Polly.Core.dll"];

    [TestCase("index", "code")]
    [TestCase("search", "who closes the sessions", "code")]
    [TestCase("doctor")]
    public async Task The_built_in_model_opens_no_socket_and_loads_nothing_that_could(params string[] args) => Check(await TraceAsync("", "", args));

    [Test]
    public async Task Nor_does_a_server_that_indexes_and_searches()
    {
        string[] messages =
        [
            """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"test","version":"1"}}}""",
            """{"jsonrpc":"2.0","method":"notifications/initialized"}""",
            """{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"search_code","arguments":{"query":"who closes the sessions","path":"ROOT"}}}""",
        ];
        Check(await TraceAsync(string.Join('\n', messages) + "\n", "pool.py", ["serve"]));
    }

    [Test]
    public async Task A_provider_does_which_shows_that_the_trace_would_tell()
    {
        var trace = await TraceAsync("", "", ["search", "who closes the sessions", "code"], ("EMBEDDING_PROVIDER", "ollama"), ("OLLAMA_HOST", "127.0.0.1:9"));
        Assert.That(trace.Where(IsSocket), Is.Not.Empty);
        Assert.That(OfProviders.Where(name => name.StartsWith("Polly", StringComparison.Ordinal) && trace.Any(line => line.Contains(name, StringComparison.Ordinal))), Is.Not.Empty);
    }

    private static void Check(IReadOnlyList<string> trace)
    {
        Assert.That(trace.Where(IsSocket), Is.Empty);
        Assert.That(OfProviders.Where(name => trace.Any(line => line.Contains(name, StringComparison.Ordinal))), Is.Empty);
    }

    private static bool IsSocket(string line) =>
        line.Contains("socket(", StringComparison.Ordinal) || line.Contains("socketpair(", StringComparison.Ordinal) || line.Contains("connect(", StringComparison.Ordinal);

    /// <summary>Runs the tool under strace.</summary>
    /// <returns>The system calls that open files and sockets.</returns>
    private static async Task<IReadOnlyList<string>> TraceAsync(string input, string until, string[] args, params (string Name, string Value)[] settings)
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
        foreach (var (name, value) in settings)
        {
            environment[name] = value;
        }

        var run = await Programs.AskAsync(
            home.Path, environment, input.Replace("ROOT", home.Join("code"), StringComparison.Ordinal), until,
            "strace", ["-f", "-qq", "-e", "trace=socket,socketpair,connect,sendto,execve,openat", "-o", log, CtxbProcess.Dotnet, CtxbProcess.Assembly, .. args]);
        var trace = run is null || !File.Exists(log) ? [] : await File.ReadAllLinesAsync(log);
        if (!trace.Any(line => line.Contains("execve", StringComparison.Ordinal)))
        {
            Assert.Ignore("needs strace, and the right to use it");
        }

        Assert.That(run!.Value.ExitCode, Is.Zero, run.Value.Text);
        Assert.That(run.Value.Text, Does.Contain(until));
        Assert.That(trace.Any(line => line.Contains("ctxb.dll", StringComparison.Ordinal)), "the trace sees what is loaded");
        return trace;
    }
}
