using McpContextBrowser.Core.Embedding.Static;
using McpContextBrowser.Core.Search;

namespace McpContextBrowser.Tests.Search;

/// <summary>Trees that are asked at once answer as if one held all.</summary>
public sealed class SeveralTreesTests
{
    private static readonly (string Path, string Text)[] Parser =
    [
        ("parser/header.py", "def parse_header(line):\n    # splits a header line at its first colon\n    name, value = line.split(':', 1)\n    return name, value\n"),
        ("parser/body.py", "def parse_body(stream):\n    return stream.read()\n"),
        ("parser/trailer.py", "def parse_trailer(line):\n    return parse_header(line)\n"),
    ];

    private static readonly (string Path, string Text)[] Garden =
    [
        ("garden/hedge.py", "def trim(hedge):\n    # the line of the hedge is cut straight\n    return hedge.cut(line=1)\n"),
        ("garden/pond.py", "def fill(pond, water):\n    return pond + water\n"),
        ("garden/shed.py", "def paint(shed):\n    return shed.paint('green')\n"),
    ];

    [TestCase("split a header line at the colon")]
    [TestCase("parse_header")]
    [TestCase("the header parser drops the value when a line has a second colon, as the lines of some servers do, and the trailer is then read as if it were body, which it is not")]
    public async Task The_best_of_a_tree_that_has_little_to_say_stands_below_the_right_files_of_another(string question)
    {
        using var model = new StaticEmbedder(StaticModel.Open(StaticModel.DefaultPath));
        foreach (var embedder in new[] { null, model })
        {
            var rankings = await AskAsync(question, embedder, SampleTree.Corpus(embedder, Garden), SampleTree.Corpus(embedder, Parser));
            var garden = rankings[0].Files.Select(file => file.Score).DefaultIfEmpty().Max();
            Assert.That(garden, Is.LessThan(0.6 * rankings[1].Files[0].Score), embedder is null ? "by words alone" : "with the model");
        }
    }

    [Test]
    public async Task A_word_is_as_rare_as_in_one_tree_that_holds_all()
    {
        var question = new Question { Text = "split a header line at the colon", Explain = true };
        var whole = SampleTree.Corpus([.. Parser, .. Garden]);
        var together = await Searcher.SearchAsync(whole, question, null, SampleTree.Call, default);
        var parts = await Searcher.SearchAsync([new(SampleTree.Corpus(Garden), null), new(SampleTree.Corpus(Parser), null)], question, SampleTree.Call, default);
        var expected = Rarities(together);
        Assert.Multiple(() =>
        {
            Assert.That(expected, Has.Count.GreaterThan(3));
            Assert.That(parts.SelectMany(Rarities).Distinct(), Is.EquivalentTo(expected));
        });

        static Dictionary<string, double> Rarities(Ranking ranking) =>
            ranking.Files.SelectMany(file => file.Chunks).SelectMany(chunk => chunk.Terms!).DistinctBy(term => term.Term).ToDictionary(term => term.Term, term => term.Rarity);
    }

    [Test]
    public async Task Trees_that_hold_the_same_score_the_same_whatever_their_order()
    {
        var rankings = await AskAsync("split a header line at the colon", null, SampleTree.Corpus(Parser), SampleTree.Corpus(Garden), SampleTree.Corpus(Parser));
        Assert.That(rankings[2].Files.Select(file => (file.Place, file.Score)), Is.EqualTo(rankings[0].Files.Select(file => (file.Place, file.Score))));
    }

    [Test]
    public async Task A_name_that_one_tree_defines_is_not_mended_in_another()
    {
        var rankings = await AskAsync("parse_trailer", null, SampleTree.Corpus(("a.py", "def parse_trailers(lines):\n    return lines\n")), SampleTree.Corpus(Parser));
        Assert.Multiple(() =>
        {
            Assert.That(rankings.SelectMany(ranking => ranking.Notes), Is.Empty);
            Assert.That(rankings[1].Files[0].Score, Is.GreaterThan(rankings[0].Files.Select(file => file.Score).DefaultIfEmpty().Max()));
        });
    }

    [Test]
    public async Task A_name_that_no_tree_defines_is_mended_the_same_in_all()
    {
        var rankings = await AskAsync("parse_hader", null, SampleTree.Corpus(Garden), SampleTree.Corpus(Parser));
        Assert.Multiple(() =>
        {
            Assert.That(rankings.Select(ranking => ranking.Query.Text).Distinct(), Is.EqualTo(new[] { "parse_header" }));
            Assert.That(rankings.Select(ranking => ranking.Notes.Count), Is.All.EqualTo(1));
        });
    }

    [Test]
    public async Task A_phrase_that_one_tree_holds_finds_nothing_in_the_others()
    {
        var rankings = await AskAsync("where is \"splits a header line\" done", null, SampleTree.Corpus(Garden), SampleTree.Corpus(Parser));
        Assert.Multiple(() =>
        {
            Assert.That(rankings[0].Files, Is.Empty);
            Assert.That(rankings[1].Files, Has.Count.EqualTo(1));
        });
    }

    [Test]
    public async Task A_phrase_that_no_tree_holds_is_read_as_words_in_all()
    {
        var rankings = await AskAsync("where is \"the header line is split\" done", null, SampleTree.Corpus(Garden), SampleTree.Corpus(Parser));
        Assert.Multiple(() =>
        {
            Assert.That(rankings[1].Files, Is.Not.Empty);
            Assert.That(rankings.Select(ranking => ranking.Notes.Count), Is.All.EqualTo(1));
        });
    }

    private static ValueTask<IReadOnlyList<Ranking>> AskAsync(string question, StaticEmbedder? embedder, params SearchCorpus[] trees) =>
        Searcher.SearchAsync([.. trees.Select(tree => new SearchedTree(tree, embedder))], new() { Text = question }, SampleTree.Call, default);
}
