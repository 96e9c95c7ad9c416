using System.Text;
using McpContextBrowser.Core;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Files;
using McpContextBrowser.Core.Indexing;

namespace McpContextBrowser.Tests;

/// <summary>The engine as a door sees it, over real folders.</summary>
public sealed class ContextBrowserTests
{
    private const string Stack =
        """
        namespace Sample;

        /// <summary>Last in, first out.</summary>
        public sealed class BoundedStack
        {
            public void Push(int value) => _items.Add(value);
        }
        """;

    private const string Parser =
        """
        def parse_header(line):
            '''Splits an http header line at its colon.'''
            name, _, value = line.partition(':')
            return name.strip(), value.strip()
        """;

    private BrowserFixture _engine = null!;

    [SetUp]
    public void Begin() => _engine = new BrowserFixture();

    [TearDown]
    public async Task End() => await _engine.DisposeAsync();

    [Test]
    public async Task A_first_search_indexes_and_finds_by_word_by_meaning_and_by_symbol()
    {
        _engine.Write("src/stack.cs", Stack);
        _engine.Write("lib/headers.py", Parser);
        foreach (var (query, wanted) in new[] { ("partition colon", "lib/headers.py"), ("container where the newest element leaves first", "src/stack.cs"), ("BoundedStack", "src/stack.cs") })
        {
            var answer = await _engine.SearchAsync(query);
            Assert.That(answer.Hits[0].Path, Is.EqualTo(wanted), query);
            Assert.That(answer.Fresh, Is.True);
        }

        var hit = (await _engine.SearchAsync("BoundedStack")).Hits[0];
        Assert.Multiple(() =>
        {
            Assert.That(hit.Language, Is.EqualTo("csharp"));
            Assert.That(hit.Symbol, Is.EqualTo("BoundedStack").Or.EqualTo("Sample"));
            Assert.That(hit.Text, Does.Contain("_items.Add"));
            Assert.That((hit.StartLine, hit.EndLine), Is.EqualTo((1, 7)));
        });
    }

    [Test]
    public async Task A_second_index_of_an_unchanged_tree_embeds_nothing_and_writes_nothing()
    {
        _engine.Write("a.cs", Stack);
        await Aged();
        var first = await _engine.IndexAsync();
        var embedded = _engine.Embedder.Documents;
        await _engine.CloseAsync();
        var second = await _engine.IndexAsync();
        Assert.Multiple(() =>
        {
            Assert.That(first.Embedded, Is.GreaterThan(0));
            Assert.That((second.Added, second.Changed, second.Removed, second.Derived, second.Embedded), Is.EqualTo((0, 0, 0, 0, 0)));
            Assert.That(second.Files, Is.EqualTo(1));
            Assert.That(_engine.Embedder.Documents, Is.EqualTo(embedded));
        });
    }

    [Test]
    public async Task A_file_that_moved_keeps_its_content_and_embeds_nothing()
    {
        _engine.Write("old/name.cs", Stack);
        await _engine.IndexAsync();
        var embedded = _engine.Embedder.Documents;
        File.Move(Path.Join(_engine.Root, "old/name.cs"), Path.Join(_engine.Root, "moved.cs"));
        var report = await _engine.IndexAsync();
        Assert.That((report.Added, report.Removed, report.Embedded), Is.EqualTo((1, 1, 0)));
        Assert.That(_engine.Embedder.Documents, Is.EqualTo(embedded));
        Assert.That((await _engine.SearchAsync("BoundedStack")).Hits.Select(hit => hit.Path), Is.EqualTo(new[] { "moved.cs" }));
    }

    [Test]
    public async Task What_is_searched_is_what_is_on_disk_now()
    {
        _engine.Write("a.py", Parser);
        await _engine.SearchAsync("parse_header");
        _engine.Write("a.py", "# moved down\n\n" + Parser);
        _engine.Write("b.py", "def brand_new_function():\n    return 1\n");
        var answer = await _engine.SearchAsync("brand_new_function");
        Assert.That(answer.Hits[0].Path, Is.EqualTo("b.py"));
        Assert.That((await _engine.SearchAsync("parse_header")).Hits[0].Text, Does.Contain("moved down"));
        _engine.Delete("b.py");
        Assert.That((await _engine.SearchAsync("brand_new_function")).Hits.Select(hit => hit.Path), Does.Not.Contain("b.py"));
    }

