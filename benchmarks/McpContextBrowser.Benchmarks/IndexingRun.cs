using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using McpContextBrowser.Core;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Crypto;
using McpContextBrowser.Core.Embedding.Static;

namespace McpContextBrowser.Benchmarks;

/// <summary>Indexes a tree cold into an empty data folder, several times, then once unchanged; then each stage alone on one thread.</summary>
internal static class IndexingRun
{
    public const string Usage = "indexing TREE LABEL [REPETITIONS [MODEL]]   cold index of TREE, stage by stage; one line of JSON; MODEL none: without vectors";

    private static readonly JsonSerializerOptions Form = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static async Task<int> StartAsync(string[] args)
    {
        if (args.Length < 3)
        {
            Console.Error.WriteLine(Usage);
            return 2;
        }

        var root = Path.GetFullPath(args[1]);
        var repetitions = args.Length > 3 ? int.Parse(args[3], CultureInfo.InvariantCulture) : 3;
        var withModel = args.Length < 5 || args[4] != "none";
        var colds = new List<Timing>();
        var unchanged = new List<Timing>();
        Core.Indexing.IndexReport? report = null;
        long bytesOnDisk = 0;
        for (var i = 0; i < repetitions; i++)
        {
            var data = Directory.CreateTempSubdirectory("ctxb-bench-").FullName;
            try
            {
                (report, var cold) = await IndexAsync(root, data, withModel);
                colds.Add(cold);
                unchanged.Add((await IndexAsync(root, data, withModel)).Took);
                bytesOnDisk = Directory.EnumerateFiles(data, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length);
            }
            finally
            {
                Directory.Delete(data, recursive: true);
            }
        }

        var peak = Process.GetCurrentProcess().PeakWorkingSet64;
        var stages = await IndexingStages.MeasureAsync(root, withModel);
        var best = colds.OrderBy(cold => cold.WallSeconds).ElementAt(colds.Count / 2);
        var second = unchanged.OrderBy(again => again.CpuSeconds).ElementAt(unchanged.Count / 2);
        Console.WriteLine(JsonSerializer.Serialize(
            new
            {
                Label = args[2],
                Command = $"indexing TREE {string.Join(' ', args[2..])}",
                Machine = $"{Environment.ProcessorCount} cores, {System.Runtime.InteropServices.RuntimeInformation.OSDescription}",
                Runtime = Environment.Version.ToString(),
                report!.Files,
                report.Chunks,
                stages.Lines,
                stages.Bytes,
                BytesOnDisk = bytesOnDisk,
                Cold = best,
                ColdRuns = colds,
                Unchanged = second,
                LinesPerSecond = Math.Round(stages.Lines / best.WallSeconds),
                LinesPerCpuSecond = Math.Round(stages.Lines / best.CpuSeconds),
                PeakResidentBytes = peak,
                StageCpuSeconds = stages.Seconds,
            },
            Form));
        return 0;
    }

    private static async Task<(Core.Indexing.IndexReport Report, Timing Took)> IndexAsync(string root, string data, bool withModel)
    {
        using var master = new MasterKeyText(new string('7', 64), "benchmark");
        var (wall, cpu) = (Stopwatch.StartNew(), CpuClock.Now);
        await using var browser = new ContextBrowser(new BrowserOptions
        {
            DataFolder = data,
            MasterKey = master,
            Embedder = withModel ? static _ => new(new StaticEmbedder(StaticModel.Open(StaticModel.DefaultPath))) : null,
        });
        var report = await browser.IndexAsync(new IndexRequest { Root = root }, null, CallContext.For("benchmark"), default);
        return (report, new(Math.Round(wall.Elapsed.TotalSeconds, 3), Math.Round(CpuClock.Now - cpu, 3)));
    }

    /// <summary>What one run took.</summary>
    internal sealed record Timing(double WallSeconds, double CpuSeconds);
}
