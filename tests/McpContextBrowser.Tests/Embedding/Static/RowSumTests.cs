using System.Runtime.Intrinsics.X86;
using McpContextBrowser.Core.Embedding.Static;

namespace McpContextBrowser.Tests.Embedding.Static;

public sealed class RowSumTests
{
    private static IEnumerable<int> Widths() =>
        new[] { 0, 128, 256, 512 }.Where(width => width < 256 || (width == 256 ? Avx2.IsSupported : Avx512F.IsSupported));

    // Around the block of 64 columns and around the vectors of the norm.
    [Test]
    public unsafe void Every_width_agrees_with_doubles(
        [ValueSource(nameof(Widths))] int width, [Values(1, 15, 63, 64, 65, 127, 128, 256, 300)] int dimensions, [Values(0, 1, 7, 20)] int count)
    {
        var random = new Random(dimensions + count);
        var rows = new sbyte[40 * dimensions];
        random.NextBytes((byte[])(object)rows);
        var ids = Enumerable.Range(0, count).Select(_ => random.Next(40)).ToArray();
        var weights = ids.Select(_ => random.NextSingle() - 0.5f).ToArray();
        var sum = new float[dimensions];
        sum.AsSpan().Fill(float.NaN);

        fixed (sbyte* first = rows)
        {
            RowSum.Add(first, dimensions, ids, weights, sum, width);
        }

        var expected = Enumerable.Range(0, dimensions)
            .Select(d => (float)ids.Select((id, i) => (double)weights[i] * rows[(id * dimensions) + d]).Sum());
        Assert.That(sum, Is.EqualTo(expected).Within(1e-3));
    }

    [Test]
    public void Normalising_gives_length_one_and_leaves_zero([Values(1, 3, 8, 17, 256, 300)] int dimensions)
    {
        var random = new Random(dimensions);
        var vector = Enumerable.Range(0, dimensions).Select(_ => random.NextSingle() - 0.5f).ToArray();
        var length = Math.Sqrt(vector.Sum(v => (double)v * v));
        var expected = vector.Select(v => (float)(v / length)).ToArray();
        RowSum.Normalise(vector);
        Assert.That(vector, Is.EqualTo(expected).Within(1e-6));

        var zero = new float[dimensions];
        RowSum.Normalise(zero);
        Assert.That(zero, Is.All.Zero);
    }

    [Test]
    public unsafe void Lengths_that_do_not_fit_are_refused()
    {
        Assert.That(() => RowSum.Add(null, 4, [1], [], new float[4], 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => RowSum.Add(null, 4, [], [], new float[3], 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }
}
