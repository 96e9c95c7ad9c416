using System.Runtime.Intrinsics;
using McpContextBrowser.ModelBuilder.Training;

namespace McpContextBrowser.Tests.ModelBuilder.Training;

public sealed class KernelsTests
{
    [Test]
    public unsafe void Products_and_weighted_sums_agree_with_doubles([Values(32, 256)] int dimensions, [Values(4, 12, 64)] int rows)
    {
        var random = new Random(dimensions + rows);
        var (a, b) = (Floats(random, rows * dimensions), Floats(random, rows * dimensions));
        var (scores, sums) = (new float[rows * rows], new float[rows * dimensions]);
        fixed (float* x = a, y = b, s = scores, w = sums)
        {
            Kernels.Products(x, y, s, 0, rows, rows, dimensions, 2f);
            Kernels.WeightedSums(s, y, w, 0, rows, rows, dimensions, 0.5f);
        }

        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < rows; j++)
            {
                Assert.That(scores[(i * rows) + j], Is.EqualTo(2 * Enumerable.Range(0, dimensions).Sum(k => (double)a[(i * dimensions) + k] * b[(j * dimensions) + k])).Within(1e-4));
            }

            for (var k = 0; k < dimensions; k++)
            {
                Assert.That(sums[(i * dimensions) + k], Is.EqualTo(0.5 * Enumerable.Range(0, rows).Sum(j => (double)scores[(i * rows) + j] * b[(j * dimensions) + k])).Within(1e-3));
            }
        }
    }

    [Test]
    public void Exp_is_right_to_two_units_in_the_last_place_where_softmax_asks()
    {
        for (var x = -86f; x <= 1; x += 0.0137f)
        {
            var expected = Math.Exp(x);
            Assert.That(Kernels.Exp(Vector256.Create(x)).GetElement(3), Is.EqualTo(expected).Within(expected * 2.4e-7), $"e^{x}");
        }

        Assert.That(Kernels.Exp(Vector256.Create(-1e9f)).ToScalar(), Is.GreaterThanOrEqualTo(0).And.LessThan(1e-37f));
    }

    private static float[] Floats(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
}
