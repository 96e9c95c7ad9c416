using System.Diagnostics;
using System.Text.Json;

namespace McpContextBrowser.Tests.EndToEnd;

/// <summary>What a developer new to the code would ask, and the file that answers: it must be among the first three.</summary>
[TestFixture]
public sealed class ForeignCodeTests
{
    private const int FirstFiles = 3;

    private readonly Dictionary<string, string> _indexed = [];
    private TemporaryFolder _home;

    [OneTimeSetUp]
    public void MakeHome() => _home = new TemporaryFolder();

    [OneTimeTearDown]
    public void RemoveHome() => _home.Dispose();

    [TestCase("how are expired keys removed in the background", "src/expire.c")]
    [TestCase("which keys are evicted when memory runs out", "src/evict.c")]
    [TestCase("rewrite the append only file in a child process", "src/aof.c")]
    [TestCase("how does a replica resynchronize with its master after a short disconnection", "src/replication.c")]
    [TestCase("incremental rehashing of a hash table", "src/dict.c")]
    public async Task Redis_as_Debian_has_it(string question, string wanted) => await AskAsync(await ForeignCode.DebianAsync("redis"), question, wanted);

    [TestCase("retry a failed request after a delay", "lib/handler/retry-handler.js")]
    [TestCase("parse a Set-Cookie header", "lib/web/cookies/parse.js")]
    [TestCase("build a masked websocket frame", "lib/web/websocket/frame.js")]
    [TestCase("distribute requests over several upstreams by weight", "lib/dispatcher/balanced-pool.js")]
    [TestCase("parse a stream of server sent events", "lib/web/eventsource/eventsource-stream.js")]
    public async Task The_npm_package_undici(string question, string wanted) => await AskAsync(await ForeignCode.NpmAsync("undici", "7.2.0"), question, wanted);

    private async Task AskAsync(string tree, string question, string wanted)
    {
        if (!_indexed.ContainsKey(tree))
        {
            var watch = Stopwatch.StartNew();
            var index = await CtxbProcess.Built.RunAsync(_home.Path, "index", tree);
            Assert.That(index.ExitCode, Is.Zero, index.Messages);
            _indexed[tree] = index.Results;
            TestContext.Out.WriteLine($"{watch.Elapsed.TotalSeconds:N2} s with process start: {index.Results}");
        }

        var run = await CtxbProcess.Built.RunAsync(_home.Path, "search", "--json", "--limit", "10", "--path", tree, "--", question);
        using var hits = JsonDocument.Parse(run.Results);
        var files = hits.RootElement.EnumerateArray().Select(hit => hit.GetProperty("path").GetString()).Distinct().Take(FirstFiles);
        Assert.That(files, Does.Contain(wanted), run.Messages);
    }
}
