using System.Buffers;
using McpContextBrowser.Core.Vectors;

namespace McpContextBrowser.Tests.Vectors;

public sealed class HnswIndexTests
{
    private const int Dimensions = 48;
    private const int Vectors = 2500;

    private static readonly float[][] Base = SeededVectors.Clustered(Vectors, Dimensions, seed: 21);
    private static readonly float[][] Queries = SeededVectors.Clustered(30, Dimensions, seed: 21, stream: 1);

    private static IEnumerable<SimdLevel> Levels => Enum.GetValues<SimdLevel>().Where(Distance.Supports);

    private static IEnumerable<TestCaseData> Kinds =>
        from measure in Enum.GetValues<VectorMeasure>()
        from rows in new[] { "float", "codes", "codes+half", "codes+full" }
        select new TestCaseData(measure, rows);

    [TestCaseSource(nameof(Kinds))]
    public void Search_finds_nearly_all_that_exact_search_finds(VectorMeasure measure, string rows)
    {
        using var index = Build(Base, OptionsFor(measure, rows));
        Assert.That(Recall(index, 64, measure), Is.GreaterThanOrEqualTo(rows == "codes" ? 0.93 : 0.98));
        Assert.That(index.CountUnreachable(), Is.Zero);
        Assert.That(index.Count, Is.EqualTo(Vectors));
    }

    [TestCaseSource(nameof(Levels))]
    public void Every_width_finds_the_same(SimdLevel level)
    {
        using var codes = Build(Base[..800], OptionsFor(VectorMeasure.Cosine, "codes") with { Simd = level });
        using var best = Build(Base[..800], OptionsFor(VectorMeasure.Cosine, "codes"));
        using var floats = Build(Base[..800], OptionsFor(VectorMeasure.Cosine, "float") with { Simd = level });
        var (a, b) = (new VectorHit[10], new VectorHit[10]);
        foreach (var query in Queries)
        {
            codes.Search(query, 10, 40, null, a);
            best.Search(query, 10, 40, null, b);
            Assert.That(a, Is.EqualTo(b), "integer kernels give the same number at every width");
        }

        Assert.That(Recall(floats, 64, VectorMeasure.Cosine, 800), Is.GreaterThanOrEqualTo(0.98));
    }

    [Test]
    public void Two_threads_build_as_good_a_graph_as_one()
    {
        using var index = Build(Base, OptionsFor(VectorMeasure.Cosine, "float"), threads: 2);
        Assert.That(Recall(index, 64, VectorMeasure.Cosine), Is.GreaterThanOrEqualTo(0.98));
        Assert.That(index.CountUnreachable(), Is.Zero);
    }

    [Test]
    public void The_figures_without_noise_stay_where_they_are()
    {
        // Recall, distances and bytes at fixed parameters and data: what a change of the code can make worse unnoticed.
        var vectors = SeededVectors.Clustered(3000, 256, seed: 22, noise: 0.9f);
        var queries = SeededVectors.Clustered(40, 256, seed: 22, stream: 1, noise: 0.9f);
        var options = new HnswOptions { Dimensions = 256, BuildBreadth = 100, Originals = OriginalVectors.None };
        using var index = Build(vectors, options);
        var hits = new VectorHit[10];
        long distances = 0;
        foreach (var query in queries)
        {
            index.Search(query, 10, 48, null, hits, out var computed);
            distances += computed;
        }

        var recall = Recall(index, 48, VectorMeasure.Cosine, vectors, queries);
        TestContext.Out.WriteLine($"recall {recall}, distances {distances / 40.0}, bytes {index.ResidentBytes / 3000.0}");
        Assert.Multiple(() =>
        {
            Assert.That(recall, Is.GreaterThanOrEqualTo(0.97));
            Assert.That(distances / 40.0, Is.LessThanOrEqualTo(500));
            Assert.That(index.ResidentBytes / 3000.0, Is.LessThanOrEqualTo(430));
        });
    }

