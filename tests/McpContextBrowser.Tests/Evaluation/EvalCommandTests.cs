using System.Text.Json;
using McpContextBrowser.Cli;
using McpContextBrowser.Configuration;
using McpContextBrowser.Evaluation;
using McpContextBrowser.Tests.Cli;
using McpContextBrowser.Tests.EndToEnd;

namespace McpContextBrowser.Tests.Evaluation;

[TestFixture]
public sealed class EvalCommandTests
{
    private TemporaryFolder _folder;

    private string Root => _folder.Join("source");

    [SetUp]
    public void MakeSources()
    {
        _folder = new TemporaryFolder();
        _folder.Write("source/src/pool.py", "class Pool:\n    \"\"\"Keeps connections open for a later request.\"\"\"\n    def take(self):\n        return self.idle_connections.pop()\n");
        _folder.Write("source/src/clock.py", "class Clock:\n    \"\"\"Tells how many seconds have gone by.\"\"\"\n    def elapsed_seconds(self):\n        return 1\n");
        _folder.Write("source/tests/test_pool.py", "from pool import Pool\n\ndef test_idle_connections_are_taken_first():\n    assert Pool().take()\n");
    }

    [TearDown]
    public void RemoveSources() => _folder.Dispose();

    [Test]
    public async Task Questions_of_documents_and_tests_are_asked_and_measured()
    {
        var run = await RunAsync("eval", Root, "--from", "doc,test", "--json", "--save", "kept.jsonl");
        Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Ok), run.Messages);
        var report = JsonSerializer.Deserialize(run.Results, EvaluationJson.Readable.EvaluationReport)!;
        Assert.Multiple(() =>
        {
            Assert.That(report.Groups.Select(group => (group.Kind, group.Questions)), Is.EqualTo(new[] { ("all", 3), ("doc", 2), ("test", 1) }));
            Assert.That(report.Model, Is.Not.Null);
            Assert.That(report.Questions.Single(question => question.Kind == "test").Measures[GoldenScore.Ndcg], Is.EqualTo(1));
            Assert.That(report.Questions.SelectMany(question => question.Measures.Values), Is.All.InRange(0.0, 1.0));
            Assert.That(report.Groups[0].Measures["recall4000Tokens"].Mean, Is.EqualTo(1), "three small files fit");
            Assert.That(GoldenFile.Read(_folder.Join("kept.jsonl")), Has.Count.EqualTo(3));
        });
    }

    [Test]
    public async Task What_asks_is_not_there_to_be_found()
    {
        // The words of the comment stand nowhere else; were they not hidden, words alone would find them. Without it the file is like
        // ten others, to words and to the model, which all come first by their paths.
        _folder.Write("source/src/odd.py", "class Odd:\n    \"\"\"Quagmire zeppelin obelisk marzipan tundra.\"\"\"\n    value = 1\n");
        foreach (var twin in "abcdefghij")
        {
            _folder.Write($"source/src/{twin}/odd.py", "class Odd:\n\n    value = 1\n");
        }

        await RunAsync("eval", Root, "--from", "doc", "--save", "kept.jsonl");
        var odd = GoldenFile.Read(_folder.Join("kept.jsonl")).Single(golden => golden.Text.StartsWith("Quagmire", StringComparison.Ordinal));
        File.WriteAllText(_folder.Join("hidden.jsonl"), GoldenFile.Write([odd]));
        File.WriteAllText(_folder.Join("open.jsonl"), GoldenFile.Write([odd with { Hidden = null }]));
        Assert.That(await NdcgAsync("hidden.jsonl"), Is.Zero);
        Assert.That(await NdcgAsync("open.jsonl"), Is.EqualTo(1));
    }

    [Test]
    public async Task The_gate_closes_below_what_is_asked_for()
    {
        _folder.Write("easy.jsonl", """{"id":"1","text":"idle connections pool","targets":[{"path":"src/pool.py"}]}""" + "\n");
        _folder.Write("wrong.jsonl", """{"id":"1","text":"idle connections pool","targets":[{"path":"src/absent.py"}]}""" + "\n");
        var open = await RunAsync("eval", Root, "--golden", "easy.jsonl", "--min-ndcg", "0.9");
        var closed = await RunAsync("eval", Root, "--golden", "wrong.jsonl", "--min-ndcg", "0.9");
        Assert.That((open.ExitCode, closed.ExitCode), Is.EqualTo((ExitCode.Ok, ExitCode.GateClosed)));
        Assert.That(open.Messages, Does.Not.Contain("wanted files"));
        Assert.That(open.Results, Does.Contain("given (1)"));
        Assert.That(closed.Messages, Does.Contain("No answer can have 1 of the wanted files, which are not in the tree or are not indexed: src/absent.py"));
        Assert.That(closed.Messages, Does.Contain("NDCG@10 is 0.000, and at least 0.900 is asked for."));
    }

    [Test]
    public async Task A_run_is_compared_with_an_earlier_one()
    {
        _folder.Write("q.jsonl", """{"id":"1","text":"idle connections pool","targets":[{"path":"src/pool.py"}]}""" + "\n");
        _folder.Write("before.json", (await RunAsync("eval", Root, "--golden", "q.jsonl", "--json")).Results);
        File.Delete(Path.Join(Root, "src", "pool.py"));
        var table = await RunAsync("eval", Root, "--golden", "q.jsonl", "--compare", "before.json");
        Assert.That(table.Results, Does.Contain("difference (1)").And.Contain("-1.000 -1.000…-1.000").And.Contain("0 questions better, 1 worse"));
        _folder.Write("other.jsonl", """{"id":"2","text":"idle connections pool","targets":[{"path":"src/pool.py"}]}""" + "\n");
        var strangers = await RunAsync("eval", Root, "--golden", "other.jsonl", "--compare", "before.json");
        Assert.That((strangers.ExitCode, strangers.Messages), Is.EqualTo((ExitCode.Failed, strangers.Messages)));
        Assert.That(strangers.Messages, Does.Contain("share no question"));
    }

    [Test]
    public async Task A_folder_with_nothing_to_ask_says_so()
    {
        _folder.Write("bare/notes.txt", "nothing\n");
        var run = await RunAsync("eval", _folder.Join("bare"));
        Assert.That(run.ExitCode, Is.EqualTo(ExitCode.NothingFound));
        Assert.That(run.Messages, Does.Contain("no question of the kind 'doc'").And.Contain("Nothing to ask."));
    }

    [TestCase("--from", "rumours", "Use commit, doc, test.")]
    [TestCase("--min-ndcg", "2", "use 0 to 1")]
    [TestCase("--questions", "0", "use 1 to 10,000")]
    [TestCase("--golden", "absent.jsonl", "cannot be read")]
    [TestCase("--compare", "absent.json", "no earlier run")]
    public async Task What_cannot_be_done_is_told_before_anything_is_read(string option, string value, string words)
    {
        var run = await RunAsync("eval", Root, option, value);
        Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Failed));
        Assert.That(run.Messages, Does.Contain(words));
    }

    [Test]
    public async Task The_real_process_asks_about_the_history_and_leaves_nothing_behind()
    {
        using var repository = await TestRepository.InitAsync();
        repository.Write("pool.py", "class Pool:\n    def take(self):\n        return self.idle.pop()\n");
        repository.Write("clock.py", "def seconds():\n    return 1\n");
        await repository.CommitAsync("first");
        repository.Write("pool.py", "class Pool:\n    def take(self):\n        return self.idle.pop(0)\n");
        await repository.CommitAsync("Take the connection that was idle for longest from the pool");
        var home = _folder.Folder("home");
        var temporary = _folder.Folder("temporary");
        var ctxb = CtxbProcess.Built.With(("TMPDIR", temporary), ("TEMP", temporary), ("TMP", temporary));
        var run = await ctxb.RunAsync(home, "eval", repository.Root, "--from", "commit,doc", "--min-ndcg", "1");
        Assert.That(run.ExitCode, Is.Zero, run.Messages);
        Assert.That(run.Results, Does.Contain("commit (1)").And.Contain("NDCG@10").And.Contain("1.000 1.000…1.000"));
        Assert.That(Directory.EnumerateDirectories(temporary, "ctxb-*"), Is.Empty);
    }

    private async Task<double> NdcgAsync(string golden) =>
        JsonSerializer.Deserialize((await RunAsync("eval", Root, "--golden", golden, "--json")).Results, EvaluationJson.Readable.EvaluationReport)!
            .Groups[0].Measures[GoldenScore.Ndcg].Mean;

    private Task<CliRun> RunAsync(params string[] args)
    {
        var variables = new Dictionary<string, string> { ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "" };
        return CliRun.OfAsync(
            [.. args, "--data", _folder.Join("data")], new Surroundings(variables, _folder.Path, _folder.Join("home"), SystemKind.Linux));
    }
}
