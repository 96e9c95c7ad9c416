using System.Buffers;
using McpContextBrowser.Core.Vectors;

namespace McpContextBrowser.Tests.Vectors;

public sealed class FlatIndexTests
{
    private const int Dimensions = 96;

    private static IEnumerable<SimdLevel> Levels => Enum.GetValues<SimdLevel>().Where(Distance.Supports);

    [Test]
    public void Search_finds_what_the_plain_loop_finds(
        [Values] VectorMeasure measure, [Values] OriginalVectors originals, [ValueSource(nameof(Levels))] SimdLevel level)
    {
        var vectors = SeededVectors.Clustered(3000, Dimensions, seed: 5);
        using var index = Build(vectors, new FlatIndexOptions { Dimensions = Dimensions, Measure = measure, Originals = originals, Simd = level });
        var found = 0;
        var hits = new VectorHit[10];
        foreach (var query in SeededVectors.Clustered(20, Dimensions, seed: 5, stream: 1))
        {
            var written = index.Search(query, 10, 0, null, hits);
            var scores = Array.ConvertAll(vectors, v => SeededVectors.Score(v, query, measure));
            var tenth = scores.OrderDescending().ElementAt(9);
            Assert.That(written, Is.EqualTo(10));
            Assert.That(hits, Is.Ordered.By(nameof(VectorHit.Score)).Descending);
            found += hits.Count(h => scores[h.Id] >= tenth - 1e-6);
            foreach (var hit in hits)
            {
                Assert.That(hit.Score, Is.EqualTo(scores[hit.Id]).Within(originals == OriginalVectors.None ? 0.02 : 0.002), $"score of id {hit.Id}");
            }
        }

        Assert.That(found / 200.0, Is.GreaterThanOrEqualTo(originals switch
        {
            OriginalVectors.None => 0.95,
            OriginalVectors.Half => 0.985,
            _ => 0.999,
        }));
    }

    [Test]
    public void Duplicates_are_one_row_with_several_ids_in_order()
    {
        var vectors = SeededVectors.Clustered(50, Dimensions, seed: 6);
        using var builder = new FlatIndexBuilder(new FlatIndexOptions { Dimensions = Dimensions }, 1000);
        foreach (var id in new[] { 700, 7, 70 })
        {
            builder.Add(id, vectors[0]);
        }

        for (var i = 1; i < vectors.Length; i++)
        {
            builder.Add(i + 100, vectors[i]);
        }

        using var index = builder.Build();
        var hits = new VectorHit[3];
        index.Search(vectors[0], 3, 0, null, hits);
        Assert.Multiple(() =>
        {
            Assert.That(index.Count, Is.EqualTo(52));
            Assert.That(index.DistinctCount, Is.EqualTo(50));
            Assert.That(Array.ConvertAll(hits, h => h.Id), Is.EqualTo(new[] { 7, 70, 700 }));
            Assert.That(hits[0].Score, Is.EqualTo(1f).Within(0.002));
        });
    }

    [Test]
    public void A_filter_gives_exactly_the_best_of_its_ids([Values(1, 7, 90, 900, 2990)] int allowed)
    {
        var vectors = SeededVectors.Clustered(3000, Dimensions, seed: 7);
        using var index = Build(vectors, new FlatIndexOptions { Dimensions = Dimensions, Originals = OriginalVectors.Full });
        var filter = new IdFilter(3000);
        var random = new Random(allowed);
        while (filter.Count < allowed)
        {
            filter.Add(random.Next(3000));
        }

        var hits = new VectorHit[10];
        var query = SeededVectors.Clustered(1, Dimensions, seed: 7, stream: 1)[0];
        var written = index.Search(query, 10, 0, filter, hits);
        var expected = Enumerable.Range(0, 3000).Where(filter.Contains)
            .OrderByDescending(id => SeededVectors.Score(vectors[id], query, VectorMeasure.Cosine)).Take(10).ToArray();
        Assert.That(hits.Take(written).Select(h => h.Id), Is.EqualTo(expected));
    }

    [Test]
    public void A_filter_on_one_of_several_ids_of_a_vector_returns_that_id_only()
    {
        var vectors = SeededVectors.Clustered(100, Dimensions, seed: 8);
        using var builder = new FlatIndexBuilder(new FlatIndexOptions { Dimensions = Dimensions }, 200);
        for (var id = 0; id < 200; id++)
        {
            builder.Add(id, vectors[id % 100]);
        }

        using var index = builder.Build();
        var filter = new IdFilter(200);
        filter.Add(142);
        var hits = new VectorHit[5];
        Assert.That(index.Search(vectors[42], 5, 0, filter, hits), Is.EqualTo(1));
        Assert.That(hits[0].Id, Is.EqualTo(142));
    }

    [Test]
    public void Scores_of_given_ids_are_those_of_the_search_and_unknown_ids_are_infinitely_far(
        [Values] OriginalVectors originals, [Values] VectorMeasure measure)
    {
        var vectors = SeededVectors.Clustered(100, Dimensions, seed: 9);
        using var index = Build(vectors, new FlatIndexOptions { Dimensions = Dimensions, Originals = originals, Measure = measure });
        var hits = new VectorHit[100];
        index.Search(vectors[3], 100, 0, null, hits);
        var scores = new float[102];
        index.Score(vectors[3], [.. hits.Select(h => h.Id), -1, 100], scores);
        Assert.That(scores[..100], Is.EqualTo(hits.Select(h => h.Score)));
        Assert.That(scores[100..], Is.All.EqualTo(float.NegativeInfinity));
    }

