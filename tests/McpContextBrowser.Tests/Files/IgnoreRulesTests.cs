using System.Text;
using System.Text.Json;
using McpContextBrowser.Core.Files;
using McpContextBrowser.Tests.EndToEnd;

namespace McpContextBrowser.Tests.Files;

public sealed class IgnoreRulesTests
{
    [Test]
    public void Verdict_and_rule_are_those_of_git_check_ignore()
    {
        using var reader = new StreamReader(TestPaths.OpenHarness("gitignore", "cases.jsonl.gz"));
        Assert.That(Compare(Lines(reader)), Is.EqualTo(3_883));
    }

    [Test]
    public void So_they_are_with_the_cases_of_gits_own_suite() =>
        Assert.That(Compare(File.ReadLines(TestPaths.SharedPath("harness", "gitignore", "cases.jsonl"))), Is.EqualTo(4_123));

    [Test]
    public async Task Random_rules_get_the_verdict_of_the_git_on_this_machine()
    {
        var seed = TestContext.CurrentContext.Random.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        var random = new Random(seed);
        string[] pieces = ["a", "b", "c", ".c", "/", "*", "**", "**/", "/**/", "?", "[ab]", "[!a]", "[a-b]", "\\*", "ab"];
        string[] names = ["a", "b", "ab", "a.c", "b.c", "c", "*"];
        using var folder = new TemporaryFolder();
        await Programs.NeedAsync("the oracle", folder.Path, "git", "init", "-q", ".");
        var trees = new Dictionary<string, RuleTree>();
        var asked = new List<string>();
        for (var i = 0; i < 300; i++)
        {
            var rules = string.Concat(Enumerable.Range(0, random.Next(1, 5)).Select(_ =>
                (random.Next(4) == 0 ? "!" : "") + string.Concat(Enumerable.Range(0, random.Next(1, 5)).Select(_ => pieces[random.Next(pieces.Length)])) + "\n"));
            folder.Write($"t{i}/.gitignore", rules);
            trees.Add($"t{i}", new RuleTree(new() { [$"t{i}/.gitignore"] = rules }));
            for (var n = 0; n < 10; n++)
            {
                asked.Add($"t{i}/" + string.Join('/', Enumerable.Range(0, random.Next(1, 4)).Select(_ => names[random.Next(names.Length)])));
            }
        }

        folder.Write("asked.txt", string.Join('\n', asked.Select(path => $"\"{path}\"")) + "\n");
        var told = await Programs.RunAsync(
            folder.Path, new Dictionary<string, string?> { ["GIT_CONFIG_GLOBAL"] = folder.Join("none"), ["GIT_CONFIG_NOSYSTEM"] = "1" },
            "sh", "-c", "git -c core.quotePath=false check-ignore --no-index -v -n --stdin < asked.txt");
        var lines = told!.Value.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines, Has.Length.EqualTo(asked.Count), told.Value.Text);
        Assert.Multiple(() =>
        {
            foreach (var (line, path) in lines.Zip(asked))
            {
                var source = line[..line.LastIndexOf('\t')];
                var rule = source == "::" ? null : source;
                var verdict = trees[path[..path.IndexOf('/')]].Decide(path, isFolder: false);
                Assert.That(verdict.Rule, Is.EqualTo(rule), $"seed {seed}: {path}");
            }
        });
    }

    private static IEnumerable<string> Lines(TextReader reader)
    {
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }

    private static int Compare(IEnumerable<string> cases)
    {
        var verdicts = 0;
        Assert.Multiple(() =>
        {
            foreach (var line in cases)
            {
                using var parsed = JsonDocument.Parse(line);
                var test = parsed.RootElement;
                var files = test.GetProperty("ignore_files").EnumerateObject().ToDictionary(file => file.Name, file => file.Value.GetString()!);
                var tree = new RuleTree(files);
                var folders = FoldersOf(test, files.Keys);
                foreach (var expected in test.GetProperty("expect").EnumerateObject())
                {
                    var verdict = tree.Decide(expected.Name, folders.Contains(expected.Name));
                    var where = $"{test.GetProperty("name").GetString()}: {expected.Name}";
                    Assert.That(verdict.Ignored, Is.EqualTo(expected.Value.GetProperty("ignored").GetBoolean()), where);
                    Assert.That(verdict.Rule, Is.EqualTo(expected.Value.GetProperty("rule").GetString()), where);
                    verdicts++;
                }
            }
        });
        return verdicts;
    }

    [Test]
    public void The_rules_of_ctxb_are_stronger_than_those_of_git_and_the_callers_stronger_still()
    {
        var tree = new RuleTree(
            new()
            {
                [".ctxbignore"] = "!kept.log\nfixtures/\n",
                ["deep/.gitignore"] = "*.log\n!fixtures\n",
            },
            callers: "!fixtures/\n*.tmp");
        Assert.Multiple(() =>
        {
            Assert.That(tree.Decide("deep/kept.log", false).Ignored, Is.False);
            Assert.That(tree.Decide("deep/other.log", false).Rule, Is.EqualTo("deep/.gitignore:1:*.log"));
            Assert.That(tree.Decide("deep/fixtures", true).Rule, Is.EqualTo("files.ignorePatterns:1:!fixtures/"));
            Assert.That(tree.Decide("x.tmp", false).Rule, Is.EqualTo("files.ignorePatterns:2:*.tmp"));
        });
    }

    [TestCase("Build/", "build", true)]
    [TestCase("*.LOG", "a.log", true)]
    [TestCase("/Src/Gen", "src/gen", true)]
    [TestCase("Src/*.Tmp", "src/x.tmp", true)]
    [TestCase("É", "é", false, Description = "only ASCII is folded, as in git")]
    public void Where_file_names_ignore_case_so_do_the_rules(string pattern, string path, bool ignored)
    {
        Assert.That(new RuleTree(new() { [".gitignore"] = pattern }, ignoreCase: true).Decide(path, true).Ignored, Is.EqualTo(ignored));
        Assert.That(new RuleTree(new() { [".gitignore"] = pattern }).Decide(path, true).Ignored, Is.False);
    }

    [Test]
    public void The_last_matching_line_decides_whether_it_is_found_by_hash_or_by_trying()
    {
        const int seed = 7;
        var random = new Random(seed);
        var patterns = new[] { "a", "b.c", "*.c", "*.b.c", "*c", "?.c", "/a", "a*", "a/", "!a", "!*.c", "!b*", "**/a", "x/**" };
        var paths = new[] { "a", "b.c", "x.b.c", "x/a", "x/b.c", "ac", "x/y/a" };
        for (var i = 0; i < 2_000; i++)
        {
            var lines = Enumerable.Range(0, random.Next(1, 12)).Select(_ => patterns[random.Next(patterns.Length)]).ToArray();
            var bytes = Encoding.UTF8.GetBytes(string.Join('\n', lines));
            var file = IgnoreFile.Parse(bytes, "f", false)!;
            var single = lines.Select((line, number) => IgnorePattern.Parse(Encoding.UTF8.GetBytes(line), "f", number + 1, false)!).ToArray();
            foreach (var path in paths)
            {
                var text = Encoding.UTF8.GetBytes(path);
                var start = path.LastIndexOf('/') + 1;
                var expected = single.LastOrDefault(p => !p.FoldersOnly && p.Matches(text, text.AsSpan(start)))?.Rule;
                Assert.That(file.LastMatch(text, start, false)?.Rule, Is.EqualTo(expected), () => $"seed {seed}: {path} in {string.Join(' ', lines)}");
            }
        }
    }

    private static HashSet<string> FoldersOf(JsonElement test, IEnumerable<string> files)
    {
        var folders = new HashSet<string>(test.GetProperty("dirs").EnumerateArray().Select(dir => dir.GetString()!));
        var paths = test.GetProperty("paths").EnumerateArray().Select(path => path.GetString()!).Concat(files).Concat([.. folders]);
        foreach (var path in paths)
        {
            for (var slash = path.IndexOf('/'); slash >= 0; slash = path.IndexOf('/', slash + 1))
            {
                folders.Add(path[..slash]);
            }
        }

        return folders;
    }

    /// <summary>Descends through rules that are given as text, as a walk does through those on disk.</summary>
    private sealed class RuleTree(Dictionary<string, string> files, string? callers = null, bool ignoreCase = false)
    {
        public IgnoreVerdict Decide(string path, bool isFolder)
        {
            var bytes = Encoding.UTF8.GetBytes(path);
            var rules = IgnoreRules
                .ForCaller(callers is null ? null : IgnoreFile.Parse(Encoding.UTF8.GetBytes(callers), "files.ignorePatterns", ignoreCase), 0)
                .ForRepository(0, Parse(".git/info/exclude"));
            for (var start = 0; ;)
            {
                var folder = Encoding.UTF8.GetString(bytes, 0, start);
                rules = rules.Within(start, Parse(folder + ".ctxbignore"), Parse(folder + ".gitignore"));
                var slash = Array.IndexOf(bytes, (byte)'/', start);
                var end = slash < 0 ? bytes.Length : slash;
                var verdict = rules.Decide(bytes.AsSpan(0, end), start, slash >= 0 || isFolder);
                if (slash < 0 || verdict.Ignored)
                {
                    return verdict;
                }

                start = slash + 1;
            }
        }

        private IgnoreFile? Parse(string name) =>
            files.TryGetValue(name, out var text) ? IgnoreFile.Parse(Encoding.UTF8.GetBytes(text), name, ignoreCase) : null;
    }
}
