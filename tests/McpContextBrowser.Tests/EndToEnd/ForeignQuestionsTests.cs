using System.Text.RegularExpressions;
using McpContextBrowser.Core;
using McpContextBrowser.Core.Search;

namespace McpContextBrowser.Tests.EndToEnd;

/// <summary>Every kind of question, asked of code that others wrote: Debian's redis, and npm packages with other scripts in them.</summary>
[TestFixture]
public sealed class ForeignQuestionsTests
{
    private readonly Dictionary<string, string> _trees = [];
    private BrowserFixture _engine;

    [OneTimeSetUp]
    public void Open() => _engine = new BrowserFixture();

    [OneTimeTearDown]
    public async Task Close() => await _engine.DisposeAsync();

    [TestCase("redis", "dictRehash", "src/dict.c")]
    [TestCase("redis", "zslInsert", "src/t_zset.c")]
    [TestCase("undici", "RetryHandler", "lib/handler/retry-handler.js")]
    public async Task A_symbol_leads_to_its_definition(string tree, string question, string wanted) =>
        Assert.That((await PathsAsync(tree, question))[0], Is.EqualTo(wanted));

    [Test]
    public async Task A_long_text_leads_to_what_it_is_about() =>
        Assert.That(
            (await PathsAsync("redis", """
                Replicas that lost their connection for a short while should not need a full copy again. The master keeps what it has
                sent in a backlog of fixed size; when the replica comes back with the same replication id and an offset that is still
                in the backlog, the master answers that it may continue, and sends only what is missing. When the offset has gone
                out of the backlog, a full resynchronisation is started and an RDB file is made in the background.
                """)).Take(3),
            Does.Contain("src/replication.c"));

    [Test]
    public async Task A_name_of_one_letter_is_found_as_a_word()
    {
        var hits = await HitsAsync("redis", "L");
        Assert.That(hits.Select(hit => hit.Text), Is.Not.Empty.And.All.Matches(@"\bL\b|\bl\b"));
    }

    [TestCase("φ")]
    [TestCase("δλ")]
    [TestCase("cosφ0")]
    public async Task Identifiers_of_other_alphabets_are_found(string name)
    {
        var hits = await HitsAsync("d3", name);
        Assert.That(hits, Is.Not.Empty);
        Assert.That(hits[0].Text, Does.Contain(name).IgnoreCase);
        Assert.That(hits[0].Path, Does.StartWith("src/geo/").Or.StartWith("d3"));
    }

    [TestCase("对象属性数组", "src/mock/schema/schema.js|src/mock/valid/valid.js")]
    [TestCase("校验真实数据是否与数据模板匹配", "src/mock/valid/valid.js")]
    public async Task Comments_in_Chinese_are_found(string question, string wanted) =>
        Assert.That((await PathsAsync("mockjs", question)).Where(path => path.StartsWith("src/", StringComparison.Ordinal)).First(), Does.Match($"^(?:{wanted})$"));

    [TestCase("redis", "src/modules/", @"^src/modules/")]
    [TestCase("redis", "t_zset.c", @"^src/t_zset\.c$")]
    [TestCase("protobufjs", "*.proto", @"\.proto$")]
    [TestCase("undici", "lib/web/**/*.js", @"^lib/web/.*\.js$")]
    public async Task A_path_or_glob_answers_with_what_it_names(string tree, string question, string form) =>
        Assert.That(await PathsAsync(tree, question), Is.Not.Empty.And.All.Matches(form));

    [Test]
    public async Task A_quoted_phrase_stands_in_every_file_that_is_found()
    {
        var hits = await HitsAsync("redis", "\"incremental rehashing\" of the table");
        Assert.That(hits.DistinctBy(hit => hit.Path).Select(hit => hit.Text), Is.Not.Empty.And.All.Contains("incremental rehashing").IgnoreCase);
    }

