using System.Text.Json;
using McpContextBrowser.Core.Search.Packing;
using McpContextBrowser.Tests.EndToEnd;

namespace McpContextBrowser.Tests.Search.Packing;

[TestFixture]
public sealed class TokenCounterTests
{
    /// <summary>Texts with what gpt-tokenizer 4.0.0 counts in cl100k and o200k.</summary>
    private static IEnumerable<TestCaseData> Known()
    {
        var path = Path.Join(TestPaths.RepositoryRoot, "tests", "McpContextBrowser.Tests", "Search", "Golden", "token-counts.jsonl");
        foreach (var line in File.ReadLines(path))
        {
            var known = JsonElement.Parse(line);
            var counts = known.GetProperty("counts");
            yield return new TestCaseData(known.GetProperty("text").GetString(), counts[0].GetInt32(), counts[1].GetInt32())
                .SetArgDisplayNames(line.Length > 60 ? line[..60] : line);
        }
    }

    [TestCaseSource(nameof(Known))]
    public void Counts_are_those_of_the_published_tokenisers(string text, int cl100K, int o200K)
    {
        Assert.Multiple(() =>
        {
            Assert.That(TokenCounter.Count(text, Vocabulary.Cl100K), Is.EqualTo(cl100K));
            Assert.That(TokenCounter.Count(text, Vocabulary.O200K), Is.EqualTo(o200K));
            Assert.That(TokenCounter.Count(text), Is.EqualTo(Math.Max(cl100K, o200K)));
        });
    }

    [Test]
    public void A_run_without_a_break_is_never_counted_too_low_and_takes_linear_time()
    {
        var run = new string('a', 1_000_000);
        Assert.That(TokenCounter.Count(run), Is.InRange(1_000_000 / TokenRanks.LongestToken, 1_000_000));
    }

    [Test]
    public void Half_a_surrogate_pair_is_counted_like_any_other_letter() =>
        Assert.That(TokenCounter.Count("a\ud83db"), Is.InRange(2, 6));

    [Test]
    [Slow]
    public async Task Real_sources_are_counted_as_the_oracle_counts_them_and_never_lower()
    {
        using var disk = new TemporaryFolder();
        var modules = disk.Folder("npm");
        await Programs.NeedAsync("gpt-tokenizer", modules, ForeignCode.Npm, "install", "--silent", "--no-audit", "--no-fund", "gpt-tokenizer@4.0.0");
        var files = new[] { TestPaths.RepositoryRoot, await ForeignCode.DebianAsync("redis"), await ForeignCode.NpmAsync("lodash", "4.17.21") }
            .SelectMany(root => Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories))
            .Where(file => Path.GetExtension(file) is ".cs" or ".md" or ".json" or ".py" or ".mjs" or ".yml" or ".sh" or ".c" or ".h" or ".tcl" or ".lua" or ".js")
            .Where(file => !file.Contains("node_modules", StringComparison.Ordinal) && new FileInfo(file).Length < 500_000)
            .ToList();
        var texts = files.ConvertAll(File.ReadAllText);
        disk.Write("texts.jsonl", string.Concat(texts.Select(text => JsonSerializer.Serialize(text) + "\n")));
        var script = Path.Join(TestPaths.RepositoryRoot, "tests", "oracle", "token_ranks.mjs");
        var counted = await Programs.NeedAsync("the oracle", disk.Path, "node", script, "--modules", modules, "--count", "--input", disk.Join("texts.jsonl"));
        var oracle = counted.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonElement.Parse(line)).Select(counts => Math.Max(counts[0].GetInt32(), counts[1].GetInt32())).ToList();
        var ours = texts.ConvertAll(text => TokenCounter.Count(text));
        TestContext.Out.WriteLine($"{texts.Count:N0} files, {oracle.Sum():N0} tokens, counted {ours.Sum():N0}; {Enumerable.Range(0, ours.Count).Count(i => ours[i] != oracle[i])} files differ");
        Assert.Multiple(() =>
        {
            Assert.That(oracle, Has.Count.EqualTo(texts.Count));
            Assert.That(Enumerable.Range(0, ours.Count).Where(i => ours[i] < oracle[i]).Select(i => files[i]), Is.Empty);
            Assert.That(ours.Sum(), Is.LessThanOrEqualTo(1.001 * oracle.Sum()));
        });
    }
}
