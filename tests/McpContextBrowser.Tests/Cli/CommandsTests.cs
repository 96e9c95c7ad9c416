using System.Text.Json;
using McpContextBrowser.Cli;
using McpContextBrowser.Configuration;
using McpContextBrowser.Core.Search.Packing;

namespace McpContextBrowser.Tests.Cli;

/// <summary>The verbs over a real engine, inside the test.</summary>
[TestFixture]
public sealed class CommandsTests
{
    private TemporaryFolder _disk;
    private string _repository;

    [SetUp]
    public void MakeRepository()
    {
        _disk = new TemporaryFolder();
        _repository = _disk.Folder("home", "repo");
        _disk.Folder("home", "repo", ".git", "objects");
        _disk.Write("home/repo/.git/HEAD", "ref: refs/heads/main\n");
        _disk.Write("home/repo/.gitignore", "*.log\n");
        _disk.Write("home/repo/run.log", "noise\n");
        _disk.Write("home/repo/src/pool.py", "class Pool:\n    def close_sessions(self):\n        for session in self.sessions:\n            session.shutdown()\n");
        _disk.Write("home/repo/src/retry.py", "def retry_with_backoff(action, attempts):\n    for attempt in range(attempts):\n        action()\n");
    }

    [TearDown]
    public void RemoveDisk() => _disk.Dispose();

