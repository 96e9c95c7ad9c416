using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using McpContextBrowser.Server.Auth;

namespace McpContextBrowser.Tests.EndToEnd;

/// <summary>The protocol's official conformance suite against the shipped server, which has none of the suite's fixture tools.</summary>
[TestFixture]
[Slow]
[Platform(Exclude = "Win", Reason = "starts npm's own node by its Unix path")]
public sealed partial class ConformanceTests
{
    private const string Suite = "@modelcontextprotocol/conformance@0.2.0-alpha.12";
    private const string Node = "node@22";

    /// <summary>What needs no tool, prompt or resource of the suite's fixture. The others are printed with their checks.</summary>
    private static readonly Dictionary<string, string[]> WithoutFixture = new()
    {
        ["2025-11-25"] =
        [
            "server-initialize", "logging-set-level", "ping", "completion-complete", "tools-list", "server-sse-multiple-streams", "resources-list", "resources-subscribe",
            "resources-unsubscribe", "server-session-lifecycle", "dns-rebinding-protection",
        ],
        ["2026-07-28"] =
        [
            "completion-complete", "tools-list", "server-sse-multiple-streams", "resources-list", "sep-2164-resource-not-found", "http-header-validation", "dns-rebinding-protection",
        ],
    };

    [TestCase("2025-11-25")]
    [TestCase("2026-07-28")]
    public async Task Every_scenario_that_needs_no_fixture_passes_on_the_shipped_server(string revision)
    {
        using var home = new TemporaryFolder();
        var modules = home.Folder("npm");
        await Programs.NeedAsync(Suite, modules, ForeignCode.Npm, "install", "--silent", "--no-audit", "--no-fund", Node, Suite);
        var node = Path.Join(modules, "node_modules", ".bin", "node");
        await using var server = await HttpServerProcess.StartAsync(home, ("CTXB_HTTP_RATE_OTHER", "100000"), ("CTXB_HTTP_RATE_SEARCH", "100000"), ("CTXB_HTTP_RATE_ADMIN", "100000"));
        var token = (await File.ReadAllTextAsync(home.Join("data", StartToken.FileName))).Trim();
        using var proxy = Process.Start(new ProcessStartInfo(
            node, [Path.Join(TestPaths.RepositoryRoot, "tests", "clients", "bearer_proxy.cjs"), server.Address.Port.ToString(CultureInfo.InvariantCulture), token])
        { RedirectStandardOutput = true })!;
        try
        {
            var port = await proxy.StandardOutput.ReadLineAsync();
            var run = await Programs.RunAsync(
                modules, new Dictionary<string, string?>(), node, "node_modules/.bin/conformance", "server", "--url", $"http://127.0.0.1:{port}/mcp", "--requirements", revision);
            var text = run!.Value.Text;
            var verdicts = Verdict().Matches(text[text.IndexOf("=== SUMMARY", StringComparison.Ordinal)..]).ToList();
            foreach (var verdict in verdicts)
            {
                TestContext.Out.WriteLine(verdict.Value);
            }

            Assert.That(verdicts.Where(verdict => verdict.Groups[1].Value == "✓").Select(verdict => verdict.Groups[2].Value), Is.SupersetOf(WithoutFixture[revision]), text);
        }
        finally
        {
            proxy.Kill();
        }
    }

    [GeneratedRegex("(?m)^([✓✗]) ([^:]+): .*$")]
    private static partial Regex Verdict();
}
