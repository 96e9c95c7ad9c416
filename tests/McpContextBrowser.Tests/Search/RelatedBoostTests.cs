using McpContextBrowser.Core.Search;

namespace McpContextBrowser.Tests.Search;

public sealed class RelatedBoostTests
{
    // Alike to every other signal: the same words at the same places, but for the name that one of them uses.
    private const string Bystander = "public sealed class Alpha\n{\n    // prints the receipt\n    public void Run(StockList list) => list.Go();\n}\n";
    private const string User = "public sealed class Omega\n{\n    // prints the receipt\n    public void Run(ReceiptPrinter list) => list.Go();\n}\n";

    private static readonly (string Path, string Text)[] Shop =
    [
        ("alpha/Alpha.cs", Bystander),
        ("omega/Omega.cs", User),
        ("print/ReceiptPrinter.cs", "public sealed class ReceiptPrinter\n{\n    // prints the receipt\n    public void Print(Receipt receipt) { }\n}\n"),
        ("stock/StockList.cs", "public sealed class StockList\n{\n    public void Go() { }\n}\n"),
    ];

    [Test]
    public async Task The_user_of_a_named_thing_gains_from_it()
    {
        var ranking = await AskAsync(Shop, "where is the receipt printed");
        Assert.That(Paths(Shop, ranking)[..3], Is.EqualTo(new[] { "print/ReceiptPrinter.cs", "omega/Omega.cs", "alpha/Alpha.cs" }));
        Assert.That(ranking.Files[1].Reasons.RelatedBoost, Is.GreaterThan(ranking.Files[2].Reasons.RelatedBoost));
    }

    [Test]
    public async Task Files_of_one_folder_lean_on_each_other()
    {
        (string Path, string Text)[] together = [Shop[0], ("print/Omega.cs", Bystander.Replace("Alpha", "Omega")), Shop[2], Shop[3]];
        var ranking = await AskAsync(together, "where is the receipt printed");
        Assert.That(Paths(together, ranking)[..2], Is.EqualTo(new[] { "print/ReceiptPrinter.cs", "print/Omega.cs" }));
        Assert.That(Boost(ranking, 2), Is.GreaterThan(0));
        Assert.That(Boost(ranking, 0), Is.Zero);
    }

    [Test]
    public async Task The_boost_is_bounded_by_its_shares()
    {
        var options = RankingOptions.Default;
        var ranking = await AskAsync(Shop, "where is the receipt printed and the list of stock");
        Assert.That(
            ranking.Files.Select(file => file.Reasons.RelatedBoost),
            Is.All.InRange(0, options.MentionShare + options.MentionedShare + options.FolderShare));
    }

    [Test]
    public async Task Who_asks_for_one_symbol_gets_its_definition_and_no_relations() =>
        Assert.That((await AskAsync(Shop, "ReceiptPrinter")).Files.Select(file => file.Reasons.RelatedBoost), Is.All.Zero);

    private static double Boost(Ranking ranking, int place) => ranking.Files.Single(file => file.Place == place).Reasons.RelatedBoost;

    private static async Task<Ranking> AskAsync((string Path, string Text)[] files, string text) =>
        await Searcher.SearchAsync(SampleTree.Corpus(files), new() { Text = text }, null, SampleTree.Call, default);

    private static string[] Paths((string Path, string Text)[] files, Ranking ranking) => SampleTree.Paths(SampleTree.Corpus(files), ranking);
}
