using System.Buffers;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Vectors;

namespace McpContextBrowser.Tests.Vectors;

public sealed class HnswSnapshotTests
{
    private static readonly float[][] Base = SeededVectors.Clustered(800, 48, seed: 51);

    [Test]
    public void A_snapshot_gives_the_same_index_back(
        [Values("float", "codes", "codes+half")] string rows, [Values] VectorMeasure measure)
    {
        using var index = HnswIndexTests.Build(Base, HnswIndexTests.OptionsFor(measure, rows));
        for (var id = 0; id < 200; id++)
        {
            index.Remove(id * 3);
        }

        var bytes = Snapshot(index);
        using var again = HnswIndex.Read(bytes);
        var (a, b) = (new VectorHit[10], new VectorHit[10]);
        foreach (var query in Base[..20])
        {
            index.Search(query, 10, 40, null, a);
            again.Search(query, 10, 40, null, b);
            Assert.That(b, Is.EqualTo(a));
        }

        Assert.That(Snapshot(again), Is.EqualTo(bytes));
        Assert.That(again.CountUnreachable(), Is.Zero);
    }

    [Test]
    public void An_index_whose_originals_stay_elsewhere_answers_the_same_in_half_of_the_memory_and_allocates_nothing([Values(1, 3, 8)] int rowsOfBlock)
    {
        using var index = HnswIndexTests.Build(Base, HnswIndexTests.OptionsFor(VectorMeasure.Cosine, "codes+half"));
        var (section, originals) = Apart(index);
        using var blocks = new ArrayBlocks(originals, rowsOfBlock * (int)(index.OriginalBytes / index.NodeCount));
        using var again = HnswIndex.Read(section, blocks, OriginalsPlace.Disk);
        var filter = new IdFilter(Base.Length);
        for (var id = 0; id < Base.Length; id += 50)
        {
            filter.Add(id);
        }

        var (a, b) = (new VectorHit[10], new VectorHit[10]);
        foreach (var query in Base[..20])
        {
            foreach (var only in new[] { null, filter })
            {
                Assert.That(again.Search(query, 10, 40, only, b), Is.EqualTo(index.Search(query, 10, 40, only, a)));
                Assert.That(b, Is.EqualTo(a));
            }
        }

        var (own, scores) = (new float[3], new float[3]);
        index.Score(Base[0], [5, 700, 2], own);
        again.Score(Base[0], [5, 700, 2], scores);
        Assert.That(scores, Is.EqualTo(own).Within(0.01), "by codes, which cost no block");
        Assert.That(again.ResidentBytes, Is.EqualTo(index.ResidentBytes - index.OriginalBytes).Within(index.NodeCount * 16));

        var before = GC.GetAllocatedBytesForCurrentThread();
        blocks.Reads = 0;
        again.Search(Base[21], 10, 40, null, b);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That(blocks.Reads, Is.Positive.And.LessThanOrEqualTo(20), "one for each candidate that is scored again, at most");
        blocks.Reads = 0;
        again.Score(Base[0], [.. Enumerable.Range(0, Base.Length)], new float[Base.Length]);
        Assert.That(blocks.Reads, Is.Zero);
    }

    [Test]
    public void An_index_whose_originals_stay_elsewhere_refuses_changes_and_originals_that_are_not_its_own()
    {
        using var index = HnswIndexTests.Build(Base[..120], HnswIndexTests.OptionsFor(VectorMeasure.Cosine, "codes+half"));
        var (section, originals) = Apart(index);
        var rowBytes = (int)(index.OriginalBytes / index.NodeCount);
        using var again = HnswIndex.Read(section, new ArrayBlocks(originals, rowBytes), OriginalsPlace.Disk);
        Assert.That(() => again.Add(500, Base[1]), Throws.InvalidOperationException);
        Assert.That(() => again.Remove(1), Throws.InvalidOperationException);
        Assert.That(() => again.Write(new ArrayBufferWriter<byte>()), Throws.InvalidOperationException);
        foreach (var wrong in new[] { null, new ArrayBlocks(originals[rowBytes..], rowBytes), new ArrayBlocks(originals, rowBytes - 1), new ArrayBlocks(originals, rowBytes + 2) })
        {
            Assert.That(() => HnswIndex.Read(section, wrong, OriginalsPlace.Disk), Throws.TypeOf<InvalidDataException>().With.Message.Contain("originals"));
        }
    }