    [Test]
    public void At_384_dimensions_a_vector_takes_at_most_560_bytes()
    {
        using var index = Build(
            SeededVectors.Clustered(2000, 384, seed: 23),
            new HnswOptions { Dimensions = 384, BuildBreadth = 20, Originals = OriginalVectors.None });
        Assert.That(index.ResidentBytes / 2000.0, Is.LessThanOrEqualTo(560));
    }

    [Test]
    public void A_warm_search_allocates_nothing([Values("float", "codes", "codes+half")] string rows)
    {
        using var index = Build(Base[..1000], OptionsFor(VectorMeasure.Cosine, rows));
        var hits = new VectorHit[10];
        var some = new IdFilter(1000);
        for (var id = 0; id < 1000; id += 5)
        {
            some.Add(id);
        }

        index.Search(Queries[0], 10, 100, null, hits);
        index.Search(Queries[0], 10, 4, some, hits);
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var query in Queries)
        {
            index.Search(query, 10, 100, null, hits);
            index.Search(query, 10, 4, some, hits);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Test]
    public void Duplicates_are_one_node_with_several_ids()
    {
        using var index = new HnswIndex(OptionsFor(VectorMeasure.Cosine, "codes+half"));
        index.AddRange([.. Enumerable.Range(0, 500)], i => Base[i % 100], threads: 1, CancellationToken.None);
        var hits = new VectorHit[5];
        index.Search(Base[42], 5, 20, null, hits);
        Assert.That(index.NodeCount, Is.EqualTo(100));
        Assert.That(index.Count, Is.EqualTo(500));
        Assert.That(hits.Select(h => h.Id), Is.EqualTo(new[] { 42, 142, 242, 342, 442 }));
    }

    [Test]
    public void Filters_of_every_share_keep_recall_and_never_return_too_few(
        [Values(0.9, 0.5, 0.1, 0.01, 0.001)] double share, [Values("float", "codes+half")] string rows, [Values] bool alike)
    {
        using var index = Build(Base, OptionsFor(VectorMeasure.Cosine, rows));
        var random = new Random(9);
        var filter = new IdFilter(Vectors);

        // A folder or a language passes vectors that are like each other, and questions come from elsewhere.
        var passing = alike
            ? Enumerable.Range(0, Vectors).OrderByDescending(id => SeededVectors.Score(Base[id], Base[7], VectorMeasure.Cosine)).Take((int)(share * Vectors))
            : Enumerable.Range(0, Vectors).Where(_ => random.NextDouble() < share);
        foreach (var id in passing)
        {
            filter.Add(id);
        }

        var hits = new VectorHit[10];
        double found = 0, wanted = 0;
        foreach (var query in Queries)
        {
            var written = index.Search(query, 10, 20, filter, hits);
            var best = Enumerable.Range(0, Vectors).Where(filter.Contains)
                .Select(id => SeededVectors.Score(Base[id], query, VectorMeasure.Cosine)).OrderDescending().Take(10).ToArray();
            Assert.That(written, Is.EqualTo(Math.Min(10, filter.Count)));
            Assert.That(hits.Take(written).All(h => filter.Contains(h.Id)));
            wanted += best.Length;
            found += hits.Take(written).Count(h => SeededVectors.Score(Base[h.Id], query, VectorMeasure.Cosine) >= best[^1] - 1e-6);
        }

        Assert.That(found / wanted, Is.GreaterThanOrEqualTo(0.95));
    }

    [Test]
    public void Scores_of_given_ids_are_exact_where_originals_are_kept()
    {
        using var index = Build(Base[..300], OptionsFor(VectorMeasure.Cosine, "codes+full"));
        var scores = new float[3];
        index.Score(Queries[0], [7, 299, 300], scores);
        Assert.That(scores[0], Is.EqualTo(SeededVectors.Score(Base[7], Queries[0], VectorMeasure.Cosine)).Within(1e-5));
        Assert.That(scores[1], Is.EqualTo(SeededVectors.Score(Base[299], Queries[0], VectorMeasure.Cosine)).Within(1e-5));
        Assert.That(scores[2], Is.EqualTo(float.NegativeInfinity));
    }