    [Test]
    public async Task What_a_search_found_changed_is_committed_behind_it()
    {
        _engine.Write("a.py", Parser);
        await _engine.IndexAsync();
        _engine.Write("b.cs", Stack);
        await _engine.SearchAsync("BoundedStack");
        await _engine.CloseAsync();
        var status = (await _engine.Browser.StatusAsync(_engine.Root, false, BrowserFixture.Call, default)).Single();
        Assert.That(status.Files, Is.EqualTo(2));
    }

    [Test]
    public async Task A_damaged_snapshot_is_rebuilt_from_the_store_and_said()
    {
        for (var i = 0; i < 5; i++)
        {
            _engine.Write($"f{i}.py", $"def function_number_{i}():\n    return {i}\n");
        }

        await _engine.IndexAsync();
        await _engine.CloseAsync();
        var snapshot = Directory.GetFiles(_engine.DataFolder, "*.snap", SearchOption.AllDirectories).Single();
        var bytes = File.ReadAllBytes(snapshot);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(snapshot, bytes);

        var answer = await _engine.SearchAsync("function_number_3");
        Assert.That(answer.Hits[0].Path, Is.EqualTo("f3.py"));
        Assert.That(answer.Notes, Has.Some.Contain("snapshot"));
        await _engine.IndexAsync();
        await _engine.CloseAsync();
        Assert.That((await _engine.SearchAsync("function_number_3")).Notes, Is.Empty);
    }

    [Test]
    public async Task Nothing_readable_lies_in_the_data_folder_and_nothing_opens_without_the_key()
    {
        const string Planted = "PlantedWordNobodyElseWrites";
        _engine.Write($"{Planted}/{Planted}.cs", $"class {Planted} {{ int {Planted}Field; }}");
        await _engine.SearchAsync(Planted);
        await _engine.CloseAsync();
        byte[][] forbidden = [Encoding.UTF8.GetBytes(Planted), Encoding.Unicode.GetBytes(Planted), Encoding.UTF8.GetBytes(Planted.ToLowerInvariant())];
        foreach (var file in Directory.EnumerateFiles(_engine.DataFolder, "*", SearchOption.AllDirectories))
        {
            var bytes = File.ReadAllBytes(file);
            Assert.That(forbidden.Any(word => bytes.AsSpan().IndexOf(word) >= 0), Is.False, file);
            Assert.That(file, Does.Not.Contain(Planted));
        }

        using var otherKey = new Core.Crypto.MasterKeyText(new string('8', 64), "test");
        await using var stranger = new ContextBrowser(new BrowserOptions { DataFolder = _engine.DataFolder, MasterKey = otherKey, Embedder = null });
        var refusal = await Assert.ThrowsAsync<CtxbException>(() => stranger.StatusAsync(null, false, BrowserFixture.Call, default));
        Assert.That(refusal!.Code, Is.EqualTo(ErrorCodes.KeyWrong));
    }

    [Test]
    public async Task Skipped_files_are_told_with_their_reason()
    {
        _engine.Write(".gitignore", "*.log\n");
        _engine.Write("a.log", "x");
        _engine.Write("ok.py", Parser);
        File.WriteAllBytes(Path.Join(_engine.Root, "b.dat"), [0, 1, 2, 3, 0, 0]);
        await _engine.IndexAsync();
        var status = (await _engine.Browser.StatusAsync(_engine.Root, true, BrowserFixture.Call, default)).Single();
        Assert.That(status.SkippedPaths, Does.Contain(new SkippedPath("a.log", SkipReason.Ignored, ".gitignore:1:*.log")));
        Assert.That(status.SkippedPaths!.Single(path => path.Path == "b.dat").Reason, Is.EqualTo(SkipReason.Binary));
        Assert.That(status.State, Is.EqualTo("ready"));
    }

