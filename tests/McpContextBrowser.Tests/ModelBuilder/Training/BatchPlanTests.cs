using McpContextBrowser.ModelBuilder.Training;

namespace McpContextBrowser.Tests.ModelBuilder.Training;

public sealed class BatchPlanTests
{
    private static readonly TrainingOptions Options = new() { BlockPairs = 8, Blocks = 2, Epochs = 3 };

    [Test]
    public void Blocks_hold_pairs_of_one_repository_none_twice()
    {
        var steps = BatchPlan.Steps([100, 30, 5], Options).ToList();
        Assert.That(steps, Has.Count.EqualTo(3 * 135 / 16));
        foreach (var (repository, pairs) in steps.SelectMany(blocks => blocks))
        {
            Assert.That(pairs, Has.Length.EqualTo(repository == 2 ? 5 : 8).And.Unique.And.All.InRange(0, new[] { 99, 29, 4 }[repository]));
        }
    }

    [Test]
    public void Every_pair_comes_once_before_any_block_comes_again()
    {
        var first = BatchPlan.Steps([96, 32], Options).Take(8).SelectMany(blocks => blocks).SelectMany(block => block.Pairs.Select(pair => (block.Repository, pair))).ToList();
        Assert.That(first, Has.Count.EqualTo(128).And.Unique);
    }

    [Test]
    public void The_seed_alone_decides_the_order()
    {
        var first = Order(1);
        Assert.That(Order(1), Is.EqualTo(first));
        Assert.That(Order(2), Is.Not.EqualTo(first));

        static string Order(int seed) =>
            string.Join(' ', BatchPlan.Steps([100, 30], Options with { Seed = seed }).SelectMany(blocks => blocks).SelectMany(block => block.Pairs));
    }
}
