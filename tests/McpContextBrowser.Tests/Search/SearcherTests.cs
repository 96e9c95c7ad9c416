using McpContextBrowser.Core.Embedding.Static;
using McpContextBrowser.Core.Search;

namespace McpContextBrowser.Tests.Search;

public sealed class SearcherTests
{
    private static readonly (string Path, string Text)[] Shop =
    [
        ("src/Cart.cs", "namespace Shop;\n\npublic sealed class Cart\n{\n    public void AddItem(Item item) => _items.Add(item);\n}\n"),
        ("src/Checkout.cs", "namespace Shop;\n\n// Pays the items of a cart.\npublic sealed class Checkout\n{\n    public Receipt Pay(Cart cart) => new(cart);\n}\n"),
        ("src/Money.cs", "namespace Shop;\n\npublic readonly record struct Money(decimal Amount, string Currency);\n"),
        ("tests/CartTests.cs", "namespace Shop.Tests;\n\npublic sealed class CartTests\n{\n    public void Items_are_added() => new Cart().AddItem(new Item());\n}\n"),
        ("README.md", "# Shop\n\nA cart, a checkout and money.\n"),
    ];

    [TestCase("Cart", "src/Cart.cs")]
    [TestCase("Checkout.Pay", "src/Checkout.cs")]
    [TestCase("how are items added to the cart", "src/Cart.cs")]
    [TestCase("paying for the items", "src/Checkout.cs")]
    [TestCase("money amount and currency", "src/Money.cs")]
    [TestCase("tests of adding items", "tests/CartTests.cs")]
    [TestCase("shop readme", "README.md")]
    public async Task The_file_a_reader_wants_comes_first(string question, string path) =>
        Assert.That((await SampleTree.AskAsync(SampleTree.Corpus(Shop), question))[0], Is.EqualTo(path));

    [Test]
    public async Task A_question_without_a_hit_finds_nothing() =>
        Assert.That(await SampleTree.AskAsync(SampleTree.Corpus(Shop), "zebra"), Is.Empty);

    [Test]
    public async Task An_empty_tree_answers_nothing() => Assert.That(await SampleTree.AskAsync(SampleTree.Corpus(), "cart"), Is.Empty);

    [Test]
    public async Task Rows_are_one_a_file_first_and_never_rise_in_score()
    {
        var text = string.Concat(Enumerable.Range(0, 60).Select(i => $"def load_cart_{i}(session):\n    return session.load('cart', {i}) or Cart(session)\n\n\n"));
        var corpus = SampleTree.Corpus([.. Shop, ("src/loading.py", text)]);
        var ranking = await Searcher.SearchAsync(corpus, new() { Text = "load the cart", Limit = 8 }, null, SampleTree.Call, default);
        var rows = ranking.Rows(8);
        Assert.That(rows, Has.Count.EqualTo(8));
        Assert.That(rows.Take(ranking.Files.Count).Select(row => row.File.Place).Distinct().Count(), Is.EqualTo(ranking.Files.Count));
        Assert.That(rows.Select(row => row.Score), Is.Ordered.Descending);
        Assert.That(rows.Select(row => row.Chunk.Chunk).Distinct().Count(), Is.EqualTo(8));
    }

    [Test]
    public async Task The_shown_chunk_of_a_symbol_is_the_one_that_defines_it()
    {
        var users = string.Concat(Enumerable.Range(0, 80).Select(i => $"def use_{i}(session):\n    return Basket(session).load(Basket.default, Basket)\n\n\n"));
        var corpus = SampleTree.Corpus(("shop.py", users + "class Basket:\n    def load(self):\n        pass\n"));
        var ranking = await Searcher.SearchAsync(corpus, new() { Text = "Basket" }, null, SampleTree.Call, default);
        var shown = corpus.ChunkAt(ranking.Files[0].Chunks[0].Chunk);
        Assert.That(shown.EndLine, Is.EqualTo(users.Count(c => c == '\n') + 3));
    }

    [Test]
    public async Task Reasons_add_up_to_the_score()
    {
        var corpus = SampleTree.Corpus(Shop);
        var ranking = await Searcher.SearchAsync(corpus, new() { Text = "add an item to the Cart", Explain = true }, null, SampleTree.Call, default);
        foreach (var file in ranking.Files)
        {
            var reasons = file.Reasons;
            var sum = reasons.Base + reasons.StemBoost + reasons.DirectoryBoost + reasons.SymbolBoost + reasons.DefinitionBoost + reasons.MentionBoost
                + reasons.RelatedBoost;
            Assert.That(file.Score, Is.EqualTo(sum * reasons.Penalty).Within(1e-9));
        }

        Assert.That(ranking.Files[0].Chunks[0].Terms!.Select(term => term.Term), Does.Contain("cart").And.Contain("item"));
        Assert.That(ranking.Files.Single(file => corpus.View.Places[file.Place].Path.Value == "tests/CartTests.cs").Reasons.Penalised, Is.EqualTo(PathClasses.Test));
    }

