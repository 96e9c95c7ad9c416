using System.Text;
using McpContextBrowser.Core;
using McpContextBrowser.Core.Files;

namespace McpContextBrowser.Tests;

/// <summary>“There is none” is said only of what is nowhere, and an answer that found little says where it did not look.</summary>
[TestFixture]
public sealed class AbsenceTests
{
    private BrowserFixture _engine;

    [SetUp]
    public void Begin() => _engine = new BrowserFixture();

    [TearDown]
    public async Task End() => await _engine.DisposeAsync();

    /// <summary>Ways to hide a word where an index of words does not have it as such.</summary>
    private static readonly (string Name, string File, Func<string, string> Text)[] Places =
    [
        ("as a name", "a.py", word => $"def {word}():\n    pass\n"),
        ("in a comment", "b.py", word => $"# see {word}\nx = 1\n"),
        ("inside a longer name", "c.cs", word => $"class Pre{word}Post {{ }}\n"),
        ("in another case", "d.go", word => $"var {word.ToUpperInvariant()} = 1\n"),
        ("in a licence header", "e.cs", word => $"// Copyright 2020 {word}. All rights reserved.\n// Licensed under the MIT License.\n\nclass A {{ }}\n"),
        ("in a string", "f.js", word => $"const a = \"x-{word}-y\";\n"),
        ("in a very long name", "g.c", word => $"int {new string('a', 90)}{word};\n"),
        ("beside letters of another script", "h.py", word => $"x = '日本{word}語'\n"),
        ("in text", "i.md", word => $"# Title\n\nNothing but {word}s here.\n"),
        ("in the file's name only", "{word}.toml", _ => "a = 1\n"),
    ];

    [Test]
    public async Task Planted_words_are_never_called_absent_and_words_that_were_not_planted_always_are()
    {
        var seed = TestContext.CurrentContext.Random.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var planted = new List<(string Word, string How)>();
        for (var i = 0; i < 40; i++)
        {
            var word = Word(random);
            var (how, file, text) = Places[i % Places.Length];
            _engine.Write($"d{i}/{file.Replace("{word}", word, StringComparison.Ordinal)}", text(word));
            planted.Add((word, how));
        }

        foreach (var (word, how) in planted)
        {
            Assert.That((await _engine.SearchAsync(word)).Absent, Is.Empty, $"seed {seed}: {word}, {how}");
        }

        for (var i = 0; i < 20; i++)
        {
            var word = Word(random);
            var answer = await _engine.SearchAsync(i % 2 == 0 ? word : $"where is {word}() called");
            Assert.That(answer.Absent, Is.EqualTo(new[] { new AbsentName(word, 40, 40) }), $"seed {seed}");
        }
    }

    [Test]
    public async Task A_word_whose_stem_occurs_is_still_absent_when_it_does_not()
    {
        _engine.Write("a.py", "def configuration():\n    pass\n");
        Assert.Multiple(async () =>
        {
            Assert.That((await _engine.SearchAsync("configurations")).Absent, Has.Count.EqualTo(1));
            Assert.That((await _engine.SearchAsync("configuration")).Absent, Is.Empty);
        });
    }

    [Test]
    public async Task A_name_that_was_mended_is_told_as_absent()
    {
        _engine.Write("a.py", "def close_sessions():\n    pass\n");
        var answer = await _engine.SearchAsync("close_sesions");
        Assert.That((answer.Hits.Count, answer.Absent.Single().Name), Is.EqualTo((1, "close_sesions")));
    }

    [Test]
    public async Task A_thin_answer_says_what_was_left_out_by_which_rule_of_which_file()
    {
        _engine.Write(".gitignore", "# outputs\nbuild/\n*.log\n");
        _engine.Write("a.py", "x = 1\n");
        _engine.Write("build/b.py", "hidden_name = 1\n");
        _engine.Write("one.log", "l\n");
        _engine.Write("two.log", "l\n");
        _engine.Write("big.txt", new string('x', 2 << 20));
        File.WriteAllBytes(Path.Join(_engine.Root, "raw.bin"), [0, 1, 2, 3, 0, 0, 0, 255]);
        var answer = await _engine.SearchAsync("hidden_name");
        Assert.Multiple(() =>
        {
            Assert.That(answer.Absent.Single().Name, Is.EqualTo("hidden_name"));
            Assert.That(answer.SkippedBy, Does.Contain(new SkippedGroup(SkipReason.Ignored, ".gitignore:3:*.log", 2, "one.log")));
            Assert.That(answer.SkippedBy, Does.Contain(new SkippedGroup(SkipReason.Ignored, ".gitignore:2:build/", 1, "build")));
            Assert.That(answer.SkippedBy!.Select(group => group.Reason), Does.Contain(SkipReason.TooLarge).And.Contain(SkipReason.Binary));
        });
    }

