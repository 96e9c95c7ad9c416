using McpContextBrowser.Core;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Files;
using McpContextBrowser.Core.Indexing;
using McpContextBrowser.Core.Search.Packing;
using McpContextBrowser.Mcp;
using ModelContextProtocol.Protocol;

namespace McpContextBrowser.Tests.Mcp;

[TestFixture]
public sealed class ToolResultsTests
{
    private static readonly TreeStatus Indexing = new()
    {
        Root = "/r",
        State = "indexing",
        Files = 1,
        Chunks = 2,
        Skipped = new Dictionary<SkipReason, int> { [SkipReason.NameNotUtf8] = 1 },
        SkippedPaths = [new SkippedPath("b.log", SkipReason.Ignored, ".gitignore:1:*.log")],
        Sequence = 1,
        IndexedAt = null,
        Model = "m",
        Age = null,
        LastError = null,
        SizeOnDisk = new(1, 2, 3, 4, 0, 0),
        Progress = new IndexProgress(10, 10, 5, 9, true),
    };

    [Test]
    public void A_failure_the_caller_can_mend_says_what_next_and_carries_its_code()
    {
        var result = ToolResults.Error(new CtxbException(ErrorCodes.PathMissing, "It is not there.", "Name another."));
        Assert.That((Text(result), result.IsError, result.StructuredContent is null), Is.EqualTo(("It is not there. Name another. (path.missing)", (bool?)true, true)));
    }

    [Test]
    public void A_bug_is_told_by_its_id_only()
    {
        Assert.That(Text(ToolResults.Bug("0123")), Does.Contain("0123"));
    }

    [Test]
    public void Indexing_tells_its_report()
    {
        var report = new IndexReport
        {
            Root = "/r",
            Sequence = 4,
            Files = 12,
            Chunks = 40,
            Added = 12,
            Changed = 0,
            Removed = 1,
            Derived = 12,
            Embedded = 40,
            Skipped = new Dictionary<SkipReason, int> { [SkipReason.Minified] = 1 },
            Elapsed = TimeSpan.FromSeconds(1.5),
            Notes = ["the snapshot was rebuilt"],
        };
        var result = ToolResults.Indexed(report, []);
        Assert.Multiple(() =>
        {
            Assert.That(Text(result), Is.EqualTo("/r is indexed: 12 files, 40 chunks; 12 added, 0 changed, 1 removed. Skipped: 1 minified.\nthe snapshot was rebuilt"));
            Assert.That(result.StructuredContent!.Value.GetProperty("state").GetString(), Is.EqualTo("ready"));
            Assert.That(result.StructuredContent!.Value.GetProperty("report").GetProperty("milliseconds").GetInt64(), Is.EqualTo(1500));
            Assert.That(Text(ToolResults.Indexing("/r", [])), Does.Contain("in the background"));
        });
    }

    [Test]
    public void Status_tells_each_folder_and_a_running_job()
    {
        var result = ToolResults.Status([Indexing], [], [], []);
        Assert.Multiple(() =>
        {
            Assert.That(Text(result), Is.EqualTo("/r: indexing, 5 of 10 files done, 1 file, 2 chunks; skipped: 1 name-not-utf8"));
            Assert.That(result.StructuredContent!.Value.GetRawText(), Does.Contain("""{"path":"b.log","reason":"ignored","rule":".gitignore:1:*.log"}"""));
            Assert.That(Text(ToolResults.Status([], [], [], [])), Does.Contain("Nothing is indexed"));
        });
    }

    [TestCase(1, 20_000, "more skipped paths found no room here")]
    [TestCase(1_000, 0, "more folders found no room here")]
    [TestCase(300, 100, "more folders found no room here")]
    public void Status_of_very_much_is_no_longer_than_clients_take_and_says_what_is_missing(int folders, int skipped, string missing)
    {
        var trees = Enumerable.Range(0, folders).Select(i => Indexing with
        {
            Root = $"/home/somebody/work/project-{i}",
            SkippedPaths = [.. Enumerable.Range(0, skipped).Select(n => new SkippedPath($"build/out/module-{n}.log", SkipReason.Ignored, ".gitignore:1:*.log"))],
        }).ToList();
        var result = ToolResults.Status(trees, [], [], []);
        Assert.That(TokenCounter.Count(Text(result)) + TokenCounter.Count(result.StructuredContent!.Value.GetRawText()), Is.InRange(ToolArguments.MostTokens * 9 / 10, ToolArguments.MostTokens));
        Assert.That(Text(result), Does.Contain(missing));
    }

    [Test]
    public void Clearing_tells_what_went()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Text(ToolResults.Cleared(new ForgetReport(["/r"], 5), "/r", [])), Is.EqualTo("Removed from the index: /r."));
            Assert.That(Text(ToolResults.Cleared(new ForgetReport([], 0), "/r", [])), Is.EqualTo("/r was not indexed."));
        });
    }

    private static string Text(CallToolResult result) => ((TextContentBlock)result.Content.Single()).Text;
}
