using McpContextBrowser.Core.Vectors;

namespace McpContextBrowser.Tests.Vectors;

public sealed unsafe class KernelTests
{
    // Multiples of the padding, around every unrolled block.
    private static readonly int[] CodeLengths = [64, 128, 192, 256, 320, 384, 1024, 16384];
    private static readonly int[] FloatLengths = [16, 32, 48, 64, 80, 112, 256, 384, 1024];

    // Lengths around every SIMD width, so head, body and tail are all met.
    private static readonly int[] AnyLengths = [0, 1, 3, 4, 7, 8, 9, 15, 16, 17, 31, 33, 384, 385];

    private static IEnumerable<SimdLevel> Levels => Enum.GetValues<SimdLevel>().Where(Distance.Supports);

    [Test]
    public void The_best_level_is_one_that_this_CPU_has() => Assert.That(Levels, Does.Contain(Distance.Best));

    [Test]
    public void Float_kernels_agree_with_the_plain_loop(
        [ValueSource(nameof(Levels))] SimdLevel level, [ValueSource(nameof(FloatLengths))] int length)
    {
        var random = new Random(length);
        var a = SeededVectors.Unit(SeededVectors.Gaussian(random, length));
        var b = SeededVectors.Unit(SeededVectors.Gaussian(random, length));
        var kernels = VectorKernels.For(level);
        fixed (float* pinnedA = a, pinnedB = b)
        {
            Assert.That(
                kernels.Dot(pinnedA, pinnedB, length),
                Is.EqualTo(SeededVectors.Score(a, b, VectorMeasure.InnerProduct)).Within(1e-5));
            Assert.That(
                -kernels.SquaredDistance(pinnedA, pinnedB, length),
                Is.EqualTo(SeededVectors.Score(a, b, VectorMeasure.SquaredEuclidean)).Within(1e-5));
        }
    }

    [Test]
    public void Code_kernels_are_exactly_the_plain_loop_also_at_the_extremes(
        [ValueSource(nameof(Levels))] SimdLevel level, [ValueSource(nameof(CodeLengths))] int length)
    {
        var random = new Random(length + 1);
        using var arena = new VectorArena((3 * length) + (length * sizeof(float)) + CodeQuery.BytesFor(length));
        var codes = arena.Pointer;
        var floats = (float*)(arena.Pointer + (3 * length));
        var query = CodeQuery.Place(arena.Pointer + (3 * length) + (length * sizeof(float)), length);
        for (var i = 0; i < length; i++)
        {
            codes[i] = (byte)random.Next(256);
            codes[length + i] = 255;
            codes[(2 * length) + i] = (byte)(i % 2 == 0 ? 0 : 255);
            floats[i] = i % 3 == 0 ? 1f : (float)random.NextDouble();
        }

        query.Fill(floats, length);
        var products = new int[3];
        VectorKernels.For(level).Dots(codes, query, length, products);
        var expected = new int[3];
        for (var row = 0; row < 3; row++)
        {
            for (var i = 0; i < length; i++)
            {
                expected[row] = checked(expected[row] + (codes[(row * length) + i] * query.Values[i]));
            }
        }

        Assert.That(products, Is.EqualTo(expected));
    }

    [Test]
    public void Four_rows_at_once_and_steps_are_exactly_the_plain_loop(
        [ValueSource(nameof(Levels))] SimdLevel level, [ValueSource(nameof(CodeLengths))] int length)
    {
        var random = new Random(length + 2);
        using var arena = new VectorArena((8L * length * sizeof(float)) + length);
        var floats = (float*)arena.Pointer; // an aim, then four rows
        var codes = arena.Pointer + (5 * length * sizeof(float));
        var steps = (sbyte*)codes + (4 * length);
        for (var i = 0; i < 5 * length; i++)
        {
            floats[i] = (float)(random.NextDouble() - 0.5);
        }

        for (var i = 0; i < length; i++)
        {
            codes[i] = (byte)random.Next(256);
            codes[length + i] = 255;
            codes[(2 * length) + i] = (byte)(i % 2 == 0 ? 0 : 255);
            codes[(3 * length) + i] = (byte)random.Next(1, 256);
            steps[i] = i % 5 == 0 ? (sbyte)-128 : (sbyte)random.Next(-128, 128);
        }

        var nodes = stackalloc int[] { 0, 1, 2, 3 };
        Check(level, new RowGroup((byte*)(floats + length), length * sizeof(float), nodes), floats, new RowGroup(codes, length, nodes), steps, length);
    }

    private static void Check(SimdLevel level, RowGroup rows, float* aim, RowGroup codes, sbyte* steps, int length)
    {
        switch (level)
        {
            case SimdLevel.Bits512:
                Check<Kernel512>(rows, aim, codes, steps, length);
                break;
            case SimdLevel.Bits256:
                Check<Kernel256>(rows, aim, codes, steps, length);
                break;
            case SimdLevel.Bits128:
                Check<Kernel128>(rows, aim, codes, steps, length);
                break;
            default:
                Check<PlainKernel>(rows, aim, codes, steps, length);
                break;
        }
    }