    [Test]
    public async Task A_forgotten_folder_leaves_no_file_and_another_stays()
    {
        _engine.Write("a.py", Parser);
        await _engine.IndexAsync();
        var report = await _engine.Browser.ForgetAsync(_engine.Root, erase: false, BrowserFixture.Call, default);
        Assert.That(report.Roots, Has.Count.EqualTo(1));
        Assert.That(report.BytesFreed, Is.GreaterThan(0));
        Assert.That(Directory.GetDirectories(Path.Join(_engine.DataFolder, "collections")), Is.Empty);
        Assert.That((await _engine.Browser.ForgetAsync(_engine.Root, erase: false, BrowserFixture.Call, default)).Roots, Is.Empty);
        Assert.That((await _engine.SearchAsync("parse_header")).Hits, Is.Not.Empty);
    }

    [Test]
    public async Task A_folder_inside_an_indexed_repository_shares_its_contents()
    {
        Directory.CreateDirectory(Path.Join(_engine.Root, ".git", "objects"));
        Directory.CreateDirectory(Path.Join(_engine.Root, ".git", "refs"));
        _engine.Write(".git/HEAD", "ref: refs/heads/main\n");
        _engine.Write("sub/a.cs", Stack);
        await _engine.IndexAsync();
        var embedded = _engine.Embedder.Documents;
        var sub = Path.Join(_engine.Root, "sub");
        var report = await _engine.Browser.IndexAsync(new IndexRequest { Root = sub }, null, BrowserFixture.Call, default);
        Assert.That((report.Files, report.Embedded), Is.EqualTo((1, 0)));
        Assert.That(_engine.Embedder.Documents, Is.EqualTo(embedded));
        Assert.That((await _engine.Browser.StatusAsync(null, false, BrowserFixture.Call, default)).Select(tree => Path.GetFileName(tree.Root)), Is.EquivalentTo(new[] { "source", "sub" }));
    }

    [Test]
    public async Task Two_folders_are_searched_in_one_question()
    {
        _engine.Write("one/a.cs", Stack);
        _engine.Write("two/b.py", Parser);
        var answer = await _engine.Browser.SearchAsync(
            new SearchRequest { Query = "push value header line", Roots = [Path.Join(_engine.Root, "one"), Path.Join(_engine.Root, "two")] },
            null, BrowserFixture.Call, default);
        Assert.That(answer.Hits.Select(hit => hit.Path), Is.EquivalentTo(new[] { "a.cs", "b.py" }));
        Assert.That(answer.Coverage.Files, Is.EqualTo(2));
    }

    [Test]
    public async Task A_question_of_no_folder_is_refused()
    {
        var refusal = await Assert.ThrowsAsync<CtxbException>(() => _engine.Browser.SearchAsync(new SearchRequest { Query = "x", Roots = [] }, null, BrowserFixture.Call, default));
        Assert.That(refusal!.Code, Is.EqualTo(ErrorCodes.ArgumentInvalid));
    }

    [TestCase(null)]
    [TestCase(4_000)]
    public async Task Of_two_folders_the_one_that_answers_comes_first(int? tokens)
    {
        _engine.Write("one/a.cs", Stack);
        _engine.Write("one/c.cs", "class Value\n{\n    int header;\n}\n");
        _engine.Write("two/b.py", Parser);
        var request = new SearchRequest
        {
            Query = "read one header line",
            Roots = [Path.Join(_engine.Root, "one"), Path.Join(_engine.Root, "two")],
            Cost = tokens is null ? null : new(_ => 10, answer => answer.Hits.Sum(hit => 10 + hit.Text.Length / 4)),
        };
        var answer = await _engine.Browser.SearchAsync(request, null, BrowserFixture.Call with { TokenLimit = tokens }, default);
        Assert.Multiple(() =>
        {
            Assert.That(answer.Hits[0].Path, Is.EqualTo("b.py"));
            Assert.That(answer.Hits.Select(hit => hit.Path), Does.Contain("c.cs"));
            Assert.That(answer.Hits.Where(hit => hit.Path != "b.py").Select(hit => hit.Score), Is.All.LessThan(0.7 * answer.Hits[0].Score));
        });
    }