    [TestCase("server.replid2", SearchMode.Exact)]
    [TestCase(@"^void \w+Command\(client \*c\) \{$", SearchMode.Regex)]
    [TestCase(@"\bREPL_STATE_[A-Z_]+ *=", SearchMode.Regex)]
    public async Task Exact_text_and_expressions_find_every_file_that_reading_all_finds(string pattern, SearchMode mode)
    {
        var root = await TreeAsync("redis");
        var expression = new Regex(mode == SearchMode.Exact ? Regex.Escape(pattern) : pattern, RegexOptions.NonBacktracking | RegexOptions.Multiline | RegexOptions.CultureInvariant);
        var wanted = Directory.EnumerateFiles(Path.Join(root, "src"), "*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".c" or ".h" && expression.IsMatch(File.ReadAllText(file)))
            .Select(file => Path.GetRelativePath(root, file).Replace('\\', '/')).ToList();
        var answer = await AskAsync("redis", pattern, request => request with { Mode = mode, Limit = 1000, Scope = new() { Paths = ["src"], Languages = ["c"] } });
        Assert.That(wanted, Is.Not.Empty);
        Assert.That(answer.Hits.Select(hit => hit.Path).Distinct(), Is.EquivalentTo(wanted));
    }

    [Test]
    public async Task Sym_finds_definitions_only()
    {
        var hits = await HitsAsync("redis", "sym:dictAdd");
        Assert.That(hits.Select(hit => (hit.Path, hit.Symbol)), Does.Contain(("src/dict.c", "dictAdd")));
        Assert.That(hits.DistinctBy(hit => hit.Path).Select(hit => hit.Text), Is.All.Contains("dictAdd"));
    }

    [Test]
    public async Task The_frames_of_a_stack_trace_are_found_though_paths_and_lines_are_of_another_machine()
    {
        var paths = await PathsAsync("undici", """
            RequestRetryError: Request failed
                at RetryHandler.onHeaders (/srv/app/node_modules/undici/lib/handler/retry-handler.js:99999:23)
                at Request.onHeaders (/srv/app/node_modules/undici/lib/core/request.js:5:29)
                at Parser.onHeadersComplete (/srv/app/node_modules/undici/lib/dispatcher/client-h1.js:77777:9)
            """);
        Assert.That(paths.Take(3), Is.EquivalentTo(new[] { "lib/handler/retry-handler.js", "lib/core/request.js", "lib/dispatcher/client-h1.js" }));
    }

    [Test]
    public async Task A_compilers_message_leads_to_the_file_it_names() =>
        Assert.That(
            (await PathsAsync("redis", "/build/redis-7.0.15/src/dict.c:99999:5: error: 'dictEntry' has no member named 'nxt'; did you mean 'next'?"))[0],
            Is.EqualTo("src/dict.c"));

    [Test]
    public async Task A_typing_error_is_mended_and_said()
    {
        var answer = await AskAsync("redis", "dictRehsah");
        Assert.That(answer.Hits[0].Path, Is.EqualTo("src/dict.c"));
        Assert.That(answer.Notes, Has.Some.Contains("dictRehash"));
    }

    [Test]
    public async Task Several_collections_answer_one_question()
    {
        string[] roots = [await TreeAsync("redis"), await TreeAsync("undici"), await TreeAsync("d3")];
        var answer = await _engine.Browser.SearchAsync(
            new SearchRequest { Query = "retry a failed request after a delay", Roots = roots, Limit = 30 }, null, BrowserFixture.Call, default);
        Assert.That((answer.Hits[0].Root, answer.Hits[0].Path), Is.EqualTo((roots[1], "lib/handler/retry-handler.js")));
        Assert.That(answer.Hits.Select(hit => hit.Root).Distinct(), Is.EquivalentTo(roots));
    }

    [Test]
    public async Task Filters_confine_by_language_extension_glob_and_folder()
    {
        await ConfinedAsync(new() { Languages = ["python"] }, @"\.py$");
        await ConfinedAsync(new() { Extensions = [".tcl"] }, @"\.tcl$");
        await ConfinedAsync(new() { Globs = ["src/*.h", "!src/server.h"] }, @"^src/(?!server\.h)[^/]+\.h$");
        await ConfinedAsync(new() { Paths = ["deps/lua"] }, @"^deps/lua/");

        async Task ConfinedAsync(SearchScope scope, string form)
        {
            var answer = await AskAsync("redis", "read the next value of a table", request => request with { Scope = scope });
            Assert.That(answer.Hits.Select(hit => hit.Path), Is.Not.Empty.And.All.Matches(form));
        }
    }

    [TestCase("which policy evicts keys when maxmemory is reached", "src/evict.c", "redis.conf")]
    public async Task Configuration_stands_below_code_unless_it_is_asked_for(string question, string code, string configuration)
    {
        var paths = await PathsAsync("redis", question);
        Assert.That(paths, Does.Contain(code));
        Assert.That(Array.IndexOf(paths, code), Is.LessThan(Array.IndexOf([.. paths, configuration], configuration)));
        Assert.That((await PathsAsync("redis", $"maxmemory policy in {configuration}"))[0], Is.EqualTo(configuration));
    }

    private async Task<string[]> PathsAsync(string tree, string question) =>
        [.. (await HitsAsync(tree, question)).Select(hit => hit.Path).Distinct()];

    private async Task<IReadOnlyList<SearchHit>> HitsAsync(string tree, string question) => (await AskAsync(tree, question)).Hits;

    private async Task<SearchAnswer> AskAsync(string tree, string question, Func<SearchRequest, SearchRequest>? with = null)
    {
        var request = new SearchRequest { Query = question, Roots = [await TreeAsync(tree)] };
        return await _engine.Browser.SearchAsync(with is null ? request : with(request), null, BrowserFixture.Call, default);
    }

    private async Task<string> TreeAsync(string name) => _trees.TryGetValue(name, out var known) ? known : _trees[name] = name switch
    {
        "redis" => await ForeignCode.DebianAsync("redis"),
        "undici" => await ForeignCode.NpmAsync("undici", "7.2.0"),
        "d3" => await ForeignCode.NpmAsync("d3", "3.5.17"),
        "mockjs" => await ForeignCode.NpmAsync("mockjs", "1.1.0"),
        _ => await ForeignCode.NpmAsync("protobufjs", "7.4.0"),
    };
}
