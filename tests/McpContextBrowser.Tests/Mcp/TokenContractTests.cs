using System.Text;
using System.Text.Json;
using McpContextBrowser.Core;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Search.Packing;
using McpContextBrowser.Mcp;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace McpContextBrowser.Tests.Mcp;

/// <summary>What the tools promise about tokens, over a real engine and a tree of random code.</summary>
[TestFixture]
public sealed class TokenContractTests
{
    private static readonly string[] Words =
        ["session", "retry", "backoff", "parse", "header", "cache", "evict", "socket", "close", "open", "merge", "vector", "token", "budget", "größe", "会话", "index", "walk"];

    private readonly int _seed = TestContext.CurrentContext.Random.Next();
    private BrowserFixture _engine;
    private Random _random;

    [OneTimeSetUp]
    public async Task WriteCode()
    {
        TestContext.Out.WriteLine($"seed {_seed}");
        _random = new Random(_seed);
        _engine = new BrowserFixture();
        for (var file = 0; file < 60; file++)
        {
            _engine.Write($"{Word()}/{Word()}_{file}.py", Code(file));
        }

        await _engine.IndexAsync();
    }

    [OneTimeTearDown]
    public async Task End() => await _engine.DisposeAsync();

    [Test]
    public async Task Max_tokens_holds_for_the_result_as_a_whole_and_as_it_goes_over_the_wire()
    {
        for (var i = 0; i < 150; i++)
        {
            var budget = _random.Next(ToolArguments.LeastTokens, i % 3 == 0 ? ToolArguments.MostTokens : 1500);
            var (answer, result) = await AskAsync(Query(), budget, limit: _random.Next(1, ToolArguments.MostHits), explain: i % 7 == 0);
            Assert.That(CostOf(result), Is.LessThanOrEqualTo(budget), $"seed {_seed}, step {i}, {answer.Hits.Count} hits");
        }
    }

    [Test]
    public async Task Max_tokens_holds_where_a_name_is_absent_and_many_rules_left_files_out()
    {
        await using var engine = new BrowserFixture();
        engine.Write(".gitignore", string.Concat(Enumerable.Range(0, 20).Select(i => $"a-pattern-of-some-length-*.out{i}\n")));
        for (var i = 0; i < 20; i++)
        {
            engine.Write($"a-pattern-of-some-length-{i}.out{i}", "x\n");
            engine.Write($"src/f{i}.py", $"def close_sessions_{i}(pool):\n    pool.shutdown()\n");
        }

        for (var budget = ToolArguments.LeastTokens; budget <= ToolArguments.UsualTokens; budget += 100)
        {
            var answer = await engine.Browser.SearchAsync(Request(engine, "close_sesions()"), null, BrowserFixture.Call with { TokenLimit = budget }, default);
            Assert.That(CostOf(Form(engine, null).Of(answer)), Is.LessThanOrEqualTo(budget));
            Assert.That(answer.Absent, Has.Count.EqualTo(1));
            Assert.That(answer.Hits.Count > 0 ? answer.NothingFits : answer is { NothingFits: false } or { Cursor: not null }, Is.False, $"{budget}: what shows nothing says so and leads nowhere");
            Assert.That(answer.Hits, budget < 400 ? Has.Count.GreaterThanOrEqualTo(0) : Is.Not.Empty, $"{budget}");
        }
    }

    [Test]
    public void What_does_not_fit_even_without_code_is_refused_with_what_it_takes()
    {
        var roots = Enumerable.Range(0, 20).Select(i => Directory.CreateDirectory(Path.Join(_engine.DataFolder, "..", $"a-folder-with-a-long-name-{i}")).FullName).ToList();
        var request = Request(_engine, "session") with { Roots = roots, Cost = new SearchResult(roots, null, [], null).Counting };
        Assert.That(
            async () => await _engine.Browser.SearchAsync(request, null, BrowserFixture.Call with { TokenLimit = ToolArguments.LeastTokens }, default),
            Throws.TypeOf<CtxbException>().With.Property("Code").EqualTo(ErrorCodes.ArgumentInvalid).And.Message.Contains("200 are allowed"));
    }

    [Test]
    public async Task A_cursor_continues_to_the_end_without_repeating_a_line()
    {
        for (var i = 0; i < 6; i++)
        {
            var query = Query();
            var shown = new HashSet<(string, int)>();
            string? cursor = null;
            var pages = 0;
            do
            {
                var (answer, _) = await AskAsync(query, 1500, limit: 10, cursor: cursor);
                AssertNew(answer, shown, $"seed {_seed}, '{query}', page {pages}");
                Assert.That(answer.Hits, Is.Not.Empty, "a cursor is given only when something is left");
                cursor = answer.Cursor;
            }
            while (cursor is not null && ++pages < 15);

            Assert.That(pages, Is.GreaterThan(1));
        }
    }

    [Test]
    public async Task A_session_is_shown_nothing_twice_whatever_it_asks()
    {
        var shown = new HashSet<(string, int)>();
        for (var i = 0; i < 20; i++)
        {
            var (answer, _) = await AskAsync(Query(), 1200, session: "agent");
            AssertNew(answer, shown, $"seed {_seed}, question {i}");
        }
    }