    private static void Check<TKernel>(RowGroup rows, float* aim, RowGroup codes, sbyte* steps, int length)
        where TKernel : struct, IVectorKernel
    {
        var dots = TKernel.Dots(rows, aim, length);
        var distances = TKernel.SquaredDistances(rows, aim, length);
        Assert.That(TKernel.Dots(codes, steps, length), Is.EqualTo(PlainKernel.Dots(codes, steps, length)));
        Assert.That(TKernel.Dot(codes.B, steps, length), Is.EqualTo(PlainKernel.Dot(codes.B, steps, length)));
        for (var row = 0; row < RowGroup.Size; row++)
        {
            Assert.That(dots[row], Is.EqualTo(PlainKernel.Dots(rows, aim, length)[row]).Within(1e-3 + (length * 1e-6)), $"dot of row {row}");
            Assert.That(distances[row], Is.EqualTo(PlainKernel.SquaredDistances(rows, aim, length)[row]).Within(1e-3 + (length * 1e-6)), $"distance of row {row}");
        }
    }

    [Test]
    public void A_query_in_steps_is_as_near_the_floats_as_a_step_is_wide_and_clipped_where_rows_are()
    {
        const int length = 256;
        using var arena = new VectorArena((length * sizeof(float)) + (2 * length));
        var floats = (float*)arena.Pointer;
        var query = new StepQuery((sbyte*)(arena.Pointer + (length * sizeof(float))));
        var random = new Random(4);
        for (var i = 0; i < length; i++)
        {
            floats[i] = (float)((random.NextDouble() * 2) - 1) * 0.1f;
        }

        floats[7] = 5f;
        query.Fill(floats, length, rowScale: 0.2f / 127);
        var sum = 0;
        for (var i = 0; i < length; i++)
        {
            Assert.That(query.Steps[i] * query.Scale, Is.EqualTo(i == 7 ? 0.2f : floats[i]).Within(query.Scale / 2 * 1.001f), $"coordinate {i}");
            sum += query.Steps[i];
        }

        Assert.That(query.Sum, Is.EqualTo(sum));
        var codes = arena.Pointer + (length * sizeof(float)) + length;
        new ScalarQuantizer(0.2f / 127).Encode(new ReadOnlySpan<float>(floats, length), new Span<byte>(codes, length));
        query.Fill(codes, length, 0.2f / 127);
        Assert.That(query.Sum, Is.EqualTo(Enumerable.Range(0, length).Sum(i => codes[i] - ScalarQuantizer.Zero)));
    }

    [Test]
    public void A_query_in_16_bits_is_near_the_floats_and_its_planes_put_together_are_the_query()
    {
        const int length = 256;
        using var arena = new VectorArena((length * sizeof(float)) + CodeQuery.BytesFor(length));
        var floats = (float*)arena.Pointer;
        var query = CodeQuery.Place(arena.Pointer + (length * sizeof(float)), length);
        var random = new Random(3);
        for (var i = 0; i < length; i++)
        {
            floats[i] = (float)((random.NextDouble() * 2) - 1);
        }

        query.Fill(floats, length);
        CodeQuery.Split(query.Values, query.High, query.Low, length);
        var sum = 0;
        for (var i = 0; i < length; i++)
        {
            Assert.That(query.Values[i] * query.Scale, Is.EqualTo(floats[i]).Within(2e-5), $"coordinate {i}");
            Assert.That((256 * query.High[i]) + query.Low[i], Is.EqualTo(query.Values[i]), $"planes at {i}");
            sum += query.Values[i];
        }

        Assert.That(query.Sum, Is.EqualTo(sum));
    }

    [Test]
    public void A_level_that_the_CPU_does_not_have_is_refused() =>
        Assert.Multiple(() =>
        {
            Assert.That(() => VectorKernels.For((SimdLevel)99), Throws.TypeOf<PlatformNotSupportedException>());
            Assert.That(new FlatIndexOptions { Dimensions = 8, Simd = (SimdLevel)99 }.Problems(), Is.Not.Empty);
        });

    [TestCaseSource(nameof(AnyLengths))]
    public void Distances_of_single_pairs_agree_with_the_plain_loop(int n)
    {
        var random = new Random(n);
        var a = SeededVectors.Gaussian(random, n);
        var b = SeededVectors.Gaussian(random, n);
        Assert.Multiple(() =>
        {
            Assert.That(Distance.Dot(a, b), Is.EqualTo(SeededVectors.Score(a, b, VectorMeasure.InnerProduct)).Within(1e-3));
            Assert.That(-Distance.SquaredEuclidean(a, b), Is.EqualTo(SeededVectors.Score(a, b, VectorMeasure.SquaredEuclidean)).Within(1e-2));
        });
    }

    [Test]
    public void Vectors_of_different_length_have_no_distance() =>
        Assert.That(() => Distance.Dot(new float[3], new float[4]), Throws.ArgumentException);
}
