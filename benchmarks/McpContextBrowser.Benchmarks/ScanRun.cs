using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using McpContextBrowser.Core.Chunking;
using McpContextBrowser.Core.Files;

namespace McpContextBrowser.Benchmarks;

/// <summary>How fast texts in memory are cut into chunks, on one thread.</summary>
internal static class ScanRun
{
    public const string Usage = "scan FOLDER [REPETITIONS]   chunks and definitions of every text, on one thread";

    /// <summary>Prints one line of JSON: bytes as UTF-8, CPU time of each repetition after a warm one.</summary>
    public static int Start(string[] args)
    {
        var root = Path.GetFullPath(args[1]);
        var texts = new List<(string Text, string Language)>();
        foreach (var entry in new RepoWalker(new FilesOptions()).Walk(root, default).Where(entry => entry.Skip is null))
        {
            var bytes = File.ReadAllBytes(entry.Path.UnderRoot(root));
            var language = LanguageTable.ForContent(entry.Path, bytes);
            if (FileFilter.AfterReading(language, bytes) is null && TextDecoder.Decode(bytes, out var text) == SkipReason.None)
            {
                texts.Add((text, language));
            }
        }

        var chunker = new Chunker(new ChunkingOptions());
        var (chunks, definitions) = Scan(chunker, texts);
        var times = new double[args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 7];
        for (var i = 0; i < times.Length; i++)
        {
            var before = CpuClock.Now;
            Scan(chunker, texts);
            times[i] = CpuClock.Now - before;
        }

        var order = times.Order().ToArray();
        var size = texts.Sum(text => (long)System.Text.Encoding.UTF8.GetByteCount(text.Text));
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            files = texts.Count,
            bytes = size,
            chunks,
            definitions,
            repetitions = times.Length,
            cpuSeconds = new { least = order[0], median = order[order.Length / 2], most = order[^1] },
            megabytesPerSecond = Math.Round(size / order[order.Length / 2] / 1e6, 1),
            runtime = RuntimeInformation.FrameworkDescription,
            processors = Environment.ProcessorCount,
        }));
        return 0;
    }

    private static (int Chunks, int Definitions) Scan(Chunker chunker, List<(string Text, string Language)> texts)
    {
        var (chunks, definitions) = (0, 0);
        foreach (var (text, language) in texts)
        {
            var scanned = chunker.Scan(text, language);
            chunks += scanned.Chunks.Length;
            definitions += scanned.Definitions.Length;
        }

        return (chunks, definitions);
    }
}
