using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Files;
using McpContextBrowser.Evaluation;

namespace McpContextBrowser.Tests.Evaluation;

[TestFixture]
public sealed class GoldensTests
{
    private TemporaryFolder _folder;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void A_documentation_comment_asks_for_what_it_documents_and_is_hidden()
    {
        _folder.Write("src/Pool.cs", """
            // Copyright 2026
            class Pool
            {
            /// <summary>Closes every connection that was idle for <paramref name="longest"/> or more.</summary>
            /// <param name="longest">Seconds.</param>
            [Obsolete]
            public void Sweep(int longest) { }

            /// <summary>Too short.</summary>
            public void Other() { }

            /// <summary>Names itself: Purge takes everything away at once.</summary>
            public void Purge() { }
            }
            """);
        var golden = Docs().Single();
        Assert.Multiple(() =>
        {
            Assert.That(golden.Text, Is.EqualTo("Closes every connection that was idle for longest or more."));
            Assert.That(golden.Targets, Is.EqualTo(new[] { new GoldenTarget("src/Pool.cs", 7) }));
            Assert.That(golden.Hidden, Is.EqualTo(new HiddenLines("src/Pool.cs", 4, 5)));
        });
    }

    [TestCase("a.py", "def sweep(longest):\n    \"\"\"Close what was idle for a long time.\n\n    Args:\n        longest: seconds\n    \"\"\"\n    return 1\n", "Close what was idle for a long time.", 2, 6)]
    [TestCase("a.go", "package a\n\n// Sweep closes what was idle for a long time.\nfunc Sweep() {}\n", "closes what was idle for a long time.", 3, 3)]
    [TestCase("a.rs", "/// Closes what was idle for a long time.\n///\n/// # Panics\n#[inline]\npub fn sweep() {}\n", "Closes what was idle for a long time.", 1, 3)]
    [TestCase("A.java", "class A {\n    /**\n     * Closes what was {@link Idle} for a long time.\n     * @param longest seconds\n     */\n    void sweep() {}\n}\n", "Closes what was Idle for a long time.", 2, 5)]
    public void Comments_are_read_in_the_manner_of_their_language(string name, string text, string question, int first, int last)
    {
        _folder.Write(name, text);
        var golden = Docs().Single();
        Assert.That((golden.Text, golden.Hidden), Is.EqualTo((question, new HiddenLines(name, first, last))));
    }

    [TestCase("src/Pool.cs", "tests/PoolTests.cs", "class PoolTests {\n    public void Idle_connections_are_closed_after_a_while() { }\n    public void Works() { }\n}\n", "Idle connections are closed after a while", 2)]
    [TestCase("pool.py", "test_pool.py", "def test_idle_connections_are_closed():\n    pass\n", "idle connections are closed", 1)]
    [TestCase("pool.go", "pool_test.go", "package a\n\nfunc TestIdleConnectionsAreClosed(t *testing.T) {\n}\n", "Idle Connections Are Closed", 3)]
    [TestCase("src/pool.ts", "src/pool.spec.ts", "describe('pool', () => {\n  it('closes idle connections', () => {});\n});\n", "closes idle connections", 2)]
    public void The_name_of_a_test_asks_for_the_file_it_is_about(string subject, string test, string text, string question, int line)
    {
        _folder.Write(subject, "x\n");
        _folder.Write("other/" + Path.GetFileName(subject), "x\n"); // shares fewer folders, or is another thing altogether
        _folder.Write(test, text);
        File.Delete(_folder.Join("other", Path.GetFileName(subject)));
        using var tree = Tree();
        var golden = TestGoldens.In(tree, default).Single();
        Assert.That((golden.Text, golden.Targets.Single(), golden.Hidden), Is.EqualTo((question, new GoldenTarget(subject), new HiddenLines(test, line, line))));
    }

    [Test]
    public void A_test_of_one_of_two_equally_near_files_is_no_question()
    {
        _folder.Write("a/pool.py", "x\n");
        _folder.Write("b/pool.py", "x\n");
        _folder.Write("tests/test_pool.py", "def test_idle_connections_are_closed():\n    pass\n");
        using var tree = Tree();
        Assert.That(TestGoldens.In(tree, default), Is.Empty);
    }

    [Test]
    public void A_text_that_stands_twice_asks_for_nothing_and_a_sample_stays_the_same_when_others_come()
    {
        var twice = new[] { Of("1", "same"), Of("2", "Same"), Of("3", "other") };
        Assert.That(Sample.Of(twice, 10).Select(golden => golden.Id), Is.EqualTo(new[] { "3" }));
        var many = Enumerable.Range(0, 100).Select(i => Of($"id{i}", $"text {i}")).ToList();
        var some = Sample.Of(many.Take(90), 10);
        Assert.That(Sample.Of(many, 10).Intersect(some).Count(), Is.GreaterThanOrEqualTo(7), "a tenth more moves about one of ten");
    }

