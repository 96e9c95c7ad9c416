using McpContextBrowser.Evaluation;

namespace McpContextBrowser.Tests.Evaluation;

[TestFixture]
public sealed class MeasuresTests
{
    // By hand: discounts 1, 0.6309, 0.5, 0.4307 …
    [TestCase("a b c", "a", 1.0)]
    [TestCase("b a c", "a", 0.6309)]
    [TestCase("b a c", "a c", (0.6309 + 0.5) / 1.6309)]
    [TestCase("b c d", "a", 0.0)]
    [TestCase("", "a", 0.0)]
    [TestCase("1 2 3 4 5 6 7 8 9 10 a", "a", 0.0)]
    public void Ndcg_is_what_it_is_by_hand(string files, string wanted, double expected) =>
        Assert.That(
            Examination.Ndcg(files.Split(' ', StringSplitOptions.RemoveEmptyEntries), [.. wanted.Split(' ')]), Is.EqualTo(expected).Within(1e-4));

    [Test]
    public void An_interval_narrows_with_the_root_of_the_number_of_questions()
    {
        var few = Interval.Of([.. Enumerable.Range(0, 50).Select(i => i % 2 == 0 ? 1.0 : 0.0)]);
        var many = Interval.Of([.. Enumerable.Range(0, 5000).Select(i => i % 2 == 0 ? 1.0 : 0.0)]);
        Assert.Multiple(() =>
        {
            Assert.That(few.Mean, Is.EqualTo(0.5));
            Assert.That(few.High - few.Low, Is.EqualTo(2 * 1.96 * 0.5 / Math.Sqrt(50)).Within(0.05), "the normal approximation");
            Assert.That((few.High - few.Low) / (many.High - many.Low), Is.EqualTo(10).Within(2));
            Assert.That(Interval.Of([0.3, 0.3, 0.3]), Is.EqualTo(new Interval(0.3, 0.3, 0.3)));
        });
    }

    [Test]
    public void A_comparison_pairs_questions_by_their_id_and_leaves_out_the_others()
    {
        var earlier = new[] { Score("1", 0.5), Score("2", 0.5), Score("gone", 1) };
        var now = new[] { Score("1", 0.75), Score("2", 0.25), Score("new", 0), };
        var comparison = ComparisonRow.Of(now, earlier)!;
        Assert.That((comparison.Questions, comparison.Better, comparison.Worse), Is.EqualTo((2, 1, 1)));
        Assert.That(comparison.Differences[GoldenScore.Ndcg].Mean, Is.Zero);
        Assert.That(ComparisonRow.Of(now, [Score("else", 1)]), Is.Null);
    }

    private static GoldenScore Score(string id, double value) =>
        new(id, "doc", GoldenScore.All.ToDictionary(measure => measure.Name, _ => value));
}
