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

    [TestCase("split a header line at the colon")]
    [TestCase("parse_header")]
    [TestCase("garden/pond.py or parser/header.py")]
    public async Task The_order_of_the_trees_does_not_matter(string question)
    {
        var (garden, parser) = (SampleTree.Corpus(Garden), SampleTree.Corpus(Parser));
        var (there, back) = (await AskAsync(question, null, garden, parser), await AskAsync(question, null, parser, garden));
        Assert.That(there.Select(Scores), Is.EqualTo(back.Reverse().Select(Scores)));
    }

    [Test]
    public async Task What_a_name_shares_with_the_question_weighs_as_in_one_tree_that_holds_all()
    {
        const string Question = "where the header of a pond is split";
        var whole = SampleTree.Corpus([.. Parser, .. Garden]);
        var expected = SymbolBoosts(whole, await Searcher.SearchAsync(whole, new() { Text = Question }, null, SampleTree.Call, default));
        SearchCorpus[] trees = [SampleTree.Corpus(Garden), SampleTree.Corpus(Parser)];
        var rankings = await AskAsync(Question, null, trees);
        Assert.Multiple(() =>
        {
            Assert.That(expected.Values, Has.Some.GreaterThan(0));
            Assert.That(trees.Zip(rankings).SelectMany(tree => SymbolBoosts(tree.First, tree.Second)), Is.EquivalentTo(expected));
        });

        static Dictionary<string, double> SymbolBoosts(SearchCorpus corpus, Ranking ranking) =>
            ranking.Files.ToDictionary(file => corpus.PathOf(file.Place).Value, file => file.Reasons.SymbolBoost);
    }

    [Test]
    public async Task Likeness_is_measured_against_the_likest_of_all_trees()
    {
        using var model = new StaticEmbedder(StaticModel.Open(StaticModel.DefaultPath));
        // No word of the question stands in either tree: only the model tells them apart.
        var rankings = await AskAsync("HTTP metadata fields", model, SampleTree.Corpus(model, Garden), SampleTree.Corpus(model, Parser));
        var best = rankings.SelectMany(ranking => ranking.Files).MaxBy(file => file.Reasons.Base)!;
        Assert.Multiple(() =>
        {
            Assert.That(best.Reasons.Base, Is.EqualTo(1).Within(1e-6));
            Assert.That(rankings.Select(ranking => ranking.Files.Select(file => file.Reasons.Base).DefaultIfEmpty().Max()).Min(), Is.LessThan(0.9));
        });
    }

    [Test]
    public async Task A_tree_that_is_empty_or_filtered_away_takes_nothing_from_the_others()
    {
        var question = new Question { Text = "split a header line at the colon", Filter = new PlaceFilter([], [], ["parser/**"], []) };
        var parser = SampleTree.Corpus(Parser);
        var alone = await Searcher.SearchAsync(parser, question, null, SampleTree.Call, default);
        var rankings = await Searcher.SearchAsync([new(SampleTree.Corpus(), null), new(parser, null), new(SampleTree.Corpus(Garden), null)], question, SampleTree.Call, default);
        Assert.Multiple(() =>
        {
            Assert.That(rankings.Select(ranking => ranking.Files.Count), Is.EqualTo(new[] { 0, alone.Files.Count, 0 }));
            Assert.That(rankings[1].Files.Select(file => file.Place), Is.EqualTo(alone.Files.Select(file => file.Place)));
            Assert.That(rankings[1].Files.Select(file => file.Score), Is.All.Not.NaN);
        });
    }

    [TestCase("parser/header.py", SearchMode.Ranked)]
    [TestCase("parser/*.py", SearchMode.Ranked)]
    [TestCase("sym:parse_header", SearchMode.Ranked)]
    [TestCase("refs:parse_header", SearchMode.Ranked)]
    [TestCase("line.split(", SearchMode.Exact)]
    [TestCase("parse_[a-z]+", SearchMode.Regex)]
    public async Task What_confines_the_answer_confines_it_in_all_trees(string question, SearchMode mode)
    {
        using var model = new StaticEmbedder(StaticModel.Open(StaticModel.DefaultPath));
        var trees = new[] { Garden, Parser }.Select(files => new SearchedTree(SampleTree.Corpus(model, files), model)).ToArray();
        var rankings = await Searcher.SearchAsync(trees, new() { Text = question, Mode = mode }, SampleTree.Call, default);
        Assert.Multiple(() =>
        {
            Assert.That(rankings[0].Files, Is.Empty);
            Assert.That(rankings[1].Files, Is.Not.Empty);
        });
    }

    [Test]
    public async Task Of_the_files_that_a_trace_names_the_first_gains_most_whichever_tree_it_is_in()
    {
        var rankings = await AskAsync("at garden/shed.py:2 then parser/body.py:1 then garden/pond.py:1", null, SampleTree.Corpus(Garden), SampleTree.Corpus(Parser));
        Assert.Multiple(() =>
        {
            Assert.That(Boosts(rankings[0]), Is.EqualTo(new[] { 0.7, 0.567 }).Within(1e-9));
            Assert.That(Boosts(rankings[1]), Is.EqualTo(new[] { 0.63 }).Within(1e-9));
        });

        static IEnumerable<double> Boosts(Ranking ranking) =>
            ranking.Files.Select(file => file.Reasons.MentionBoost).Where(boost => boost > 0).OrderDescending();
    }

    [Test]
    public async Task A_name_is_mended_to_the_nearest_of_all_trees()
    {
        var rankings = await AskAsync("parse_hader", null, SampleTree.Corpus(("a.py", "def parse_holder(x):\n    return x\n")), SampleTree.Corpus(Parser));
        Assert.That(rankings.Select(ranking => ranking.Query.Text).Distinct(), Is.EqualTo(new[] { "parse_header" }));
    }

    [Test]
    public async Task Further_chunks_stand_below_the_files_of_all_trees()
    {
        var text = string.Concat(Enumerable.Range(0, 12).Select(i => $"def split_header_{i}(line):\n    # splits the header line at its colon\n    name, value = line.split(':', {i})\n{string.Concat(Enumerable.Repeat($"    value = value.strip() + name.lower() * {i}\n", 30))}    return name, value\n\n\n"));
        var rankings = await AskAsync("split a header line at the colon", null, SampleTree.Corpus(("a.py", text)), SampleTree.Corpus(Garden));
        var rows = Ranking.RowsOf(rankings, 5);
        var files = rankings.Sum(ranking => ranking.Files.Count);
        Assert.Multiple(() =>
        {
            Assert.That(files, Is.InRange(2, 4));
            Assert.That(rows, Has.Count.EqualTo(5));
            Assert.That(rows.Take(files).Select(row => (row.Tree, row.Row.File.Place)).Distinct().Count(), Is.EqualTo(files));
            Assert.That(rows.Select(row => row.Row.Score), Is.Ordered.Descending);
        });
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

    private static (int, double)[] Scores(Ranking ranking) => [.. ranking.Files.Select(file => (file.Place, file.Score))];

    private static ValueTask<IReadOnlyList<Ranking>> AskAsync(string question, StaticEmbedder? embedder, params SearchCorpus[] trees) =>
        Searcher.SearchAsync([.. trees.Select(tree => new SearchedTree(tree, embedder))], new() { Text = question }, SampleTree.Call, default);
}