    [Test]
    public async Task A_commit_asks_for_the_functions_it_touched_that_are_still_there()
    {
        using var repository = await TestRepository.InitAsync();
        repository.Write("lib/pool.c", "int open(void)\n{\n    return 1;\n}\n\nint sweep(void)\n{\n    return 1;\n}\n");
        repository.Write("README.md", "a\n");
        await repository.CommitAsync("first");
        repository.Write("lib/pool.c", "int open(void)\n{\n    return 1;\n}\n\nint sweep(void)\n{\n    return 2;\n}\n");
        repository.Write("README.md", "b\n");
        var id = await repository.CommitAsync("Close idle connections twice (#12)\n\nSee https://example.org/1 for more.\n\nSigned-off-by: A <a@example.org>");
        repository.Write("README.md", "c\n");
        await repository.CommitAsync("Only words about the same thing are changed");
        repository.Write("lib/pool.c", "/* moved */\n\nint open(void)\n{\n    return 1;\n}\n\nint sweep(void)\n{\n    return 2;\n}\n");
        await repository.CommitAsync("Bump the version of everything there is");
        using var tree = new SourceTree(repository.Join("lib"), new FilesOptions(), default);
        await using var history = GitHistory.TryOpen(repository.Found, new Dictionary<string, string> { ["PATH"] = Environment.GetEnvironmentVariable("PATH")! }, out _)!;
        var golden = (await CommitGoldens.InAsync(tree, history, RelativePath.FromNormalised("lib"), 10, default));
        Assert.That(golden, Is.Empty, "README.md lies outside of the folder and cannot be found in it");
        using var whole = new SourceTree(repository.Root, new FilesOptions(), default);
        var found = (await CommitGoldens.InAsync(whole, history, default, 10, default)).Single();
        Assert.Multiple(() =>
        {
            Assert.That(found.Id, Is.EqualTo($"commit:{id[..12]}"));
            Assert.That(found.Text, Is.EqualTo("Close idle connections twice\nSee  for more."));
            Assert.That(found.Targets, Is.EqualTo(new[] { new GoldenTarget("lib/pool.c", 8) }), "where sweep stands today");
        });
    }

    [Test]
    public void Questions_come_back_from_a_file_as_they_were()
    {
        GoldenQuestion[] goldens =
        [
            new() { Id = "1", Kind = "doc", Text = "où \"est\" <x>", Targets = [new("a.cs", 3), new("b.cs")], Hidden = new("a.cs", 1, 2) },
            new() { Id = "2", Text = "b", Targets = [new("b.cs")] },
        ];
        var path = _folder.Write("g.jsonl", GoldenFile.Write(goldens));
        var read = GoldenFile.Read(path);
        Assert.That(GoldenFile.Write(read), Is.EqualTo(GoldenFile.Write(goldens)));
        Assert.That(File.ReadAllLines(path)[1], Is.EqualTo("""{"id":"2","kind":"given","text":"b","targets":[{"path":"b.cs"}]}"""));
    }

    [TestCase("{\"id\":\"1\",\"text\":\"a\",\"targets\":[{\"path\":\"x\"}]}\nnothing", "line 2")]
    [TestCase("{\"id\":\"1\",\"text\":\"a\",\"targets\":[]}", "line 1")]
    [TestCase("{\"id\":\"1\",\"text\":\"a\"}", "line 1")]
    [TestCase("{\"id\":\"1\",\"text\":\"a\",\"targets\":[{\"path\":\"x\"}]}\n{\"id\":\"1\",\"text\":\"a\",\"targets\":[{\"path\":\"x\"}]}", "a second time")]
    [TestCase("\n\n", "no question")]
    public void A_line_that_is_no_question_is_named(string text, string words)
    {
        var problem = Assert.Throws<CtxbException>(() => GoldenFile.Read(_folder.Write("g.jsonl", text)))!;
        Assert.That(problem.Message, Does.Contain(words));
        Assert.That(problem.Next, Is.Not.Empty);
    }

    private static GoldenQuestion Of(string id, string text) => new() { Id = id, Text = text, Targets = [new("a")] };

    private SourceTree Tree() => new(_folder.Path, new FilesOptions(), default);

    private List<GoldenQuestion> Docs()
    {
        using var tree = Tree();
        return [.. DocGoldens.In(tree, default)];
    }
}
