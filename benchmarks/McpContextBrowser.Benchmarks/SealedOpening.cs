using System.Globalization;
using McpContextBrowser.Core.Crypto;
using McpContextBrowser.Core.Store;
using McpContextBrowser.Core.Vectors;

namespace McpContextBrowser.Benchmarks;

/// <summary>What opening a sealed snapshot costs: reading and decrypting its pages, then taking and validating the index.</summary>
internal static class SealedOpening
{
    private const int Rounds = 5;

    /// <param name="indexPath">A file that <c>hnsw … --index</c> wrote.</param>
    /// <returns>Exit code.</returns>
    public static async Task<int> MeasureAsync(string indexPath)
    {
        var folder = Directory.CreateTempSubdirectory("ctxb-opening-").FullName;
        try
        {
            using var master = new MasterKeyText(new string('7', 64), "benchmark");
            using var ring = new KeyRing(Path.Join(folder, "keys.db"), master, TimeProvider.System);
            using var keys = ring.Open("collection");
            await using var store = SqliteContentStore.Open(Path.Join(folder, "collection"), keys, TimeProvider.System);
            SnapshotInfo snapshot;
            await using (var writer = await store.TryBeginWriteAsync(default))
            {
                snapshot = await writer!.PublishSnapshotAsync(new([], default, default, await File.ReadAllBytesAsync(indexPath)), "model", default);
            }

            var (opened, read) = (new double[Rounds], new double[Rounds]);
            var (count, bytes) = (0, 0L);
            for (var round = 0; round < Rounds; round++)
            {
                var clock = CpuClock.Now;
                var sections = await store.ReadSnapshotAsync(snapshot, default);
                opened[round] = (CpuClock.Now - clock) * 1000;
                clock = CpuClock.Now;
                using var index = (HnswIndex)VectorSection.Read(sections.Vectors);
                read[round] = (CpuClock.Now - clock) * 1000;
                (count, bytes) = (index.Count, index.ResidentBytes);
            }

            Array.Sort(opened);
            Array.Sort(read);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{{\"n\":{count},\"resident_bytes_per_vec\":{bytes / (double)count:F1},\"file_bytes\":{snapshot.Length},\"read_and_decrypt_cpu_ms\":{opened[Rounds / 2]:F1},\"take_and_validate_cpu_ms\":{read[Rounds / 2]:F1}}}"));
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