    [Test]
    public void A_block_that_cannot_be_read_fails_the_search_and_is_told()
    {
        using var index = HnswIndexTests.Build(Base[..120], HnswIndexTests.OptionsFor(VectorMeasure.Cosine, "codes+half"));
        var (section, originals) = Apart(index);
        var blocks = new ArrayBlocks(originals, (int)(index.OriginalBytes / index.NodeCount));
        using var again = HnswIndex.Read(section, blocks, OriginalsPlace.Disk);
        Assert.That(again.Problem, Is.Null);
        blocks.Breaks = true;
        Assert.That(() => again.Search(Base[0], 10, 40, null, new VectorHit[10]), Throws.TypeOf<CtxbException>());
        Assert.That(again.Problem, Is.EqualTo("broken disk"));
    }

    [Test]
    public void A_loaded_index_takes_more_vectors_and_knows_its_duplicates()
    {
        using var index = HnswIndexTests.Build(Base[..400], HnswIndexTests.OptionsFor(VectorMeasure.Cosine, "codes+half"));
        index.Remove(399);
        using var again = HnswIndex.Read(Snapshot(index));
        again.AddRange([.. Enumerable.Range(1000, 800)], i => Base[i], threads: 1, CancellationToken.None);
        Assert.That(again.Count, Is.EqualTo(399 + 800));
        Assert.That(again.NodeCount, Is.EqualTo(800));
        Assert.That(again.CountUnreachable(), Is.Zero);
    }

    [Test]
    public void An_empty_index_is_written_and_read()
    {
        using var index = new HnswIndex(HnswIndexTests.OptionsFor(VectorMeasure.Cosine, "codes"));
        using var again = HnswIndex.Read(Snapshot(index));
        again.Add(5, Base[5]);
        Assert.That(again.Count, Is.EqualTo(1));
    }

    [Test]
    public void A_snapshot_that_was_flipped_or_truncated_is_refused_by_name()
    {
        using var index = HnswIndexTests.Build(Base[..120], HnswIndexTests.OptionsFor(VectorMeasure.Cosine, "codes"));
        var good = Snapshot(index);
        const int seed = 61;
        var random = new Random(seed);
        for (var round = 0; round < 800; round++)
        {
            var bad = (byte[])good.Clone();
            var place = round < 64 ? round : random.Next(bad.Length);
            bad[place] ^= (byte)(1 << random.Next(8));
            if (round >= 700)
            {
                bad = good[..random.Next(good.Length)];
            }

            AssertRefused(bad, $"seed {seed}, round {round}, byte {place}");
        }
    }

    [Test]
    public void A_forged_snapshot_whose_checksum_fits_still_never_leaves_its_memory()
    {
        using var index = HnswIndexTests.Build(Base[..120], HnswIndexTests.OptionsFor(VectorMeasure.Cosine, "codes"));
        var good = Snapshot(index);
        const int seed = 62;
        var random = new Random(seed);
        var hits = new VectorHit[10];
        for (var round = 0; round < 800; round++)
        {
            var bad = (byte[])good.Clone();
            var place = round < 64 ? round : random.Next(bad.Length - 8);
            bad[place] = (byte)random.Next(256);
            BitConverter.TryWriteBytes(bad.AsSpan(bad.Length - 8), Xxh64.Hash(bad.AsSpan(0, bad.Length - 8)));
            try
            {
                using var again = HnswIndex.Read(bad);
                again.Search(Base[0].AsSpan(0, again.Dimensions), 10, 40, null, hits);
            }
            catch (InvalidDataException refused)
            {
                Assert.That(refused.Message, Does.StartWith("The graph section is damaged: "), $"seed {seed}, round {round}, byte {place}");
            }
        }
    }

    private static void AssertRefused(byte[] bytes, string which) => Assert.That(
        () => HnswIndex.Read(bytes).Dispose(),
        Throws.TypeOf<InvalidDataException>().With.Message.StartsWith("The graph section is damaged: "),
        which);

    private static (byte[] Section, byte[] Originals) Apart(HnswIndex index)
    {
        var (section, originals) = (new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>());
        index.Write(section, originals);
        return (section.WrittenSpan.ToArray(), originals.WrittenSpan.ToArray());
    }

    private sealed class ArrayBlocks(byte[] bytes, int blockBytes) : IOriginalBlocks
    {
        public bool Breaks { get; set; }

        public int Reads { get; set; }

        public long Length => bytes.Length;

        public int BlockBytes => blockBytes;

        public void Read(int block, Span<byte> destination)
        {
            if (Breaks)
            {
                throw new CtxbException(ErrorCodes.IndexDamaged, "broken disk", "");
            }

            Reads++;
            bytes.AsSpan(block * blockBytes, destination.Length).CopyTo(destination);
        }

        public void Dispose()
        {
        }
    }

    private static byte[] Snapshot(HnswIndex index)
    {
        var output = new ArrayBufferWriter<byte>();
        index.Write(output);
        return output.WrittenSpan.ToArray();
    }
}
