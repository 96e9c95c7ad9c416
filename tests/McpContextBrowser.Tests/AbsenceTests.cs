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