    [Test]
    public async Task A_scope_narrows_by_extension_language_glob_and_path()
    {
        _engine.Write("src/a.cs", Stack);
        _engine.Write("src/deep/b.py", Parser);
        _engine.Write("src_other/c.py", Parser);
        Assert.Multiple(async () =>
        {
            Assert.That(await PathsAsync(new SearchScope { Extensions = ["PY"] }), Is.EquivalentTo(new[] { "src/deep/b.py", "src_other/c.py" }));
            Assert.That(await PathsAsync(new SearchScope { Languages = ["csharp"] }), Is.EquivalentTo(new[] { "src/a.cs" }));
            Assert.That(await PathsAsync(new SearchScope { Globs = ["src/**", "!*.cs"] }), Is.EquivalentTo(new[] { "src/deep/b.py" }));
            Assert.That(await PathsAsync(new SearchScope { Paths = ["src"] }), Is.EquivalentTo(new[] { "src/a.cs", "src/deep/b.py" }));
        });
        var refusal = await Assert.ThrowsAsync<CtxbException>(() => PathsAsync(new SearchScope { Paths = ["../outside"] }));
        Assert.That(refusal!.Code, Is.EqualTo(ErrorCodes.PathOutsideRoots));
    }

    [Test]
    public async Task Similar_code_is_found_and_the_example_is_not_among_it()
    {
        _engine.Write("a.cs", Stack);
        _engine.Write("copy.cs", Stack.Replace("BoundedStack", "GrowingStack", StringComparison.Ordinal));
        _engine.Write("other.py", Parser);
        var answer = await _engine.Browser.SimilarAsync(
            new SimilarRequest { Root = _engine.Root, Path = "a.cs", Line = 5 }, null, BrowserFixture.Call, default);
        Assert.That(answer.Hits[0].Path, Is.EqualTo("copy.cs"));
        Assert.That(answer.Hits.Select(hit => hit.Path), Does.Not.Contain("a.cs"));
        var bySnippet = await _engine.Browser.SimilarAsync(
            new SimilarRequest { Root = _engine.Root, Snippet = Parser }, null, BrowserFixture.Call, default);
        Assert.That(bySnippet.Hits[0].Path, Is.EqualTo("other.py"));
    }

    [Test]
    public async Task Bad_requests_are_refused_with_their_code()
    {
        _engine.Write("a.cs", Stack);
        await RefusedAsync(ErrorCodes.QueryEmpty, () => _engine.SearchAsync("  "));
        await RefusedAsync(ErrorCodes.ArgumentInvalid, () => _engine.SearchAsync("x", limit: 0));
        await RefusedAsync(ErrorCodes.PathMissing, () => _engine.Browser.IndexAsync(new IndexRequest { Root = Path.Join(_engine.Root, "none") }, null, BrowserFixture.Call, default));
        await RefusedAsync(ErrorCodes.PathNotDirectory, () => _engine.Browser.IndexAsync(new IndexRequest { Root = Path.Join(_engine.Root, "a.cs") }, null, BrowserFixture.Call, default));
        await RefusedAsync(ErrorCodes.PathInvalid, () => _engine.Browser.IndexAsync(new IndexRequest { Root = "a\0b" }, null, BrowserFixture.Call, default));
        await RefusedAsync(ErrorCodes.PathMissing, () => _engine.Browser.SimilarAsync(new SimilarRequest { Root = _engine.Root, Path = "nothing.cs" }, null, BrowserFixture.Call, default));
        await RefusedAsync(ErrorCodes.PathInvalid, () => _engine.Browser.SimilarAsync(new SimilarRequest { Root = _engine.Root, Path = "../../etc/passwd" }, null, BrowserFixture.Call, default));
        await RefusedAsync(ErrorCodes.ArgumentInvalid, () => _engine.Browser.SimilarAsync(new SimilarRequest { Root = _engine.Root, Path = "a.cs", Line = 1000 }, null, BrowserFixture.Call, default));
    }

    [Test]
    public async Task A_cancelled_index_leaves_what_was_committed_and_the_next_one_finishes()
    {
        for (var i = 0; i < 3000; i++)
        {
            _engine.Write($"d{i % 20}/f{i}.py", $"def function_{i}():\n    return {i}\n");
        }

        using var cancel = new CancellationTokenSource();
        var progress = new Reporter(progress =>
        {
            if (progress.FilesDone > 0)
            {
                cancel.Cancel(); // at the first committed batch
            }
        });
        Assert.That(
            async () => await _engine.Browser.IndexAsync(new IndexRequest { Root = _engine.Root }, progress, BrowserFixture.Call, cancel.Token),
            Throws.InstanceOf<OperationCanceledException>());
        await _engine.CloseAsync();
        var partial = (await _engine.Browser.StatusAsync(_engine.Root, false, BrowserFixture.Call, default)).Single();
        Assert.That(partial.State, Is.EqualTo("incomplete"));
        Assert.That(partial.Files, Is.InRange(1, 2999));
        var before = _engine.Embedder.Documents;
        var report = await _engine.IndexAsync();
        Assert.That(report.Files, Is.EqualTo(3000));
        Assert.That(_engine.Embedder.Documents - before, Is.LessThanOrEqualTo(3000 - partial.Files));
    }

