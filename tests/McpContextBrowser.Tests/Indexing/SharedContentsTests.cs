using McpContextBrowser.Core;

namespace McpContextBrowser.Tests.Indexing;

/// <summary>Worktrees and branches share contents, and none sees another.</summary>
public sealed class SharedContentsTests
{
    private static readonly string[] Questions = ["where are sessions closed", "merge_buffer", "rotate the token of a header", "verify_index_3_7"];

    [Test]
    [Slow]
    public Task So_it_is_for_a_hundred_worktrees() => A_further_worktree_embeds_nothing_costs_little_and_answers_as_if_it_were_alone(5_000, 99);

    [TestCase(400, 2)]
    public async Task A_further_worktree_embeds_nothing_costs_little_and_answers_as_if_it_were_alone(int files, int worktrees)
    {
        await using var engine = new BrowserFixture();
        Repository.Make(engine.Root);
        Repository.WriteFiles(engine.Root, files);
        await engine.IndexAsync();
        await engine.CloseAsync();
        var alone = new List<SearchAnswer>();
        foreach (var question in Questions)
        {
            alone.Add(await engine.SearchAsync(question));
        }

        await engine.CloseAsync();
        var first = SizeOf(engine.DataFolder);
        var embedded = engine.Embedder.Documents;
        var folders = Enumerable.Range(2, worktrees).Select(i => Path.Join(engine.Root, "..", $"wt{i}")).Select(Path.GetFullPath).ToList();
        for (var i = 0; i < folders.Count; i++)
        {
            Repository.AddWorktree(engine.Root, folders[i], $"wt{i}");
            var report = await engine.Browser.IndexAsync(new IndexRequest { Root = folders[i] }, null, BrowserFixture.Call, default);
            Assert.That((report.Files, report.Embedded, report.Derived), Is.EqualTo((files, 0, 0)));
        }

        await engine.CloseAsync();
        var each = (SizeOf(engine.DataFolder) - first) / (double)worktrees / first;
        TestContext.Out.WriteLine($"{files} files: {first} bytes for the first worktree, {each:P2} of that for each of {worktrees} more");
        Assert.That(each, Is.LessThanOrEqualTo(0.03));
        Assert.That(engine.Embedder.Documents, Is.EqualTo(embedded));

        File.WriteAllText(Path.Join(folders[0], "only_here.py"), "def close_session_only_here(pool):\n    pool.sessions.close()\n");
        for (var i = 0; i < Questions.Length; i++)
        {
            var beside = await engine.SearchAsync(Questions[i]);
            Assert.That(beside.Hits.Select(hit => (hit.Path, hit.StartLine, hit.Score)), Is.EqualTo(alone[i].Hits.Select(hit => (hit.Path, hit.StartLine, hit.Score))));
        }

        var other = await SearchAsync(engine, folders[0], "close_session_only_here");
        Assert.That(other.Hits[0].Path, Is.EqualTo("only_here.py"));
    }

    [Test]
    public async Task A_worktree_inside_another_shows_in_neither_ones_answers()
    {
        await using var engine = new BrowserFixture();
        Repository.Make(engine.Root);
        engine.Write("main.py", "def open_session(pool):\n    return pool.open()\n");
        var inner = Path.Join(engine.Root, "trees", "inner");
        Repository.AddWorktree(engine.Root, inner, "inner");
        File.WriteAllText(Path.Join(inner, "inner.py"), "def open_session_inside(pool):\n    return pool.open()\n");
        Assert.That((await engine.SearchAsync("open_session")).Hits.Select(hit => hit.Path).Distinct(), Is.EqualTo(new[] { "main.py" }));
        Assert.That((await SearchAsync(engine, inner, "open_session")).Hits.Select(hit => hit.Path).Distinct(), Is.EquivalentTo(new[] { "main.py", "inner.py" }));
        engine.Write("later.py", "def open_session_later(pool):\n    return pool.open()\n");
        Assert.That((await SearchAsync(engine, inner, "open_session_later")).Hits.Select(hit => hit.Path), Does.Not.Contain("later.py"));
    }

    [TestCase(20, Description = "few enough for the search to take them in itself")]
    [TestCase(300, Description = "so many that it leaves them to an indexing run")]
    public async Task Switching_branches_embeds_only_what_was_never_seen(int differing)
    {
        await using var engine = new BrowserFixture();
        var files = Enumerable.Range(0, differing).ToDictionary(i => $"f{i}.py", i => $"def on_main_{i}(value):\n    return value + {i}\n");
        WriteAll(engine, files);
        engine.Write("same.py", "def on_both(value):\n    return value\n");
        await engine.IndexAsync();
        var other = files.ToDictionary(file => file.Key, file => file.Value.Replace("on_main", "on_other", StringComparison.Ordinal));
        WriteAll(engine, other);
        Assert.That((await engine.SearchAsync("on_other_7")).Hits[0].Path, Is.EqualTo("f7.py"));
        await engine.CloseAsync();
        var embedded = engine.Embedder.Code;
        foreach (var (branch, word) in new[] { (files, "on_main_7"), (other, "on_other_7"), (files, "on_main_7") })
        {
            WriteAll(engine, branch);
            Assert.That((await engine.SearchAsync(word)).Hits[0].Text, Does.Contain(word));
        }

        Assert.That(engine.Embedder.Code, Is.EqualTo(embedded));
    }

    private static void WriteAll(BrowserFixture engine, Dictionary<string, string> files)
    {
        foreach (var (path, text) in files)
        {
            engine.Write(path, text);
        }
    }

    private static Task<SearchAnswer> SearchAsync(BrowserFixture engine, string root, string query) =>
        engine.Browser.SearchAsync(new SearchRequest { Query = query, Roots = [root] }, null, BrowserFixture.Call, default);

    private static long SizeOf(string folder) => new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
}
