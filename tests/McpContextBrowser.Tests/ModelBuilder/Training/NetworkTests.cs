using McpContextBrowser.ModelBuilder.Training;

namespace McpContextBrowser.Tests.ModelBuilder.Training;

public sealed class NetworkTests
{
    private const int Tokens = 20;
    private static readonly TrainingOptions Options = new() { Dimensions = 32 };

    [Test]
    public void Each_value_moves_against_the_slope_that_finite_differences_measure([Values(6, 8)] int pairs)
    {
        const float Small = 0.01f;
        var batch = RandomBatch(pairs, seed: pairs);
        var network = new Network(Tokens, Options, 1);
        var (rows, weights) = (network.Rows.ToArray(), network.Weights.ToArray());
        network.Step(batch, 1f); // Adagrad's first step is as long as the rate, whatever the slope
        var (checkedRows, checkedWeights) = (0, 0);
        for (var i = 0; i < rows.Length; i += 7)
        {
            checkedRows += Check(measured => measured.Rows, i, rows[i] - network.Rows[i], 1 / 256f);
        }

        for (var i = 0; i < weights.Length; i++)
        {
            checkedWeights += Check(measured => measured.Weights, i, weights[i] - network.Weights[i], 1 / 256f);
        }

        Assert.That(checkedRows, Is.GreaterThan(20));
        Assert.That(checkedWeights, Is.GreaterThan(5));

        int Check(Func<Network, float[]> values, int i, float moved, float least)
        {
            var slope = (LossWith(Small) - LossWith(-Small)) / (2 * Small);
            if (MathF.Abs(slope) < least)
            {
                return 0; // float32 cannot tell it from noise
            }

            Assert.That(moved, Is.EqualTo(MathF.Sign(slope)).Within(1e-3), $"value {i}, slope {slope}");
            return 1;

            float LossWith(float change)
            {
                var measured = new Network(Tokens, Options, 1);
                values(measured)[i] += change;
                return measured.Step(batch, 0);
            }
        }
    }

    [Test]
    public void What_is_seen_often_is_learnt()
    {
        var batch = RandomBatch(16, seed: 3);
        var network = new Network(Tokens, Options, 2);
        var before = network.Step(batch, 0.05f);
        for (var step = 0; step < 100; step++)
        {
            network.Step(batch, 0.05f);
        }

        Assert.That(network.Step(batch, 0), Is.LessThan(before / 5));
    }

    [Test]
    public void Pairs_of_one_file_are_no_wrong_answers_to_each_other()
    {
        var apart = RandomBatch(8, seed: 5);
        var together = new Batch([.. Enumerable.Range(0, 16).Select(i => apart[i])], new long[8]);
        Assert.That(new Network(Tokens, Options, 1).Step(apart, 0), Is.GreaterThan(0.5f));
        Assert.That(new Network(Tokens, Options, 1).Step(together, 0), Is.EqualTo(0).Within(1e-6));
    }

    private static Batch RandomBatch(int pairs, int seed)
    {
        var random = new Random(seed);
        return new(
            [.. Enumerable.Range(0, 2 * pairs).Select(_ => new Batch.Text([.. Enumerable.Range(0, Tokens).OrderBy(_ => random.Next()).Take(4)], [1f, 1.5f, 1f, 2f]))],
            [.. Enumerable.Range(0, pairs).Select(pair => (long)pair)]);
    }
}