    [Test]
    public async Task A_search_that_cannot_wait_answers_from_what_is_there_and_says_so()
    {
        for (var i = 0; i < 2000; i++)
        {
            _engine.Write($"f{i}.py", $"def function_{i}():\n    return {i}\n");
        }

        var answer = await _engine.Browser.SearchAsync(
            new SearchRequest { Query = "function_7", Roots = [_engine.Root], IndexingPatience = TimeSpan.Zero }, null, BrowserFixture.Call, default);
        Assert.That(answer.Fresh, Is.False);
        Assert.That(answer.Notes, Has.Some.Contain("Indexing goes on"));
        Assert.That((await _engine.SearchAsync("function_7")).Hits[0].Path, Is.EqualTo("f7.py"));
    }

    [Test]
    public async Task A_tree_answers_identically_alone_and_among_others_of_its_collection()
    {
        Directory.CreateDirectory(Path.Join(_engine.Root, ".git", "objects"));
        Directory.CreateDirectory(Path.Join(_engine.Root, ".git", "refs"));
        _engine.Write(".git/HEAD", "ref: refs/heads/main\n");
        for (var i = 0; i < 30; i++)
        {
            _engine.Write($"mine/f{i}.py", $"def handler_{i}(request):\n    return route(request, {i % 7})\n");
            _engine.Write($"theirs/g{i}.py", $"def handler_{i}(request):\n    return route(request, {i % 3})\nclass Route{i}: pass\n");
        }

        var mine = Path.Join(_engine.Root, "mine");
        Task<SearchAnswer> AskAsync() => _engine.Browser.SearchAsync(
            new SearchRequest { Query = "handler route request 3", Roots = [mine] }, null, BrowserFixture.Call, default);
        var alone = await AskAsync();
        await _engine.IndexAsync();
        await _engine.CloseAsync();
        var among = await AskAsync();
        Assert.That(among.Hits.Select(hit => (hit.Path, hit.Score)), Is.EqualTo(alone.Hits.Select(hit => (hit.Path, hit.Score))));
    }

    [Test]
    public async Task A_second_process_that_cannot_write_still_answers_true_to_the_disk()
    {
        _engine.Write("a.py", Parser);
        await _engine.IndexAsync();
        await using var other = _engine.NewBrowser();
        _engine.Write("b.cs", Stack);
        var answer = await other.SearchAsync(new SearchRequest { Query = "BoundedStack", Roots = [_engine.Root] }, null, BrowserFixture.Call, default);
        Assert.That(answer.Hits[0].Path, Is.EqualTo("b.cs"));
        Assert.That((await _engine.SearchAsync("BoundedStack")).Hits[0].Path, Is.EqualTo("b.cs"));
    }

    private static async Task RefusedAsync(string code, Func<Task> act)
    {
        var refusal = await Assert.ThrowsAsync<CtxbException>(() => act());
        Assert.That(refusal!.Code, Is.EqualTo(code));
        Assert.That(refusal.Next, Is.Not.Empty);
    }

    /// <summary>Waits until the files' stamps are old enough to be trusted.</summary>
    private static async Task Aged()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(40));
        await timer.WaitForNextTickAsync();
    }

    private async Task<IEnumerable<string>> PathsAsync(SearchScope scope)
    {
        var answer = await _engine.Browser.SearchAsync(
            new SearchRequest { Query = "push value header line", Roots = [_engine.Root], Scope = scope }, null, BrowserFixture.Call, default);
        return answer.Hits.Select(hit => hit.Path).Distinct();
    }

    private sealed class Reporter(Action<IndexProgress> report) : IProgress<IndexProgress>
    {
        public void Report(IndexProgress value) => report(value);
    }
}
