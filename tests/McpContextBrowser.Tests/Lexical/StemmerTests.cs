using McpContextBrowser.Core.Lexical;

namespace McpContextBrowser.Tests.Lexical;

public sealed class StemmerTests
{
    [TestCase("route", "router", "routing", "routers", "routed")]
    [TestCase("serialize", "serializer", "serialization", "serializers", "serializing")]
    [TestCase("configure", "configuration", "configurations")]
    [TestCase("class", "classes")]
    [TestCase("query", "queries")]
    [TestCase("map", "mapping", "maps", "mapped")]
    [TestCase("index", "indexes", "indexing", "indexer")]
    [TestCase("cache", "caching", "cached", "caches")]
    [TestCase("deprecate", "deprecated", "deprecation")]
    public void Forms_of_one_word_fall_together(params string[] forms) =>
        Assert.That(forms.Select(Stem).Distinct(), Has.Exactly(1).Items);

    [TestCase("add")]
    [TestCase("s")]
    [TestCase("")]
    [TestCase("2024")]
    [TestCase("404s")]
    public void Short_words_and_numbers_stay(string word) => Assert.That(Stem(word), Is.EqualTo(word));

    [TestCase("class", "class", Description = "no s after s")]
    [TestCase("status", "status", Description = "no s after u")]
    [TestCase("string", "string", Description = "what is left of -ing has no vowel")]
    [TestCase("running", "run", Description = "doubled consonant")]
    [TestCase("calling", "call", Description = "l stays doubled")]
    [TestCase("nationalization", "nation", Description = "a second round when more than five letters are left")]
    public void The_rules_meet_at_their_edges(string word, string stem) =>
        Assert.That(Stem(word), Is.EqualTo(stem));

    [Test]
    public void A_stem_begins_its_word_and_is_never_shorter_than_three_letters([Random(0, int.MaxValue, 20)] int seed)
    {
        var random = new Random(seed);
        var word = string.Concat(Enumerable.Range(0, random.Next(1, 24)).Select(_ => (char)random.Next('a', 'z' + 1)));
        var length = Stemmer.StemLength(word);
        Assert.That(length, Is.InRange(Math.Min(3, word.Length), word.Length), word);
    }

    [Test]
    public void Letters_beyond_ASCII_are_left_alone() => Assert.That(Stem("größen"), Is.EqualTo("größen"));

    private static string Stem(string word) => word[..Stemmer.StemLength(word)];
}
