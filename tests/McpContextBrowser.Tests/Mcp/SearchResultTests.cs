using McpContextBrowser.Core;
using McpContextBrowser.Core.Files;
using McpContextBrowser.Core.Search.Packing;
using McpContextBrowser.Mcp;
using ModelContextProtocol.Protocol;

namespace McpContextBrowser.Tests.Mcp;

[TestFixture]
public sealed class SearchResultTests
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

    private static readonly string[] OneRoot = ["/r"];

    [Test]
    public void A_search_names_the_folder_and_gives_the_code_once()
    {
        var result = Result(Answer(0, Hit with { Reasons = ["bm25 1.0"] }), notes: ["an argument was left out"]);
        Assert.Multiple(() =>
        {
            Assert.That(Text(result), Is.EqualTo("1 hit in 7 files of /r\nan argument was left out\na note\n\nsrc/a.cs:3-5 method A.B\n  ∙ bm25 1.0\nvoid B()\n{\n}\n"));
            Assert.That(result.StructuredContent!.Value.GetRawText(), Is.EqualTo(
                """{"roots":["/r"],"hits":[{"path":"src/a.cs","startLine":3,"endLine":5,"score":0.5,"symbol":"A.B","kind":"method"}],"coverage":{"files":7,"chunks":9,"filesPending":0,"skipped":{"ignored":2}},"fresh":true}"""));
            Assert.That(result.IsError, Is.Null);
            Assert.That(result.Content, Has.Count.EqualTo(1), "what is shown whole needs no link");
        });
    }

    [Test]
    public void Several_folders_are_told_apart()
    {
        var result = Result(Answer(0, Hit), roots: ["/r", "/s"]);
        Assert.Multiple(() =>
        {
            Assert.That(Text(result), Does.Contain("\n/r/src/a.cs:3-5"));
            Assert.That(result.StructuredContent!.Value.GetProperty("hits")[0].GetProperty("root").GetString(), Is.EqualTo("/r"));
        });
    }

    [Test]
    public void A_piece_that_is_cut_says_of_what_and_links_to_all_of_it()
    {
        var cut = Hit with { Path = "src/a b.cs", StartLine = 4, EndLine = 4, Text = "{\n", Form = SnippetForm.Excerpt, CutFrom = new(3, 5) };
        var result = Result(Answer(0, cut));
        var link = (ResourceLinkBlock)result.Content[1];
        Assert.Multiple(() =>
        {
            Assert.That(Text(result), Does.EndWith("\nsrc/a b.cs:4-4 of 3-5 method A.B\n{\n"));
            Assert.That(link.Uri, Is.EqualTo("ctxb://file/src/a%20b.cs?lines=3-5"));
            Assert.That(link.Name, Is.EqualTo("a b.cs:3-5"));
            Assert.That(ResourceUri.Parse(link.Uri), Is.EqualTo(new ResourceUri(ResourceUri.File, "src/a b.cs", null, new(3, 5))));
            Assert.That(result.StructuredContent!.Value.GetProperty("hits")[0].GetProperty("form").GetString(), Is.EqualTo("excerpt"));
        });
    }

    [Test]
    public void Outlines_stand_below_each_other()
    {
        var outline = Hit with { Text = "", Form = SnippetForm.Outline };
        Assert.That(Text(Result(Answer(0, Hit, outline, outline))), Does.EndWith("}\nsrc/a.cs:3-5 method A.B\nsrc/a.cs:3-5 method A.B\n"));
    }

    [Test]
    public void An_answer_made_while_indexing_says_how_much_is_missing() =>
        Assert.That(Text(Result(Answer(1200, Hit))), Does.Contain("at least 1,200 files are still to be indexed"));

    [Test]
    public void An_empty_answer_says_what_was_not_searched_and_by_which_rule()
    {
        var answer = Answer(0) with
        {
            Absent = [new AbsentName("frobnicate", 7, 7), new AbsentName("slowly", 3, 7)],
            SkippedBy = [new SkippedGroup(SkipReason.Ignored, ".gitignore:3:*.log", 2, "a.log"), new SkippedGroup(SkipReason.Binary, null, 1, "b.png")],
        };
        var result = Result(answer);
        Assert.Multiple(() =>
        {
            Assert.That(Text(result), Does.StartWith("0 hits in 7 files of /r\n")
                .And.Contain("'frobnicate' occurs in none of 7 files, in any case: every one was checked.")
                .And.Contain("'slowly' occurs in none of the 3 of 7 files that were checked in time.")
                .And.Contain("Not searched: 2 ignored by .gitignore:3:*.log (a.log); 1 binary (b.png)"));
            Assert.That(result.StructuredContent!.Value.GetProperty("absent").GetArrayLength(), Is.EqualTo(2));
            Assert.That(result.StructuredContent!.Value.GetProperty("skippedBy")[0].GetProperty("rule").GetString(), Is.EqualTo(".gitignore:3:*.log"));
        });
    }

    [Test]
    public void What_a_session_has_seen_is_named_only_to_the_session()
    {
        var answer = Answer(0, Hit) with { LeftOut = ["a:1-2", "b:1-2", "c:1-2", "d:1-2", "e:1-2", "f:1-2"] };
        Assert.Multiple(() =>
        {
            Assert.That(Text(Result(answer, session: "s")), Does.Contain("shown in this session before: a:1-2, b:1-2, c:1-2, d:1-2, e:1-2, …"));
            Assert.That(Text(Result(answer)), Does.Not.Contain("a:1-2"));
        });
    }

    [TestCase("ctxb://file/")]
    [TestCase("ctxb://file/a?lines=0-3")]
    [TestCase("ctxb://file/a?lines=3-1")]
    [TestCase("ctxb://file/a?lines=1-99999999999")]
    [TestCase("ctxb://file/a?other=1")]
    [TestCase("ctxb://other/a")]
    [TestCase("ctxb://status/a")]
    [TestCase("file:///etc/passwd")]
    public void An_address_of_another_form_is_none(string uri) => Assert.That(ResourceUri.Parse(uri), Is.Null);

    private static CallToolResult Result(SearchAnswer answer, IReadOnlyList<string>? roots = null, IReadOnlyList<string>? notes = null, string? session = null) =>
        new SearchResult(roots ?? OneRoot, "/r", notes ?? [], session).Of(answer);

    private static SearchAnswer Answer(int pending, params SearchHit[] hits) => new()
    {
        Hits = hits,
        Coverage = new Coverage(7, 9, pending, new Dictionary<SkipReason, int> { [SkipReason.Ignored] = 2 }),
        Fresh = true,
        Notes = ["a note"],
    };

    private static string Text(CallToolResult result) => ((TextContentBlock)result.Content[0]).Text;
}