    [Test]
    public async Task Another_session_sees_everything()
    {
        await AskAsync("session retry", 2000, session: "first");
        var (other, _) = await AskAsync("session retry", 2000, session: "second");
        var (none, _) = await AskAsync("session retry", 2000);
        Assert.That(other.Hits.Select(hit => (hit.Path, hit.StartLine)), Is.EqualTo(none.Hits.Select(hit => (hit.Path, hit.StartLine))));
    }

    [Test]
    public async Task Code_that_changed_is_shown_to_a_session_again()
    {
        await using var engine = new BrowserFixture();
        engine.Write("a.py", "def close_sessions():\n    return 1\n");
        Task<SearchAnswer> AskOwnAsync() => engine.Browser.SearchAsync(Request(engine, "close_sessions", session: "s"), null, BrowserFixture.Call with { TokenLimit = 2000 }, default);
        var first = await AskOwnAsync();
        var second = await AskOwnAsync();
        engine.Write("a.py", "def close_sessions():\n    return 2\n");
        var third = await AskOwnAsync();
        Assert.That((first.Hits.Count, second.Hits.Count, second.LeftOut.Count, third.Hits.Count), Is.EqualTo((1, 0, 1, 1)));
    }

    [Test]
    public async Task A_cursor_of_another_question_or_of_nobody_is_refused()
    {
        var (answer, _) = await AskAsync("session retry backoff", 500);
        Assert.Multiple(() =>
        {
            Assert.That(answer.Cursor, Is.Not.Null);
            Assert.That(async () => await AskAsync("another question", 500, cursor: answer.Cursor), Throws.TypeOf<CtxbException>().With.Property("Code").EqualTo(ErrorCodes.CursorUnknown));
            Assert.That(async () => await AskAsync("session retry backoff", 500, cursor: "000000000000"), Throws.TypeOf<CtxbException>().With.Property("Code").EqualTo(ErrorCodes.CursorUnknown));
        });
    }

    [Test]
    public async Task Every_shown_text_is_whole_lines_of_its_file()
    {
        var (answer, _) = await AskAsync("session retry backoff close", 3000, limit: 40);
        Assert.Multiple(() =>
        {
            Assert.That(answer.Hits.Select(hit => hit.Form).Distinct().Count(), Is.GreaterThan(1), "several forms are met");
            foreach (var hit in answer.Hits.Where(hit => hit.Form != SnippetForm.Outline))
            {
                var lines = File.ReadAllLines(Path.Join(_engine.Root, hit.Path))[(hit.StartLine - 1)..hit.EndLine];
                Assert.That(hit.Text[..^1].Split('\n'), Is.EqualTo(lines), $"{hit.Path}:{hit.StartLine}-{hit.EndLine} {hit.Form}");
            }
        });
    }

    private async Task<(SearchAnswer Answer, CallToolResult Result)> AskAsync(
        string query, int budget, int limit = ToolArguments.UsualHits, string? cursor = null, string? session = null, bool explain = false)
    {
        var form = Form(_engine, session);
        var request = Request(_engine, query, session) with { Limit = limit, Cursor = cursor, Explain = explain };
        var answer = await _engine.Browser.SearchAsync(request, null, BrowserFixture.Call with { TokenLimit = budget }, default);
        return (answer, form.Of(answer));
    }

    private static SearchRequest Request(BrowserFixture engine, string query, string? session = null) => new()
    {
        Query = query,
        Roots = [engine.Root],
        Limit = ToolArguments.UsualHits,
        Cost = Form(engine, session).Counting,
        Session = session,
    };

    /// <summary>What goes over the wire.</summary>
    private static int CostOf(CallToolResult result) =>
        result.Content.Sum(part => TokenCounter.Count(part is TextContentBlock text ? text.Text : JsonSerializer.Serialize(part, McpJsonUtilities.DefaultOptions)))
        + TokenCounter.Count(result.StructuredContent!.Value.GetRawText());

    private static SearchResult Form(BrowserFixture engine, string? session) => new([engine.Root], engine.Root, [], session);

    private static void AssertNew(SearchAnswer answer, HashSet<(string, int)> shown, string where)
    {
        foreach (var hit in answer.Hits)
        {
            for (var line = hit.StartLine; line <= hit.EndLine; line++)
            {
                Assert.That(shown.Add((hit.Path, line)), Is.True, $"{where}: {hit.Path}:{line} was shown before");
            }
        }
    }

    private string Word() => Words[_random.Next(Words.Length)];

    private string Query() => string.Join(' ', Enumerable.Range(0, _random.Next(1, 5)).Select(_ => Word()));

    private string Code(int file)
    {
        var text = new StringBuilder();
        for (var i = 0; i < _random.Next(1, 14); i++)
        {
            text.Append($"def {Word()}_{Word()}_{file}_{i}({Word()}):\n");
            for (var line = _random.Next(1, 40); line > 0; line--)
            {
                text.Append(_random.Next(8) == 0 ? "\n" : $"    {Word()} = {Word()}.{Word()}({_random.Next(100_000)})  # {Word()} {Word()}\n");
            }

            text.Append('\n');
        }

        return text.ToString();
    }
}
