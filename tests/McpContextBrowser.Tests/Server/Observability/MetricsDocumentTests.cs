using System.Text.RegularExpressions;
using McpContextBrowser.Core.Embedding.Providers;
using McpContextBrowser.Core.Indexing;
using McpContextBrowser.Server.Auth;
using McpContextBrowser.Server.Observability;

namespace McpContextBrowser.Tests.Server.Observability;

/// <summary>docs/metrics.md against what is written when everything has been counted once.</summary>
public sealed partial class MetricsDocumentTests
{
    [Test]
    public async Task The_page_of_metrics_lists_every_instrument_with_type_meaning_and_labels()
    {
        using var text = new PrometheusText();
        await using var door = await DoorFixture.OpenAsync();
        using var embedding = new EndpointMeters("fake", "127.0.0.1:1", static () => new("127.0.0.1:1", CircuitStatus.Closed, 0, 0, 0, 0, default, 1, 1, 0, 4, null));
        using var indexing = new MemoryBudget(1 << 20);
        embedding.Attempt("success", TimeSpan.FromSeconds(1));
        embedding.Embedded(3, 1);
        embedding.Overlong(1);
        using var allowed = await door.ToolAsync(await door.KeyAsync(Role.Viewer), "search_code");
        using var refused = await door.SendAsync(HttpMethod.Get, "/metrics", null);
        var written = text.Write().Split('\n').Where(line => line.Contains("ctxb_http", StringComparison.Ordinal) || line.Contains("ctxb_embedding", StringComparison.Ordinal) || line.Contains("ctxb_indexing", StringComparison.Ordinal)).ToList();
        var rows = File.ReadAllLines(Path.Join(TestPaths.RepositoryRoot, "docs", "metrics.md")).Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries)).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(
                rows.Select(row => $"# HELP {row[0].Trim('`')} {row[4]}").Concat(rows.Select(row => $"# TYPE {row[0].Trim('`')} {row[1]}")),
                Is.EquivalentTo(written.Where(line => line.StartsWith('#'))));
            foreach (var row in rows)
            {
                var name = row[0].Trim('`');
                var labels = written.Where(line => Regex.IsMatch(line, $"^{name}(_bucket|_sum|_count)?[{{ ]")).SelectMany(line => Label().Matches(line)).Select(match => match.Groups[1].Value);
                Assert.That(labels.Where(label => label != "le").Distinct(), Is.EquivalentTo(Listed().Matches(row[3]).Select(match => match.Groups[1].Value)), name);
                Assert.That(name.EndsWith("_seconds", StringComparison.Ordinal), Is.EqualTo(row[2] == "s"), name);
            }
        });
    }

    [GeneratedRegex("([a-z_]+)=\"")]
    private static partial Regex Label();

    [GeneratedRegex("`([a-z_]+)`")]
    private static partial Regex Listed();
}
