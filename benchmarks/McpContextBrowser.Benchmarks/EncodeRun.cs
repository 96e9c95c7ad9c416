using System.Runtime.InteropServices;
using System.Text.Json;
using McpContextBrowser.Core.Chunking;
using McpContextBrowser.Core.Embedding;
using McpContextBrowser.Core.Embedding.Static;
using McpContextBrowser.Core.Files;

namespace McpContextBrowser.Benchmarks;

/// <summary>How fast the built-in model turns the chunks of a real tree into vectors on one thread, cutting into words included.</summary>
internal static class EncodeRun
{
    public const string Usage = "encode MODEL.ctxe FOLDER [REPETITIONS]";

    /// <summary>Prints one line of JSON: CPU time of each repetition after a warm one, and bytes allocated in all of them.</summary>
    public static int Start(string[] args)
    {
        if (args.Length < 3)
        {
            throw new ArgumentException(Usage);
        }

        var chunks = Chunks(args[2]);
        using var embedder = new StaticEmbedder(StaticModel.Open(args[1]));
        var vector = new float[embedder.Dimensions];
        Encode(embedder, chunks, vector);
        var times = new double[args.Length > 3 ? int.Parse(args[3], System.Globalization.CultureInfo.InvariantCulture) : 7];
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < times.Length; i++)
        {
            var before = CpuClock.Now;
            Encode(embedder, chunks, vector);
            times[i] = CpuClock.Now - before;
        }

        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        var order = times.Order().ToArray();
        var characters = chunks.Sum(chunk => (long)chunk.Length);
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            model = embedder.ModelId,
            chunks = chunks.Count,
            characters,
            repetitions = times.Length,
            cpuSeconds = new { least = order[0], median = order[order.Length / 2], most = order[^1] },
            chunksPerSecond = Math.Round(chunks.Count / order[order.Length / 2]),
            megabytesPerSecond = Math.Round(characters / order[order.Length / 2] / 1e6, 1),
            allocatedBytes = allocated,
            runtime = RuntimeInformation.FrameworkDescription,
        }));
        return 0;
    }

    private static void Encode(StaticEmbedder embedder, List<ReadOnlyMemory<char>> chunks, float[] vector)
    {
        foreach (var chunk in chunks)
        {
            embedder.Encode(chunk.Span, EmbeddingSide.Document, vector);
        }
    }

    private static List<ReadOnlyMemory<char>> Chunks(string folder)
    {
        var root = Path.GetFullPath(folder);
        var chunker = new Chunker(new ChunkingOptions());
        var chunks = new List<ReadOnlyMemory<char>>();
        foreach (var entry in new RepoWalker(new FilesOptions()).Walk(root, default).Where(entry => entry.Skip is null))
        {
            if (TextDecoder.Decode(File.ReadAllBytes(entry.Path.UnderRoot(root)), out var text) == SkipReason.None)
            {
                chunks.AddRange(chunker.Scan(text, LanguageTable.ForPath(entry.Path)).Chunks.Select(chunk => text.AsMemory(chunk.Start, chunk.Length)));
            }
        }

        return chunks;
    }
}