    [Test]
    public void What_cannot_be_added_is_refused_and_leaves_the_index_as_it_was()
    {
        using var index = Build(Base[..50], OptionsFor(VectorMeasure.Cosine, "codes"));
        Assert.Multiple(() =>
        {
            Assert.That(() => index.Add(60, new float[Dimensions]), Throws.ArgumentException.With.Message.Contains("zero vector"));
            Assert.That(() => index.Add(7, Base[60]), Throws.ArgumentException.With.Message.Contains("Id 7"));
            Assert.That(() => index.Add(60, new float[3]), Throws.ArgumentException);
            Assert.That(
                () => index.AddRange([70, 71, 72], i => i == 2 ? new float[Dimensions] : Base[i + 60], 1, CancellationToken.None),
                Throws.ArgumentException);
            Assert.That(() => index.AddRange([70, 70], i => Base[i + 60], 1, CancellationToken.None), Throws.ArgumentException);
            Assert.That(() => new HnswIndex(new HnswOptions { Dimensions = 0, Links = 2, BuildBreadth = 1 }), Throws.ArgumentException
                .With.Message.Contains("dimensions").And.Message.Contains("links").And.Message.Contains("buildBreadth"));
        });
        Assert.That(index.Count, Is.EqualTo(50));
        index.Add(70, Base[60]);
        var hits = new VectorHit[1];
        index.Search(Base[60], 1, 20, null, hits);
        Assert.That(hits[0].Id, Is.EqualTo(70));
    }

    [Test]
    public void Growing_one_by_one_finds_what_a_batch_finds()
    {
        using var index = new HnswIndex(OptionsFor(VectorMeasure.Cosine, "float"));
        for (var id = 0; id < 1000; id++)
        {
            index.Add(id, Base[id]);
        }

        Assert.That(Recall(index, 64, VectorMeasure.Cosine, 1000), Is.GreaterThanOrEqualTo(0.98));
    }

    [Test]
    public void A_removed_id_is_gone_and_a_replaced_one_is_found_at_its_new_place()
    {
        using var index = Build(Base[..500], OptionsFor(VectorMeasure.Cosine, "codes+half"));
        Assert.That(index.Remove(3), Is.True);
        Assert.That(index.Remove(3), Is.False);
        index.Replace(4, Base[700]);
        var hits = new VectorHit[10];
        index.Search(Base[3], 10, 50, null, hits);
        Assert.That(hits.Select(h => h.Id), Does.Not.Contain(3));
        index.Search(Base[700], 10, 50, null, hits);
        Assert.That(hits[0].Id, Is.EqualTo(4));
        Assert.That(index.Count, Is.EqualTo(499));
    }

    [Test]
    public void After_five_cycles_of_half_removed_and_added_again_the_graph_is_as_good_as_new([Values("float", "codes+half")] string rows)
    {
        const int seed = 31;
        const int count = 1200;
        var options = OptionsFor(VectorMeasure.Cosine, rows) with { BuildBreadth = 60 };
        using var fresh = Build(Base[..count], options);
        using var worn = Build(Base[..count], options);
        var random = new Random(seed);
        for (var cycle = 0; cycle < 5; cycle++)
        {
            var ids = Enumerable.Range(0, count).ToArray();
            random.Shuffle(ids);
            var half = ids[..(count / 2)];
            foreach (var id in half)
            {
                worn.Remove(id);
            }

            Assert.That(worn.CountUnreachable(), Is.Zero, $"seed {seed}, cycle {cycle}, after removing");
            worn.AddRange(half, i => Base[half[i]], threads: 1, CancellationToken.None);
            Assert.That(worn.CountUnreachable(), Is.Zero, $"seed {seed}, cycle {cycle}, after adding");
        }

        var (freshRecall, wornRecall) = (Recall(fresh, 20, VectorMeasure.Cosine, count), Recall(worn, 20, VectorMeasure.Cosine, count));
        TestContext.Out.WriteLine($"seed {seed}: fresh {freshRecall}, worn {wornRecall}");
        Assert.That(wornRecall, Is.GreaterThanOrEqualTo(freshRecall - 0.01));
        Assert.That(worn.ResidentBytes, Is.LessThanOrEqualTo(fresh.ResidentBytes * 1.1));
    }

