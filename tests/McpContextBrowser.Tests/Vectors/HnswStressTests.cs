using McpContextBrowser.Core.Vectors;

namespace McpContextBrowser.Tests.Vectors;

/// <summary>The same promises as <see cref="HnswIndexTests"/>, at a size where a graph has several layers.</summary>
[Slow]
public sealed class HnswStressTests
{
    private const int Count = 20_000;
    private const int Dimensions = 128;
    private const int Seed = 71;

    private static readonly HnswOptions Options = new() { Dimensions = Dimensions, Originals = OriginalVectors.Half };

    private readonly float[][] _base = SeededVectors.Clustered(Count, Dimensions, Seed, noise: 0.8f);
    private readonly float[][] _queries = SeededVectors.Clustered(100, Dimensions, Seed, stream: 1, noise: 0.8f);

    [Test]
    public void Five_cycles_of_half_removed_and_added_again_by_two_threads_while_others_search()
    {
        using var fresh = HnswIndexTests.Build(_base, Options);
        using var worn = HnswIndexTests.Build(_base, Options, threads: 2);
        using var stop = new CancellationTokenSource();
        var wrong = 0;
        var searchers = Enumerable.Range(0, 2).Select(offset => Task.Run(() =>
        {
            var hits = new VectorHit[10];
            for (var i = offset; !stop.IsCancellationRequested; i++)
            {
                var query = _queries[i % _queries.Length];
                var written = worn.Search(query, 10, 40, null, hits);
                for (var j = 0; j < written; j++)
                {
                    var expected = SeededVectors.Score(_base[hits[j].Id], query, VectorMeasure.Cosine);
                    if (Math.Abs(expected - hits[j].Score) > 0.01)
                    {
                        Interlocked.Increment(ref wrong);
                    }
                }
            }
        })).ToArray();
        var random = new Random(Seed);
        for (var cycle = 0; cycle < 5; cycle++)
        {
            var ids = Enumerable.Range(0, Count).ToArray();
            random.Shuffle(ids);
            var half = ids[..(Count / 2)];
            foreach (var id in half)
            {
                worn.Remove(id);
            }

            Assert.That(worn.CountUnreachable(), Is.Zero, $"seed {Seed}, cycle {cycle}, after removing");
            worn.AddRange(half, i => _base[half[i]], threads: 2, CancellationToken.None);
            Assert.That(worn.CountUnreachable(), Is.Zero, $"seed {Seed}, cycle {cycle}, after adding");
        }

        stop.Cancel();
        Task.WaitAll(searchers);
        var (freshRecall, wornRecall) = (Recall(fresh, null), Recall(worn, null));
        TestContext.Out.WriteLine($"fresh {freshRecall:F4}, worn {wornRecall:F4}, bytes {worn.ResidentBytes / (double)fresh.ResidentBytes:F3} of fresh");
        Assert.Multiple(() =>
        {
            Assert.That(wrong, Is.Zero, "scores that are not those of the id's vector");
            Assert.That(wornRecall, Is.GreaterThanOrEqualTo(freshRecall - 0.01));
            Assert.That(worn.ResidentBytes, Is.LessThanOrEqualTo(fresh.ResidentBytes * 1.1));
        });
    }

    [Test]
    public void Filters_keep_recall_at_every_share([Values] bool alike)
    {
        using var index = HnswIndexTests.Build(_base, Options, threads: 2);
        var byLikeness = Enumerable.Range(0, Count).OrderByDescending(id => SeededVectors.Score(_base[id], _base[7], VectorMeasure.Cosine)).ToArray();
        foreach (var share in new[] { 0.5, 0.1, 0.01, 0.001 })
        {
            var random = new Random(Seed);
            var filter = new IdFilter(Count);
            foreach (var id in alike ? byLikeness.Take((int)(share * Count)) : Enumerable.Range(0, Count).Where(_ => random.NextDouble() < share))
            {
                filter.Add(id);
            }

            var recall = Recall(index, filter);
            TestContext.Out.WriteLine($"share {share}, {(alike ? "alike" : "any")}: recall {recall:F4}");
            Assert.That(recall, Is.GreaterThanOrEqualTo(0.95), $"share {share}");
        }
    }

    [Test]
    public void A_cluster_that_is_removed_whole_leaves_the_rest_connected()
    {
        using var index = HnswIndexTests.Build(_base, Options, threads: 2);
        var centre = _base[0];
        var nearest = Enumerable.Range(0, Count).OrderByDescending(id => SeededVectors.Score(_base[id], centre, VectorMeasure.Cosine));
        foreach (var id in nearest.Take(Count / 3))
        {
            index.Remove(id);
        }

        index.Repair();
        Assert.That(index.CountUnreachable(), Is.Zero);
        Assert.That(index.NodeCount, Is.EqualTo(Count - (Count / 3)));
    }

    private double Recall(HnswIndex index, IdFilter? filter)
    {
        var hits = new VectorHit[10];
        double found = 0, wanted = 0;
        foreach (var query in _queries)
        {
            var best = Enumerable.Range(0, Count).Where(id => filter is null || filter.Contains(id))
                .Select(id => SeededVectors.Score(_base[id], query, VectorMeasure.Cosine)).OrderDescending().Take(10).ToArray();
            var written = index.Search(query, 10, 64, filter, hits);
            Assert.That(written, Is.EqualTo(best.Length));
            wanted += best.Length;
            found += hits.Take(written).Count(h => SeededVectors.Score(_base[h.Id], query, VectorMeasure.Cosine) >= best[^1] - 1e-6);
        }

        return found / wanted;
    }
}
