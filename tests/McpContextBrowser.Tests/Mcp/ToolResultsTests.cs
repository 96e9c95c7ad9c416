using McpContextBrowser.Core;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Files;
using McpContextBrowser.Core.Indexing;
using McpContextBrowser.Mcp;
using ModelContextProtocol.Protocol;

namespace McpContextBrowser.Tests.Mcp;

[TestFixture]
public sealed class ToolResultsTests
{
    private static readonly SearchHit Hit = new()
    {
        Root = "/r",
        Path = "src/a.cs",
        StartLine = 3,
        EndLine = 5,
        Score = 0.5,
        Symbol = "A.B",
        Kind = "method",
        Language = "csharp",
        Text = "void B()\n{\n}\n",
    };

    [Test]
    public void A_search_names_the_folder_and_gives_the_code_once()
    {
        var result = ToolResults.Search(Answer(0, Hit with { Reasons = ["bm25 1.0"] }), ["/r"], ["an argument was left out"]);
        Assert.Multiple(() =>
        {
            Assert.That(Text(result), Is.EqualTo("1 hit in 7 files of /r\nan argument was left out\na note\n\nsrc/a.cs:3-5 method A.B\n  ∙ bm25 1.0\nvoid B()\n{\n}\n"));
            Assert.That(result.StructuredContent!.Value.GetRawText(), Is.EqualTo(
                """{"roots":["/r"],"hits":[{"path":"src/a.cs","startLine":3,"endLine":5,"score":0.5,"symbol":"A.B","kind":"method","language":"csharp"}],"coverage":{"files":7,"chunks":9,"filesPending":0,"skipped":{"ignored":2}},"fresh":true}"""));
            Assert.That(result.IsError, Is.Null);
        });
    }

    [Test]
    public void Several_folders_are_told_apart()
    {
        var result = ToolResults.Search(Answer(0, Hit), ["/r", "/s"], []);
        Assert.Multiple(() =>
        {
            Assert.That(Text(result), Does.Contain("\n/r/src/a.cs:3-5"));
            Assert.That(result.StructuredContent!.Value.GetProperty("hits")[0].GetProperty("root").GetString(), Is.EqualTo("/r"));
        });
    }

    [Test]
    public void An_answer_made_while_indexing_says_how_much_is_missing()
    {
        Assert.That(Text(ToolResults.Search(Answer(1200, Hit), ["/r"], [])), Does.Contain("1,200 files are still to be indexed"));
    }

    [Test]
    public void An_empty_answer_says_what_was_not_searched()
    {
        Assert.That(Text(ToolResults.Search(Answer(0), ["/r"], [])), Does.StartWith("0 hits in 7 files of /r\n").And.Contain("Not searched: 2 ignored"));
    }

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
        var tree = new TreeStatus
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
            BytesOnDisk = 10,
            Progress = new IndexProgress(10, 10, 5, 9, true),
        };
        var result = ToolResults.Status([tree], []);
        Assert.Multiple(() =>
        {
            Assert.That(Text(result), Is.EqualTo("/r: indexing, 5 of 10 files done, 1 file, 2 chunks; skipped: 1 name-not-utf8"));
            Assert.That(result.StructuredContent!.Value.GetRawText(), Does.Contain("""{"path":"b.log","reason":"ignored","rule":".gitignore:1:*.log"}"""));
            Assert.That(Text(ToolResults.Status([], [])), Does.Contain("Nothing is indexed"));
        });
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

    private static SearchAnswer Answer(int pending, params SearchHit[] hits) => new()
    {
        Hits = hits,
        Coverage = new Coverage(7, 9, pending, new Dictionary<SkipReason, int> { [SkipReason.Ignored] = 2 }),
        Fresh = true,
        Notes = ["a note"],
    };

    private static string Text(CallToolResult result) => ((TextContentBlock)result.Content.Single()).Text;
}