    [Test]
    public void All_can_be_removed_and_the_index_filled_again()
    {
        using var index = Build(Base[..300], OptionsFor(VectorMeasure.Cosine, "float"));
        for (var id = 0; id < 300; id++)
        {
            index.Remove(id);
        }

        index.Repair();
        var hits = new VectorHit[5];
        Assert.That(index.Search(Queries[0], 5, 10, null, hits), Is.Zero);
        index.AddRange([.. Enumerable.Range(0, 300)], i => Base[i], threads: 1, CancellationToken.None);
        Assert.That(Recall(index, 64, VectorMeasure.Cosine, 300), Is.GreaterThanOrEqualTo(0.98));
        Assert.That(index.NodeCount, Is.EqualTo(300));
    }

    [Test]
    public void A_cancelled_build_is_a_valid_index_of_what_was_linked()
    {
        using var index = new HnswIndex(OptionsFor(VectorMeasure.Cosine, "codes"));
        using var cancel = new CancellationTokenSource();
        var asked = 0;

        // Rows are asked for before linking begins: from then on the token decides.
        var added = index.AddRange(
            [.. Enumerable.Range(0, 1000)],
            i =>
            {
                if (++asked == 2000)
                {
                    cancel.Cancel();
                }

                return Base[i];
            },
            threads: 1,
            cancel.Token);
        Assert.That(added, Is.EqualTo(index.Count));
        Assert.That(index.CountUnreachable(), Is.Zero);
        Assert.That(added, Is.Zero.Or.EqualTo(1000));
        index.AddRange([.. Enumerable.Range(2000, 200)], i => Base[i], threads: 1, CancellationToken.None);
        Assert.That(index.Count, Is.EqualTo(added + 200));
        Assert.That(index.CountUnreachable(), Is.Zero);
    }

    [Test]
    public void A_build_that_is_cancelled_while_it_links_is_a_valid_index_of_what_was_linked([Values(1, 3)] int threads)
    {
        using var index = new HnswIndex(OptionsFor(VectorMeasure.Cosine, "codes+half"));
        using var cancel = new CancellationTokenSource();
        var watcher = Task.Run(() =>
        {
            var hits = new VectorHit[1];
            SpinWait.SpinUntil(() => index.Search(Base[0], 1, 1, null, hits) > 0); // the first is linked, the others are to come
            cancel.Cancel();
        });
        var added = index.AddRange([.. Enumerable.Range(0, Vectors)], i => Base[i], threads, cancel.Token);
        watcher.Wait();
        Assert.That(added, Is.EqualTo(index.Count).And.Positive);
        Assert.That(index.CountUnreachable(), Is.Zero);
        var found = new VectorHit[Vectors];
        Assert.That(index.Search(Base[0], Vectors, Vectors, null, found), Is.EqualTo(added));
        index.AddRange([.. Enumerable.Range(0, Vectors).Except(found.Take(added).Select(hit => hit.Id))], i => Base[i], threads, CancellationToken.None);
        Assert.That(index.CountUnreachable(), Is.Zero);
    }

