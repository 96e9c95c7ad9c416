using McpContextBrowser.Core.Lexical;

namespace McpContextBrowser.Tests.Lexical;

public sealed class AnalyzerTests
{
    [TestCase("HTTPServer", "http", "serv", "=httpserver")]
    [TestCase("URLs", "url")]
    [TestCase("parseURLsNow", "pars", "url", "now", "=parseurlsnow")]
    [TestCase("snake_case_name", "snak", "cas", "nam", "=snakecasename")]
    [TestCase("utf8", "utf", "8", "=utf8")]
    [TestCase("v1", "1")]
    [TestCase("x_pos", "pos", "=xpos")]
    [TestCase("__init__", "init")]
    [TestCase("i", "i")]
    [TestCase("_q", "q")]
    [TestCase("7", "7")]
    [TestCase("1234567", Description = "long numbers are data")]
    [TestCase("a.b", "a", "b")]
    [TestCase("don't stop", "don", "t", "stop")]
    public void Identifiers_become_words_and_a_whole(string text, params string[] terms) => Assert.That(Stems(text), Is.EqualTo(terms));

    [Test]
    public void Letters_of_any_script_are_words() =>
        Assert.That(Stems("größeÄndern straße Привет"), Is.EqualTo(new[] { "größe", "ändern", "=größeändern", "straß", "привет" }));

    [Test]
    public void Ideographs_are_indexed_alone_and_in_pairs() =>
        Assert.That(Stems("parse日本語"), Is.EqualTo(new[] { "pars", "日", "日本", "本", "本語", "語" }));

    [Test]
    public void A_decomposed_accent_stays_in_its_word() => Assert.That(Stems("cafe\u0301"), Has.Count.EqualTo(1));

    [Test]
    public void A_run_too_long_for_a_name_is_passed_over() =>
        Assert.That(Stems(new string('a', 81) + " kept " + new string('b', 41)), Is.EqualTo(new[] { "kept" }));

    [Test]
    public void Spellings_that_differ_in_case_or_underscores_share_a_compound() =>
        Assert.That(
            new[] { "fooBarBaz", "foo_bar_baz", "FOO_BAR_BAZ", "FooBarBaz" }.Select(name => Terms.OfCompound(name)).Distinct(),
            Has.Exactly(1).Items);

    [Test]
    public void Hashes_and_words_come_from_one_rule([Random(0, int.MaxValue, 50)] int seed)
    {
        const string Alphabet = "aAbBsSzZ09_ .(日本éÉ";
        var random = new Random(seed);
        var analyzer = new Analyzer();
        for (var round = 0; round < 20; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(0, 200)).Select(_ => Alphabet[random.Next(Alphabet.Length)]));
            var expected = TermWord.Read(text).Select(word => word.Term).ToArray();
            Assert.That(analyzer.Analyze(text).ToArray(), Is.EqualTo(expected), $"seed {seed}, text '{text}'");
        }
    }

    [Test]
    public void The_cache_of_spellings_changes_no_answer()
    {
        var analyzer = new Analyzer();
        var text = string.Join(' ', Enumerable.Range(0, 20_000).Select(i => $"name{i % 5000}OfThing"));
        var fresh = new Analyzer().Analyze(text).ToArray();
        analyzer.Analyze(text);
        Assert.That(analyzer.Analyze(text).ToArray(), Is.EqualTo(fresh));
    }

    [Test]
    public void The_words_of_a_name_are_distinct_and_without_the_whole()
    {
        var room = new ulong[8];
        var count = NameWords.Read("parseHeaderParser", room);
        Assert.That(room[..count], Is.EqualTo(new[] { Terms.OfWord("pars"), Terms.OfWord("head") }));
    }

    private static List<string> Stems(string text) => TermWord.Read(text).ConvertAll(word => word.Stem);
}
