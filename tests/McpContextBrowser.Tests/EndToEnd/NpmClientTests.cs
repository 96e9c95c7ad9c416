using System.Text.Json;
using McpContextBrowser.Mcp;
using McpContextBrowser.Server.Auth;

namespace McpContextBrowser.Tests.EndToEnd;

/// <summary>The protocol's own clients from npm: the one of the handshake and the one of revision 2026-07-28.</summary>
[TestFixture]
[Slow]
public sealed class NpmClientTests
{
    [TestCase("@modelcontextprotocol/sdk", "1.32.2", null, false)]
    [TestCase("@modelcontextprotocol/client", "2.4.0", "2026-07-28", false)]
    [TestCase("@modelcontextprotocol/sdk", "1.32.2", null, true)]
    [TestCase("@modelcontextprotocol/client", "2.4.0", "2026-07-28", true)]
    public async Task It_lists_calls_is_told_failures_follows_progress_and_cancels(string package, string version, string? revision, bool overHttp)
    {
        using var disk = new TemporaryFolder();
        var modules = disk.Folder("npm");
        await Programs.NeedAsync($"{package} {version}", modules, ForeignCode.Npm, "install", "--silent", "--no-audit", "--no-fund", $"{package}@{version}");
        disk.Write("home/code/pool.py", "class Pool:\n    def close_sessions(self):\n        for session in self.sessions:\n            session.shutdown()\n");
        for (var i = 0; i < 800; i++)
        {
            disk.Write($"home/code/gen{i / 100}/f{i}.py", string.Concat(Enumerable.Range(0, 50).Select(n => $"def function_{i}_{n}(value):\n    return value + {n}\n\n")));
        }

        var environment = new Dictionary<string, string?> { ["HOME"] = disk.Join("home"), ["USERPROFILE"] = disk.Join("home"), ["CORECLR_ENABLE_PROFILING"] = null, ["CTXB_SLOW_TESTS"] = null };
        var script = Path.Join(TestPaths.RepositoryRoot, "tests", "clients", "npm_client.mjs");
        await using var server = overHttp ? await HttpServerProcess.StartAsync(disk) : null;
        string[] way = server is null
            ? ["--", CtxbProcess.Dotnet, CtxbProcess.Assembly, "serve"]
            : ["--url", new Uri(server.Address, "/mcp").ToString(), "--token", (await File.ReadAllTextAsync(disk.Join("data", StartToken.FileName))).Trim(), "--"];
        var run = await Programs.RunAsync(
            disk.Join("home"), environment, "node", [script, "--modules", modules, "--package", package, "--root", disk.Join("home", "code"), .. way]);
        Assert.That(run?.ExitCode, Is.Zero, run?.Text);
        var lines = run!.Value.Text.Split('\n', 2);
        var seen = JsonElement.Parse(lines[0]);
        Assert.Multiple(() =>
        {
            Assert.That(lines[1], Is.Empty, "neither side warns of anything");
            Assert.That(seen.GetProperty("tools").EnumerateArray().Select(tool => tool.GetString()), Is.EqualTo(ToolCatalogue.Tools.Select(tool => tool.Name)));
            Assert.That(seen.TryGetProperty("version", out var negotiated) ? negotiated.GetString() : null, Is.EqualTo(revision));
            Assert.That(seen.GetProperty("indexed").GetString(), Is.EqualTo("ready"));
            Assert.That(seen.GetProperty("progress").EnumerateArray().Select(note => note.GetDouble()), Is.Not.Empty.And.Ordered.Ascending);
            Assert.That(seen.GetProperty("hit").GetString(), Is.EqualTo("pool.py"));
            Assert.That(seen.GetProperty("failed").GetProperty("isError").GetBoolean(), Is.True);
            Assert.That(seen.GetProperty("failed").GetProperty("text").GetString(), Does.EndWith("(path.missing)"));
            // The HTTP door refuses what no role may call before it asks whether there is such a tool; one client gives the status, the other its own name for it.
            Assert.That(seen.GetProperty("unknown").ToString(), overHttp ? Is.EqualTo("403").Or.StartsWith("CLIENT_HTTP_") : Is.EqualTo("-32602"));
            Assert.That(seen.GetProperty("cancelled").GetBoolean(), Is.True);
            Assert.That(seen.GetProperty("after").GetString(), Is.EqualTo("pool.py"), "it serves on after a call was cancelled");
        });
    }
}