    [Test]
    public void Searches_beside_changes_return_only_what_is_or_was_there([Values(1500, 20)] int first, [Values(0, 2, 10)] int everyPasses)
    {
        const int seed = 41;
        using var index = Build(Base[..first], OptionsFor(VectorMeasure.Cosine, "codes+half")); // 20 make it grow while it is searched
        var filter = everyPasses == 0 ? null : new IdFilter(2000);
        for (var id = 0; id < 2000 && filter is not null; id += everyPasses)
        {
            filter.Add(id);
        }

        using var stop = new CancellationTokenSource();
        var failures = 0;
        var searcher = Task.Run(() =>
        {
            var hits = new VectorHit[10];
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                var query = Queries[i % Queries.Length];
                var written = index.Search(query, 10, 30, filter, hits);
                for (var j = 0; j < written; j++)
                {
                    // An id is always the same vector here, so its score is known whenever it was read.
                    var expected = SeededVectors.Score(Base[hits[j].Id], query, VectorMeasure.Cosine);
                    failures += Math.Abs(expected - hits[j].Score) > 0.01 || filter?.Contains(hits[j].Id) == false ? 1 : 0;
                }
            }
        });
        var random = new Random(seed);
        for (var round = 0; round < 6; round++)
        {
            // The last but one empties it: there is no entry for a moment.
            var ids = Enumerable.Range(0, 2000).Where(_ => round == 4 || random.Next(4) == 0).ToArray();
            foreach (var id in ids)
            {
                index.Remove(id);
            }

            index.AddRange(ids, i => Base[ids[i]], threads: 2, CancellationToken.None);
        }

        stop.Cancel();
        searcher.Wait();
        Assert.That(failures, Is.Zero, $"seed {seed}");
        Assert.That(index.CountUnreachable(), Is.Zero, $"seed {seed}");
    }

    [Test]
    public void A_coordinate_that_has_no_half_precision_is_refused()
    {
        using var index = new HnswIndex(OptionsFor(VectorMeasure.SquaredEuclidean, "codes+half"));
        var vector = Base[0].ToArray();
        vector[3] = 70_000;
        Assert.That(() => index.Add(1, vector), Throws.ArgumentException.With.Message.Contains("half precision"));
        Assert.That(index.Count, Is.Zero);
        using var full = new HnswIndex(OptionsFor(VectorMeasure.SquaredEuclidean, "codes+full"));
        full.Add(1, vector);
        Assert.That(full.Count, Is.EqualTo(1));
    }

    [Test]
    public void A_search_on_a_disposed_index_says_so()
    {
        var index = Build(Base[..10], OptionsFor(VectorMeasure.Cosine, "float"));
        index.Dispose();
        index.Dispose();
        Assert.That(() => index.Search(Queries[0], 1, 1, null, new VectorHit[1]), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => index.Add(99, Base[99]), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => index.Remove(1), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(index.Repair, Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => index.CountUnreachable(), Throws.TypeOf<ObjectDisposedException>());
    }

    internal static HnswOptions OptionsFor(VectorMeasure measure, string rows) => new()
    {
        Dimensions = Dimensions,
        Measure = measure,
        BuildBreadth = 100,
        Codes = rows != "float",
        Originals = rows switch
        {
            "codes+half" => OriginalVectors.Half,
            "codes+full" => OriginalVectors.Full,
            _ => OriginalVectors.None,
        },
    };

    internal static HnswIndex Build(float[][] vectors, HnswOptions options, int threads = 1)
    {
        var index = new HnswIndex(options, vectors.Length);
        index.AddRange([.. Enumerable.Range(0, vectors.Length)], i => vectors[i], threads, CancellationToken.None);
        return index;
    }

    private static double Recall(HnswIndex index, int ef, VectorMeasure measure, int count = Vectors) =>
        Recall(index, ef, measure, Base[..count], Queries);

    private static double Recall(HnswIndex index, int ef, VectorMeasure measure, float[][] vectors, float[][] queries)
    {
        var hits = new VectorHit[10];
        var found = 0;
        foreach (var query in queries)
        {
            var tenth = vectors.Select(v => SeededVectors.Score(v, query, measure)).OrderDescending().ElementAt(9);
            var written = index.Search(query, 10, ef, null, hits);
            found += hits.Take(written).Count(h => SeededVectors.Score(vectors[h.Id], query, measure) >= tenth - 1e-6);
        }

        return found / (10.0 * queries.Length);
    }
}
