using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using McpContextBrowser.Server.Auth;
using McpContextBrowser.Tests.Server;
using McpContextBrowser.Tests.Server.Mcp;

namespace McpContextBrowser.Tests.EndToEnd;

/// <summary>
/// The protocol's official conformance suite: against the shipped server, which has none of the suite's fixture tools, and against
/// our transport with them.
/// </summary>
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
        await using var server = await HttpServerProcess.StartAsync(home, ("CTXB_HTTP_RATE_OTHER", "100000"), ("CTXB_HTTP_RATE_SEARCH", "100000"), ("CTXB_HTTP_RATE_ADMIN", "100000"));
        var token = (await File.ReadAllTextAsync(home.Join("data", StartToken.FileName))).Trim();
        var (text, verdicts) = await RunAsync(home, server.Address, token, revision);
        Assert.That(verdicts.Where(verdict => verdict.Passed).Select(verdict => verdict.Scenario), Is.SupersetOf(WithoutFixture[revision]), text);
    }

    [TestCase("2025-11-25", 30)]
    [TestCase("2026-07-28", 37)]
    public async Task Our_transport_passes_what_the_revision_requires_with_the_suites_fixture_tools(string revision, int required)
    {
        using var home = new TemporaryFolder();
        await using var door = await DoorFixture.OpenAsync(
            options => options with { OtherRate = new(100_000, TimeSpan.FromMinutes(1)), SearchRate = new(100_000, TimeSpan.FromMinutes(1)) }, new ConformanceSurface());
        var (text, verdicts) = await RunAsync(home, new Uri(door.Door.Address), door.StartToken, revision);
        var scenarios = (await File.ReadAllLinesAsync(home.Join("npm", "node_modules", "@modelcontextprotocol", "conformance", "requirements", $"{revision}.yaml")))
            .SkipWhile(line => line != "server:").Skip(1).TakeWhile(line => line.StartsWith("  - ", StringComparison.Ordinal)).Select(line => line[4..]).ToList();
        Assert.That(scenarios, Has.Count.EqualTo(required), "as the suite itself counts");
        Assert.That(scenarios.Except(verdicts.Where(verdict => verdict.Passed).Select(verdict => verdict.Scenario)), Is.Empty, text);
    }

    private static async Task<(string Text, List<(bool Passed, string Scenario)> Verdicts)> RunAsync(TemporaryFolder home, Uri address, string token, string revision)
    {
        var modules = home.Folder("npm");
        await Programs.NeedAsync(Suite, modules, ForeignCode.Npm, "install", "--silent", "--no-audit", "--no-fund", Node, Suite);
        var node = Path.Join(modules, "node_modules", ".bin", "node");
        using var proxy = Process.Start(new ProcessStartInfo(
            node, [Path.Join(TestPaths.RepositoryRoot, "tests", "clients", "bearer_proxy.cjs"), address.Port.ToString(CultureInfo.InvariantCulture), token])
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

            return (text, [.. verdicts.Select(verdict => (verdict.Groups[1].Value == "✓", verdict.Groups[2].Value))]);
        }
        finally
        {
            proxy.Kill();
        }
    }

    [GeneratedRegex("(?m)^([✓✗]) ([^:]+): .*$")]
    private static partial Regex Verdict();
}