    [Test]
    public async Task Search_indexes_on_first_use_and_answers_the_enclosing_repository()
    {
        var run = await RunAsync("search", "where are sessions closed", "--json");
        using var hits = JsonDocument.Parse(run.Results);
        Assert.Multiple(() =>
        {
            Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Ok), run.Messages);
            Assert.That(hits.RootElement[0].GetProperty("path").GetString(), Is.EqualTo("src/pool.py"));
            Assert.That(hits.RootElement[0].GetProperty("language").GetString(), Is.EqualTo("python"));
            Assert.That(run.Messages, Is.Empty);
        });
    }

    [Test]
    public async Task A_question_of_which_no_word_occurs_is_answered_by_meaning_and_says_so()
    {
        var run = await RunAsync("search", "evaporate jewellery");
        var lines = await RunAsync("search", "--jsonl", "evaporate jewellery");
        Assert.Multiple(() =>
        {
            Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Ok));
            Assert.That(run.Messages, Does.Contain("No word of the question occurs here"));
            Assert.That(lines.Results, Does.Contain("\"noWordOccurs\":true"));
        });
    }

    [Test]
    public async Task A_name_that_occurs_nowhere_is_told_beside_the_hits_and_where_was_not_looked()
    {
        var run = await RunAsync("search", "--json", "close_sesions");
        Assert.Multiple(() =>
        {
            Assert.That(JsonElement.Parse(run.Results).GetArrayLength(), Is.GreaterThan(0), "an array, whatever is told");
            Assert.That(run.Messages, Does.Contain("ctxb: 'close_sesions' occurs in none of 3 files, in any case: every one was checked."));
            Assert.That(run.Messages, Does.Contain("ctxb: Not searched: 1 ignored by .gitignore:1:*.log (run.log)"));
        });
    }

    [Test]
    public async Task Search_of_several_folders_says_where_each_hit_is()
    {
        var other = _disk.Folder("home", "other");
        _disk.Write("home/other/hedge.py", "def trim_hedge(hedge):\n    return hedge.close()\n");
        var run = await RunAsync("search", "where are sessions closed", ".", "--path", other, "--json");
        using var hits = JsonDocument.Parse(run.Results);
        var roots = hits.RootElement.EnumerateArray().Select(hit => hit.GetProperty("root").GetString()).ToList();
        var text = await RunAsync("search", "trim_hedge", "--path", other, "--path", ".");
        Assert.Multiple(() =>
        {
            Assert.That(roots[0], Is.EqualTo(_repository));
            Assert.That(roots, Does.Contain(other));
            Assert.That(text.Results, Does.StartWith($"{Path.Join(other, "hedge.py")}:1:def trim_hedge"));
        });
    }

    [TestCase("search", "close sessions")]
    [TestCase("index")]
    public async Task What_is_not_done_in_the_time_it_is_given_is_a_failure_that_says_so(params string[] args)
    {
        var run = await RunAsync([.. args, "--timeout", "0s"]);
        Assert.That((run.ExitCode, run.Results), Is.EqualTo((ExitCode.Failed, "")));
        Assert.That(run.Messages, Does.StartWith("ctxb: No answer within the 0 s there were").And.Contain("--timeout"));
        Assert.That((await RunAsync([.. args, "--timeout", "10m"])).ExitCode, Is.EqualTo(ExitCode.Ok));
    }

    [TestCase("--json")]
    [TestCase("--jsonl")]
    [TestCase(null)]
    public async Task An_answer_keeps_the_tokens_it_is_given(string? form)
    {
        for (var i = 0; i < 20; i++)
        {
            _disk.Write($"home/repo/src/pool{i}.py", string.Concat(Enumerable.Range(0, 12).Select(n => $"def close_sessions_{i}_{n}(sessions):\n    for session in sessions:\n        session.shutdown({n})\n\n")));
        }

        string[] args = form is null ? ["search", "close sessions"] : ["search", "close sessions", form];
        var whole = await RunAsync(args);
        var cut = await RunAsync([.. args, "--max-tokens", "400"]);
        Assert.Multiple(() =>
        {
            Assert.That(TokenCounter.Count(cut.Results), Is.LessThanOrEqualTo(400).And.GreaterThan(100));
            Assert.That(TokenCounter.Count(whole.Results), Is.GreaterThan(400));
            Assert.That(cut.Results, Does.Contain("close_sessions"));
        });
    }

    [Test]
    public async Task The_only_hit_is_cut_to_few_tokens_although_its_path_stands_before_each_line()
    {
        _disk.Write("home/repo/src/a/deep/place/pool.py", string.Concat(Enumerable.Range(0, 30).Select(n => $"def close_sessions_{n}(sessions):\n    sessions.shutdown({n})\n\n")));
        var run = await RunAsync("search", "close sessions", "--glob", "src/a/**", "--limit", "1", "--max-tokens", "200");
        Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Ok), run.Messages);
        Assert.That(TokenCounter.Count(run.Results), Is.InRange(80, 200));
    }

    [Test]
    public async Task What_fits_into_no_budget_is_not_called_missing()
    {
        var folder = string.Join('/', Enumerable.Range(0, 24).Select(n => $"folder_number_{n}_of_many"));
        _disk.Write($"home/repo/{folder}/pool.py", "def close_sessions(sessions):\n    sessions.shutdown()\n");
        var run = await RunAsync("search", "close sessions", "--glob", "folder_number_0_of_many/**", "--json", "--max-tokens", "200");
        Assert.That(run.ExitCode, Is.EqualTo(ExitCode.NothingFound), run.Results);
        Assert.That(run.Messages, Does.Contain("Nothing of what was found fits").And.Not.Contain("Nothing found"));
    }

    [Test]
    public async Task A_changed_file_is_found_as_it_is_now()
    {
        await RunAsync("index");
        _disk.Write("home/repo/src/retry.py", "def zebra_crossing():\n    return 'stripes'\n");
        var run = await RunAsync("search", "zebra_crossing");
        Assert.That(run.Results, Does.StartWith("src/retry.py:1:def zebra_crossing():\n"));
    }

    [TestCase("run.log", "run.log is not indexed: ignored by .gitignore:1:*.log.\n")]
    [TestCase("src/none.py", "src/none.py is not there: no file of that path was seen.\n")]
    public async Task Why_not_names_the_rule_that_left_a_file_out(string place, string sentence)
    {
        var run = await RunAsync("why-not", "close sessions", place);
        Assert.That((run.ExitCode, run.Results), Is.EqualTo((ExitCode.Ok, sentence)), run.Messages);
    }

    [Test]
    public async Task Why_not_tells_the_rank_of_a_file_what_it_is_made_of_and_the_first_to_compare_with()
    {
        var run = await RunAsync("why-not", "retry close sessions", "src/retry.py:2");
        Assert.That(
            run.Results,
            Does.StartWith("src/retry.py ranks 2 of 2 files with a score of ").And.Contain("  ∙ term ").And.Contain("Its lines 1-3 are piece 1 of 1 in the file.")
                .And.Contain("The first is src/pool.py with "),
            run.Messages);
    }

    [Test]
    public async Task Why_not_refuses_what_is_no_place_below_the_folder()
    {
        var run = await RunAsync("why-not", "x", "../secret.py");
        Assert.That((run.ExitCode, run.Messages), Is.EqualTo((ExitCode.Failed, "ctxb: '../secret.py' is not a path below the folder.\n      Name a file as a hit names it, such as src/app.cs:12.\n")));
    }

    [TestCase(false, "new.py:1: stop_sessions exists already: src/pool.py:1-4 (Pool), similarity ")]
    [TestCase(true, "\"existingPath\":\"src/pool.py\"")]
    public async Task Check_is_a_gate_for_added_code_that_exists(bool json, string printed)
    {
        const string Diff = "+++ b/new.py\n@@ -0,0 +1,3 @@\n+def stop_sessions(self):\n+    for session in self.sessions:\n+        session.shutdown()\n";
        var (results, messages) = (new StringWriter(), new StringWriter());
        await using var session = new Session(new Output(results, messages, TextStyle.Piped, TextStyle.Piped), Surroundings(_repository), default);
        var dirty = await new CheckCommand { Json = json, Threshold = 0.6 }.RunAsync(session, new StringReader(Diff), default);
        var clean = await new CheckCommand { Json = json }.RunAsync(session, new StringReader("nothing"), default);
        Assert.That((dirty, clean), Is.EqualTo((ExitCode.GateClosed, ExitCode.Ok)));
        Assert.That(results.ToString(), Does.Contain(printed));
    }

    [Test]
    public async Task Each_hit_can_be_explained()
    {
        var run = await RunAsync("search", "retry_with_backoff", "--explain");
        Assert.That(run.Results, Does.Contain("  ∙ "), run.Messages);
    }

    [Test]
    public async Task Filters_narrow_and_nothing_found_is_exit_code_1()
    {
        await RunAsync("index");
        var run = await RunAsync("search", "sessions", "--ext", "cs", "--json");
        Assert.Multiple(() =>
        {
            Assert.That(run.ExitCode, Is.EqualTo(ExitCode.NothingFound));
            Assert.That(run.Results, Is.EqualTo("[]\n"));
            Assert.That(run.Messages, Does.StartWith("ctxb: Nothing found in "));
        });
    }

    [Test]
    public async Task Index_tells_what_it_did_and_the_second_run_does_nothing()
    {
        var first = await RunAsync("index", _repository);
        var second = await RunAsync("index", "--json");
        using var report = JsonDocument.Parse(second.Results);
        Assert.Multiple(() =>
        {
            Assert.That(first.Results, Does.StartWith($"{_repository}: 3 files, ").And.Contain(" added, 0 changed, 0 removed").And.Contain("skipped: ").And.Contain("ignored"));
            Assert.That(report.RootElement.GetProperty("embedded").GetInt32(), Is.Zero);
            Assert.That(report.RootElement.GetProperty("files").GetInt32(), Is.EqualTo(3));
        });
    }

    [Test]
    public async Task Status_tells_what_is_held_and_each_skipped_path_with_its_rule()
    {
        var before = await RunAsync("status");
        await RunAsync("index");
        var after = await RunAsync("status", "--skipped");
        var json = await RunAsync("status", _repository, "--json");
        using var trees = JsonDocument.Parse(json.Results);
        Assert.Multiple(() =>
        {
            Assert.That(before.ExitCode, Is.EqualTo(ExitCode.NothingFound));
            Assert.That(before.Messages, Does.Contain("Nothing is indexed yet"));
            Assert.That(after.Results, Does.StartWith(_repository).And.Contain("state    ready").And.Contain("run.log: ignored (.gitignore:1:*.log)"));
            Assert.That(trees.RootElement[0].GetProperty("state").GetString(), Is.EqualTo("ready"));
        });
    }

    [Test]
    public async Task Clear_removes_the_folder_from_the_index_only()
    {
        await RunAsync("index");
        var cleared = await RunAsync("clear", _repository);
        var again = await RunAsync("clear", "--json");
        var all = await RunAsync("clear", "--all");
        Assert.Multiple(() =>
        {
            Assert.That(cleared.Results, Is.EqualTo($"removed {_repository}\n"));
            Assert.That(cleared.Messages, Does.EndWith("MiB freed.\n"));
            Assert.That(again.ExitCode, Is.EqualTo(ExitCode.NothingFound));
            Assert.That(again.Messages, Does.Contain("was not indexed"));
            Assert.That(all.Messages, Does.Contain("Nothing was indexed"));
            Assert.That(File.Exists(_disk.Join("home", "repo", "src", "pool.py")), Is.True);
        });
    }

    [Test]
    public async Task Similar_takes_a_place_as_a_hit_or_the_shell_names_it()
    {
        _disk.Write("home/repo/src/pool_copy.py", "class PoolCopy:\n    def close_sessions(self):\n        for session in self.sessions:\n            session.shutdown()\n");
        var fromRoot = await RunAsync("similar", "src/pool.py:2", "--json");
        var fromFolder = await RunAtAsync(_disk.Join("home", "repo", "src"), ["similar", "pool.py:2", "--json"]);
        using var hits = JsonDocument.Parse(fromRoot.Results);
        Assert.Multiple(() =>
        {
            Assert.That(hits.RootElement[0].GetProperty("path").GetString(), Is.EqualTo("src/pool_copy.py"));
            Assert.That(fromFolder.Results, Is.EqualTo(fromRoot.Results));
        });
    }

    [TestCase("search", "q", "missing", Description = "no such path")]
    [TestCase("index", "src/pool.py", Description = "a file in place of a directory")]
    [TestCase("search", "  ", Description = "empty query")]
    [TestCase("similar", "src/none.py:1", Description = "no such example")]
    [TestCase("similar", "../outside.txt:1", Description = "an example outside of the folder")]
    [TestCase("clear", "src", "--all", Description = "contradiction")]
    [TestCase("search", "q", "--data", "index", Description = "the index inside of what is indexed")]
    [TestCase("search", "q", "--data", "../outside.txt", Description = "a file in place of the data folder")]
    [TestCase("search", "q", "--data", "../outside.txt/below", Description = "a data folder below a file")]
    public async Task Bad_input_says_what_is_wrong_and_what_to_do_and_changes_nothing(params string[] args)
    {
        _disk.Write("home/outside.txt", "x");
        var run = await RunAsync(args);
        Assert.Multiple(() =>
        {
            Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Failed));
            Assert.That(run.Results, Is.Empty);
            Assert.That(run.Messages.TrimEnd('\n').Split('\n'), Has.Length.EqualTo(2));
            Assert.That(run.Messages, Does.Match("^ctxb: .+\n      .+\n$"));
            Assert.That(Directory.Exists(_disk.Join("home", ".local")), Is.False, "nothing was made");
        });
    }

    [Test]
    public async Task Ctrl_C_is_exit_code_130_and_leaves_a_usable_index()
    {
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();
        var run = await CliRun.OfAsync(["index"], Surroundings(_repository), cancellationToken: stopped.Token);
        var after = await RunAsync("search", "where are sessions closed");
        Assert.Multiple(() =>
        {
            Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Cancelled));
            Assert.That(after.ExitCode, Is.EqualTo(ExitCode.Ok));
        });
    }

    [Test]
    public async Task The_data_folder_and_the_key_are_the_owners_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Ignore("Windows keeps access in lists, not modes");
            return;
        }

        await RunAsync("index");
        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        var data = File.GetUnixFileMode(_disk.Join("home", ".local", "share", "ctxb"));
        var key = File.GetUnixFileMode(_disk.Join("home", ".config", "ctxb", "master.key"));
        Assert.That((data & Others, key & Others), Is.EqualTo((UnixFileMode.None, UnixFileMode.None)));
    }

    [Test]
    public async Task A_repositorys_own_settings_hold_for_its_walk()
    {
        _disk.Write("home/repo/ctxb.json", """{ "files": { "ignorePatterns": ["retry.py"] } }""");
        await RunAsync("index");
        Assert.That((await RunAsync("status", "--skipped")).Results, Does.Contain("src/retry.py: ignored"));
    }

    [Test]
    public async Task A_setting_that_has_no_effect_is_noted()
    {
        var surroundings = Surroundings(_repository) with { Variables = new Dictionary<string, string> { ["CTXB_SEARCH_LIMT"] = "3" } };
        Assert.That((await CliRun.OfAsync(["status"], surroundings)).Messages, Does.StartWith("ctxb: CTXB_SEARCH_LIMT is no setting"));
    }

    [TestCase("index")]
    [TestCase("index", "--plan")]
    [TestCase("search", "where are sessions closed", "--explain")]
    [TestCase("why-not", "where are sessions closed", "src/retry.py")]
    [TestCase("status", "--skipped")]
    [TestCase("doctor")]
    [TestCase("keys")]
    [TestCase("gc")]
    [TestCase("install", "--list")]
    [TestCase("config", "show")]
    [TestCase("eval", "--from", "doc,test")]
    public async Task A_narrow_terminal_breaks_no_word_that_fits_into_a_line(params string[] args)
    {
        const int columns = 50;
        _disk.Write("home/repo/tests/test_pool.py", "def test_idle_sessions_are_closed(server):\n    pool = Pool(server)\n    pool.close_sessions()\n    assert pool.sessions == []\n");
        await RunAsync("index");
        var run = await CliRun.OfAsync(args, Surroundings(_repository), new TextStyle(true, false, columns));
        Assert.That(run.Results, Is.Not.Empty, run.Messages);
        foreach (var line in (run.Results + run.Messages).Split('\n').Where(line => line.Length > columns))
        {
            Assert.That(line.Trim().Split(' ').Max(word => word.Length), Is.GreaterThan(columns / 4), line); // a path, which has no place to break
            Assert.That(line.Trim(), Does.Not.Match(" [^ ]+ "), line);
        }
    }

    [Test]
    public async Task A_path_that_holds_a_control_character_is_shown_clean_by_every_verb()
    {
        _disk.Write("home/repo/odd\u001B[31m/.git/HEAD", "ref: refs/heads/main\n");
        _disk.Folder("home", "repo", "odd\u001B[31m", ".git", "objects");
        _disk.Write("home/repo/odd\u001B[31m/a.py", "def a():\n    return 1\n");
        foreach (var verb in new[] { "index", "status", "clear" })
        {
            var run = await CliRun.OfAsync([verb, _disk.Join("home", "repo", "odd\u001B[31m")], Surroundings(_repository), new TextStyle(true, false, 100));
            Assert.That(run.Results, Does.Contain("odd␛[31m").And.Not.Contain("\u001B"), run.Messages);
        }
    }

    private Task<CliRun> RunAsync(params string[] args) => RunAtAsync(_repository, args);

    private Task<CliRun> RunAtAsync(string workingDirectory, string[] args) => CliRun.OfAsync(args, Surroundings(workingDirectory));

    private Surroundings Surroundings(string workingDirectory) => new(new Dictionary<string, string>(), workingDirectory, _disk.Join("home"), SystemKind.Linux);
}