    [Test]
    public async Task A_filter_leaves_files_out_and_changes_no_statistic()
    {
        var corpus = SampleTree.Corpus(Shop);
        var question = new Question { Text = "cart", Filter = new([], [], [], ["tests"]), Explain = true };
        var ranking = await Searcher.SearchAsync(corpus, question, null, SampleTree.Call, default);
        var all = await Searcher.SearchAsync(corpus, question with { Filter = null }, null, SampleTree.Call, default);
        Assert.That(SampleTree.Paths(corpus, ranking), Is.EqualTo(new[] { "tests/CartTests.cs" }));
        Assert.That(ranking.Files[0].Chunks[0].Terms![0].Rarity, Is.EqualTo(all.Files[0].Chunks[0].Terms![0].Rarity));
    }

    [Test]
    public async Task A_content_at_two_places_answers_at_both()
    {
        var corpus = SampleTree.Corpus([.. Shop, ("copy/Cart.cs", Shop[0].Text)]);
        Assert.That(await SampleTree.AskAsync(corpus, "Cart"), Does.Contain("copy/Cart.cs").And.Contain("src/Cart.cs"));
    }

    [Test]
    public async Task A_tree_answers_identically_alone_and_among_a_hundred([Values] bool withModel)
    {
        using var model = withModel ? StaticModel.Open(StaticModel.DefaultPath) : null;
        var embedder = model is null ? null : new StaticEmbedder(model);
        (string Path, string Text)[] tree = [.. Shop, ("copy/Cart.cs", Shop[0].Text)];
        var others = Enumerable.Range(0, 100).Select(i => $"namespace Other{i};\n\n// A cart of items, money {i}.\npublic class Cart{i}\n{{\n    public void AddItem(Cart cart) {{ }}\n}}\n").ToArray();
        var own = Shop.Select(file => file.Text).ToArray();
        var alone = SampleTree.Corpus(embedder, tree);
        var among = SearchCorpus.Create(
            SampleTree.View(tree, [[.. others[..40], own[3], .. others[40..60], own[0], own[4]], [.. others[60..], own[2], own[1]]], embedder),
            RankingOptions.Default);
        foreach (var text in new[] { "Cart", "how are items added to the cart", "money", "Checkout.Pay", "cart item money pay shop receipt add" })
        {
            Assert.That(await AnswerAsync(among, text), Is.EqualTo(await AnswerAsync(alone, text)), text);
        }

        async Task<string[]> AnswerAsync(SearchCorpus corpus, string text)
        {
            var ranking = await Searcher.SearchAsync(corpus, new() { Text = text, Limit = 50 }, embedder, SampleTree.Call, default);
            return [.. ranking.Rows(50).Select(row => $"{corpus.View.Places[row.File.Place].Path} {corpus.ChunkAt(row.Chunk.Chunk).StartLine} {row.Score:R} {row.File.Reasons.Cosine:R}")];
        }
    }

    [Test]
    public async Task A_later_view_takes_what_it_can_from_the_earlier_one_and_answers_the_same()
    {
        var earlier = SampleTree.Corpus(Shop);
        (string Path, string Text)[] files = [.. Shop[1..], ("src/Basket.cs", Shop[0].Text)];
        var view = SampleTree.View(files, [[.. files.Select(file => file.Text)]]);
        Assert.That(
            await SampleTree.AskAsync(SearchCorpus.Create(view, RankingOptions.Default, earlier), "the items of a cart"),
            Is.EqualTo(await SampleTree.AskAsync(SearchCorpus.Create(view, RankingOptions.Default), "the items of a cart")));
    }

    [Test]
    public async Task The_model_finds_what_shares_no_word()
    {
        using var model = StaticModel.Open(StaticModel.DefaultPath);
        var embedder = new StaticEmbedder(model);
        var corpus = SampleTree.Corpus(
            embedder,
            ("a.py", "def remove_entry(table, key):\n    del table[key]\n"),
            ("b.py", "def open_socket(host, port):\n    return connect(host, port)\n"),
            ("c.py", "def draw_circle(canvas, radius):\n    canvas.arc(radius)\n"));
        var answer = await SampleTree.AskAsync(corpus, "delete an item from a dictionary", embedder);
        Assert.That(answer[0], Is.EqualTo("a.py"));
    }
}