    [Test]
    public async Task A_list_too_long_names_every_reason_first_and_counts_what_it_does_not_name()
    {
        _engine.Write(".gitignore", string.Concat(Enumerable.Range(0, 30).Select(i => $"*.out{i}\n")));
        for (var i = 0; i < 30; i++)
        {
            _engine.Write($"a.out{i}", "x\n");
            _engine.Write($"b.out{i}", "x\n");
        }

        _engine.Write("a.py", "x = 1\n");
        _engine.Write("raw.bin", "\0\u0001\0");
        var answer = await _engine.SearchAsync("hidden_name");
        Assert.Multiple(() =>
        {
            Assert.That(answer.SkippedBy!.Take(2).Select(group => group.Reason), Is.EqualTo(new[] { SkipReason.Ignored, SkipReason.Binary }));
            Assert.That(answer.SkippedBy!.Sum(group => group.Count) + answer.SkippedByOthers, Is.EqualTo(61));
            Assert.That(answer.SkippedByOthers, Is.Positive);
        });
    }

    /// <summary>A question of one word, and what of it is told to be nowhere when <c>pool</c>, <c>close</c> and <c>max</c> occur.</summary>
    [TestCase("close_sesions", "close_sesions")]
    [TestCase("Pool::closeAll", "closeAll")]
    [TestCase("Pond::close", "Pond")]
    [TestCase("pool->drain", "drain")]
    [TestCase("src/pond.py", "pond")]
    [TestCase("$pond", "pond")]
    [TestCase("--max-ponds", "max-ponds")]
    [TestCase("drainAll(", "drainAll")]
    [TestCase("lang:python drainAll", "drainAll")]
    [TestCase("sym:drainAll", "drainAll")]
    [TestCase("\"close the pond\"", "close the pond")]
    [TestCase("\"close the pool\"", null)]
    [TestCase("pool.close", null)]
    [TestCase("src/pool.py", null)]
    public async Task A_name_is_told_as_absent_however_it_is_written(string question, string? absent)
    {
        _engine.Write("src/pool.py", "class Pool:\n    def close(self, max):  # close the pool\n        pass\n");
        var told = (await _engine.SearchAsync(question)).Absent.Select(name => name.Name);
        Assert.That(told, Is.EqualTo(absent is null ? [] : new[] { absent }));
    }

    [Test]
    public async Task Where_a_secret_was_taken_out_an_absence_says_that_secrets_were_not_searched()
    {
        _engine.Write("plain.py", "x = 1\n");
        Assert.That((await _engine.SearchAsync("hidden_name")).Notes, Is.Empty);
        _engine.Write("deploy.py", "token = 'ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a'\n");
        var answer = await _engine.SearchAsync("16C7e42F292c6912E7710c838347Ae178B4a");
        Assert.That((answer.Absent.Count, answer.Notes.Count(note => note.Contains("secret", StringComparison.Ordinal))), Is.EqualTo((1, 1)));
    }

    [Test]
    public async Task A_full_answer_carries_no_list()
    {
        for (var i = 0; i < 5; i++)
        {
            _engine.Write($"a{i}.py", $"def close_sessions_{i}():\n    sessions.close()\n");
        }

        Assert.That((await _engine.SearchAsync("close sessions")).SkippedBy, Is.Null);
    }

    [Test]
    public async Task An_answer_by_meaning_alone_is_told_and_one_by_a_word_a_path_or_a_name_is_not()
    {
        _engine.Write("src/pool.py", "def close_sessions(sessions):\n    sessions.clear()\n");
        Assert.Multiple(async () =>
        {
            Assert.That((await _engine.SearchAsync("evaporate jewellery")).NoWordOccurs, Is.True);
            Assert.That((await _engine.SearchAsync("clear the jewellery")).NoWordOccurs, Is.False);
            Assert.That((await _engine.SearchAsync("src/pool.py")).NoWordOccurs, Is.False);
            Assert.That((await _engine.SearchAsync("pool")).NoWordOccurs, Is.False);
        });
    }

    private static string Word(Random random)
    {
        var text = new StringBuilder();
        for (var i = 0; i < 12; i++)
        {
            text.Append((i % 2 == 0 ? "bdfgkmnprtvz" : "aeiou")[random.Next(i % 2 == 0 ? 12 : 5)]);
        }

        return text.ToString();
    }
}