    [Test]
    public void Vectors_that_have_no_direction_or_no_value_are_refused()
    {
        using var builder = new FlatIndexBuilder(new FlatIndexOptions { Dimensions = 4 }, 10);
        builder.Add(1, [1, 0, 0, 0]);
        Assert.Multiple(() =>
        {
            Assert.That(() => builder.Add(2, [0, 0, 0, 0]), Throws.ArgumentException.With.Message.Contains("zero vector"));
            Assert.That(() => builder.Add(2, [float.NaN, 0, 0, 0]), Throws.ArgumentException.With.Message.Contains("NaN"));
            Assert.That(() => builder.Add(2, [float.PositiveInfinity, 0, 0, 0]), Throws.ArgumentException);
            Assert.That(() => builder.Add(2, [1, 0, 0]), Throws.ArgumentException.With.Message.Contains("3 dimensions"));
            Assert.That(() => builder.Add(1, [0, 1, 0, 0]), Throws.ArgumentException.With.Message.Contains("Id 1"));
            Assert.That(() => builder.Add(10, [0, 1, 0, 0]), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => builder.Add(-1, [0, 1, 0, 0]), Throws.InstanceOf<ArgumentOutOfRangeException>());
        });
        using var index = builder.Build();
        Assert.That(index.Count, Is.EqualTo(1));
        Assert.That(() => builder.Build(), Throws.InvalidOperationException);
    }

    [Test]
    public void A_zero_query_finds_nothing_and_an_empty_index_gives_nothing()
    {
        using var index = Build(SeededVectors.Clustered(5, 8, seed: 1), new FlatIndexOptions { Dimensions = 8 });
        using var empty = Build([], new FlatIndexOptions { Dimensions = 8 });
        var hits = new VectorHit[3];
        Assert.That(index.Search(new float[8], 3, 0, null, hits), Is.Zero);
        Assert.That(empty.Search([1, 0, 0, 0, 0, 0, 0, 0], 3, 0, null, hits), Is.Zero);
    }

    [Test]
    public void A_disposed_index_says_so()
    {
        var index = Build(SeededVectors.Clustered(5, 8, seed: 1), new FlatIndexOptions { Dimensions = 8 });
        index.Dispose();
        Assert.That(() => index.Search(new float[8], 3, 0, null, new VectorHit[3]), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void A_warm_search_allocates_nothing_and_a_vector_takes_less_than_its_budget()
    {
        var vectors = SeededVectors.Clustered(2000, 256, seed: 10);
        using var index = Build(vectors, new FlatIndexOptions { Dimensions = 256 });
        var hits = new VectorHit[100];
        var filter = new IdFilter(2000);
        filter.Add(17);
        index.Search(vectors[0], 100, 0, filter, hits);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 50; i++)
        {
            index.Search(vectors[i], 100, 0, i % 2 == 0 ? null : filter, hits);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That(index.ResidentBytes / 2000.0, Is.LessThanOrEqualTo(280));
    }

    [Test]
    public void A_snapshot_gives_the_same_index_back([Values] OriginalVectors originals, [Values] VectorMeasure measure)
    {
        var vectors = SeededVectors.Clustered(700, 40, seed: 11);
        using var index = Build(vectors, new FlatIndexOptions { Dimensions = 40, Originals = originals, Measure = measure });
        var bytes = Snapshot(index);
        using var again = FlatIndex.Read(bytes);
        var first = new VectorHit[20];
        var second = new VectorHit[20];
        foreach (var query in SeededVectors.Clustered(5, 40, seed: 11, stream: 1))
        {
            index.Search(query, 20, 0, null, first);
            again.Search(query, 20, 0, null, second);
            Assert.That(second, Is.EqualTo(first));
        }

        Assert.That(Snapshot(again), Is.EqualTo(bytes));
    }

    [Test]
    public void A_snapshot_that_was_flipped_or_truncated_is_refused_by_name()
    {
        using var index = Build(SeededVectors.Clustered(60, 40, seed: 12), new FlatIndexOptions { Dimensions = 40, Originals = OriginalVectors.Half });
        var good = Snapshot(index);
        const int seed = 77;
        var random = new Random(seed);
        for (var round = 0; round < 600; round++)
        {
            // Every byte of the header, then anywhere; then cuts.
            var bad = (byte[])good.Clone();
            var place = round < 64 ? round : random.Next(bad.Length);
            bad[place] ^= (byte)(1 << random.Next(8));
            if (round >= 500)
            {
                bad = good[..random.Next(good.Length)];
            }

            Assert.That(
                () => FlatIndex.Read(bad).Dispose(),
                Throws.TypeOf<InvalidDataException>().With.Message.StartsWith("The vector section is damaged: "),
                $"seed {seed}, round {round}, byte {place}");
        }
    }

    internal static byte[] Snapshot(FlatIndex index)
    {
        var output = new ArrayBufferWriter<byte>();
        index.Write(output);
        return output.WrittenSpan.ToArray();
    }

    private static FlatIndex Build(float[][] vectors, FlatIndexOptions options)
    {
        using var builder = new FlatIndexBuilder(options, vectors.Length);
        for (var id = 0; id < vectors.Length; id++)
        {
            builder.Add(id, vectors[id]);
        }

        return builder.Build();
    }
}
