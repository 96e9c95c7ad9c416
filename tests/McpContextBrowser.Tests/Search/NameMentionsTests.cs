using McpContextBrowser.Core.Search;

namespace McpContextBrowser.Tests.Search;

public sealed class NameMentionsTests
{
    private const string Till = "public sealed class CashTill\n{\n    public void openDrawer() { }\n}\n";
    private const string Clerk = "public sealed class Clerk\n{\n    private readonly CashTill _till = new();\n}\n";

    private static readonly (string Path, string Text)[] Shop =
    [
        ("src/CashTill.cs", Till),
        ("src/Clerk.cs", Clerk),
        ("src/Drawer.cs", "public sealed class Drawer\n{\n    public void Open() => cash.till.open(drawer);\n}\n"),
        ("src/Guard.cs", "public sealed class Guard\n{\n    public void Watch(CashTill till) => till.openDrawer();\n}\n"),
    ];

    [Test]
    public void A_mention_weighs_by_the_rarity_and_the_kind_of_the_name()
    {
        var mentions = Mentions(Shop, 0);
        var type = Math.Log(1 + 4.0 / 3); // CashTill stands in three of four files
        var function = 0.8 * Math.Log(1 + 4.0 / 2); // openDrawer in two
        Assert.That(mentions.Keys, Is.EquivalentTo(new[] { "src/Clerk.cs", "src/Guard.cs" }));
        Assert.That(mentions["src/Clerk.cs"], Is.EqualTo(type).Within(1e-6));
        Assert.That(mentions["src/Guard.cs"], Is.EqualTo(type + function).Within(1e-6));
    }

    [Test]
    public void A_name_of_one_word_is_any_word_and_no_mention() =>
        Assert.That(Mentions([("a.cs", "public sealed class Till { }\n"), ("b.cs", "// the Till\npublic sealed class Clerk { }\n")], 0), Is.Empty);

    [Test]
    public void A_name_that_many_files_define_says_nothing()
    {
        var shops = Enumerable.Range(0, RankingOptions.Default.MostDefiners).Select(i => ($"shop{i}.cs", Till + $"// {i}\n")).ToArray();
        Assert.That(Mentions([.. shops, ("clerk.cs", Clerk)], 1), Is.Not.Empty);
        Assert.That(Mentions([.. shops, ("shop9.cs", Till), ("clerk.cs", Clerk)], 1), Is.Empty);
    }

    [Test]
    public void A_name_that_very_many_files_mention_says_nothing()
    {
        var clerks = Enumerable.Range(0, RankingOptions.Default.MostMentions).Select(i => ($"clerk{i:D4}.cs", Clerk + $"// {i}\n")).ToArray();
        Assert.That(Mentions([("a.cs", Till), .. clerks[1..]], 0), Has.Count.EqualTo(clerks.Length - 1));
        Assert.That(Mentions([("a.cs", Till), .. clerks], 0), Is.Empty);
    }

    [Test]
    public void Other_trees_of_the_segments_change_nothing()
    {
        var others = new[] { Till + "// copy\n", Clerk + "// copy\n" };
        var view = SampleTree.View(Shop, [[others[0], Shop[1].Text, Shop[3].Text], [Shop[0].Text, others[1], Shop[2].Text]]);
        Assert.That(Mentions(SearchCorpus.Create(view, RankingOptions.Default), 0), Is.EqualTo(Mentions(Shop, 0)));
    }

    private static Dictionary<string, double> Mentions((string Path, string Text)[] files, int place) => Mentions(SampleTree.Corpus(files), place);

    private static Dictionary<string, double> Mentions(SearchCorpus corpus, int place)
    {
        var mentioning = corpus.Mentions.Of(place);
        return mentioning.Places.ToDictionary(file => corpus.View.Places[file].Path.Value, file => (double)mentioning.By(file));
    }
}
