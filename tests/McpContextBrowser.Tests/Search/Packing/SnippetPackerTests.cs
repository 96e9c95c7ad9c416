using FsCheck;
using FsCheck.Fluent;
using McpContextBrowser.Core.Search.Packing;

namespace McpContextBrowser.Tests.Search.Packing;

[TestFixture]
public sealed class SnippetPackerTests
{
    /// <summary>Any sources: the worth and the size of every part differ by orders of magnitude.</summary>
    private static readonly Gen<SnippetSource> AnySource =
        from worth in Gen.Choose(1, 1000)
        from heading in Gen.Choose(1, 200)
        from lines in Gen.Choose(1, 60).SelectMany(count => Gen.Choose(0, 300).ArrayOf(count))
        from signature in RunWithin(lines.Length)
        from excerpt in RunWithin(lines.Length)
        select new SnippetSource { Worth = worth / 1000.0, HeadingTokens = heading, LineTokens = lines, Signature = signature, Excerpt = excerpt };

    [Test]
    public void No_choice_costs_more_than_the_budget_and_no_cheaper_form_is_forgotten()
    {
        var property = Prop.ForAll(AnySource.ListOf().ToArbitrary(), Gen.Choose(0, 20_000).ToArbitrary(), (sources, budget) =>
        {
            var forms = SnippetPacker.Pack([.. sources], budget);
            var cost = Enumerable.Range(0, sources.Count).Sum(i => forms[i] is { } form ? sources[i].Cost(form) : 0);
            var left = budget - cost;
            return cost <= Math.Max(0, budget) && Enumerable.Range(0, sources.Count).All(i => forms[i] is not null || Enum.GetValues<SnippetForm>().All(form => sources[i].Cost(form) > left));
        });
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000), property);
    }

    [Test]
    public void With_room_for_all_everything_is_whole() =>
        Assert.That(SnippetPacker.Pack([Source(1, 20), Source(0.1, 50)], 100_000), Is.EqualTo(new SnippetForm?[] { SnippetForm.Whole, SnippetForm.Whole }));

    [Test]
    public void What_is_worth_more_is_shown_more_of()
    {
        var forms = SnippetPacker.Pack([Source(1, 40), Source(0.3, 40), Source(0.01, 40)], 560);
        Assert.That((forms[0], forms[1] < SnippetForm.Whole, forms[2] is null or < SnippetForm.Excerpt), Is.EqualTo(((SnippetForm?)SnippetForm.Whole, true, true)));
    }

    [TestCase(0)]
    [TestCase(-5)]
    [TestCase(9)]
    public void Without_room_nothing_is_shown(int budget) => Assert.That(SnippetPacker.Pack([Source(1, 5)], budget), Is.EqualTo(new SnippetForm?[] { null }));

    private static SnippetSource Source(double worth, int lines) => new()
    {
        Worth = worth,
        HeadingTokens = 20,
        LineTokens = [.. Enumerable.Repeat(10, lines)],
        Signature = new(0, 1),
        Excerpt = new(0, Math.Min(12, lines)),
    };

    private static Gen<LineRun> RunWithin(int lines) =>
        from first in Gen.Choose(0, lines - 1)
        from count in Gen.Choose(1, lines - first)
        select new LineRun(first, count);
}
