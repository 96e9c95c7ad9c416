using System.Buffers;
using System.Diagnostics;
using System.Text.Json;
using McpContextBrowser.Core.Crypto;
using McpContextBrowser.Core.Store;
using McpContextBrowser.Core.Vectors;

namespace McpContextBrowser.Benchmarks;

/// <summary>What opening a sealed snapshot costs: reading and decrypting its pages, then taking and validating the index, and searching it; with
/// the originals in memory and on disk.</summary>
internal static class SealedOpening
{
    private const int Rounds = 5;
    private const int Hits = 10;
    private const int Passes = 5;
    private const int Most = 2000; // questions

    private static readonly int[] Breadths = [16, 24, 48, 200];

    /// <param name="indexPath">A file that <c>hnsw … --index</c> wrote, with originals.</param>
    /// <param name="queryPath">Vectors to search for.</param>
    /// <returns>Exit code.</returns>
    public static async Task<int> MeasureAsync(string indexPath, string queryPath)
    {
        var folder = Directory.CreateTempSubdirectory("ctxb-opening-").FullName;
        try
        {
            var queries = VectorFile<float>.Read(queryPath).Rows.Take(Most).ToArray();
            using var master = new MasterKeyText(new string('7', 64), "benchmark");
            using var ring = new KeyRing(Path.Join(folder, "keys.db"), master, TimeProvider.System);
            using var keys = ring.Open("collection");
            await using var store = SqliteContentStore.Open(Path.Join(folder, "collection"), keys, TimeProvider.System);
            var inside = await File.ReadAllBytesAsync(indexPath);
            await MeasureAsync("memory", new([], default, default, inside), store, queries);
            var (section, originals) = (new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>());
            int blockBytes;
            using (var index = HnswIndex.Read(inside))
            {
                blockBytes = index.Write(section, originals);
            }

            await MeasureAsync(
                "disk", new([], default, default, section.WrittenMemory) { Originals = new WrittenBlocks(originals.WrittenMemory, blockBytes) }, store, queries);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MeasureAsync(string place, SnapshotSections written, SqliteContentStore store, float[][] queries)
    {
        SnapshotInfo snapshot;
        await using (var writer = await store.TryBeginWriteAsync(default))
        {
            snapshot = await writer!.PublishSnapshotAsync(written, "model", default);
        }

        var (opened, taken) = (new double[Rounds], new double[Rounds]);
        for (var round = 0; round < Rounds; round++)
        {
            var clock = CpuClock.Now;
            var sections = await store.ReadSnapshotAsync(snapshot, default);
            opened[round] = (CpuClock.Now - clock) * 1000;
            clock = CpuClock.Now;
            using var index = (HnswIndex)VectorSection.Read(sections.Vectors, sections.Originals, OriginalsPlace.Disk);
            taken[round] = (CpuClock.Now - clock) * 1000;
            if (round == Rounds - 1)
            {
                Array.Sort(opened);
                Array.Sort(taken);
                Console.WriteLine(JsonSerializer.Serialize(new
                {
                    originals = place,
                    n = index.Count,
                    resident_bytes_per_vec = Math.Round(index.ResidentBytes / (double)index.Count, 1),
                    file_bytes = snapshot.Length,
                    read_and_decrypt_cpu_ms = Math.Round(opened[Rounds / 2], 1),
                    take_and_validate_cpu_ms = Math.Round(taken[Rounds / 2], 1),
                    searches = Breadths.Select(ef => Search(index, queries, ef)),
                }));
            }
        }
    }

    /// <summary>Some passes to warm up, then each question once, by wall clock and all together by processor.</summary>
    private static object Search(HnswIndex index, float[][] queries, int ef)
    {
        var hits = new VectorHit[Hits];
        var times = new double[queries.Length];
        var cpu = 0.0;
        for (var pass = 0; pass < Passes; pass++)
        {
            cpu = CpuClock.Now;
            for (var i = 0; i < queries.Length; i++)
            {
                var start = Stopwatch.GetTimestamp();
                index.Search(queries[i], Hits, ef, null, hits);
                times[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
            }

            cpu = CpuClock.Now - cpu;
        }

        Array.Sort(times);
        return new
        {
            ef,
            cpu_us = Math.Round(cpu * 1e6 / queries.Length, 1),
            wall_p50_us = Math.Round(times[times.Length / 2], 1),
            wall_p99_us = Math.Round(times[times.Length * 99 / 100], 1),
        };
    }

    private sealed class WrittenBlocks(ReadOnlyMemory<byte> bytes, int blockBytes) : IOriginalBlocks
    {
        public long Length => bytes.Length;

        public int BlockBytes => blockBytes;

        public void Read(int block, Span<byte> destination) => bytes.Span.Slice(block * blockBytes, destination.Length).CopyTo(destination);

        public void Dispose()
        {
        }
    }
}
