using System.Diagnostics;
using System.Text.Json;
using McpContextBrowser.Core;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Crypto;
using McpContextBrowser.Core.Embedding.Static;

namespace McpContextBrowser.Benchmarks;

/// <summary>How long searches of one tree take in a process that does nothing else, and in one that indexes another tree meanwhile.</summary>
internal static class BusyRun
{
    public const string Usage = "busy SEARCHED INDEXED   searches of SEARCHED while INDEXED is indexed cold in the same process; one line of JSON";

    private const int IdleSearches = 500;

    private static readonly JsonSerializerOptions Form = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private static readonly string[] Questions =
        ["where is a client connection closed", "evict keys when memory is full", "parse the configuration file", "dictRehash", "write the append only file to disk"];

    public static async Task<int> StartAsync(string searched, string indexed)
    {
        var data = Directory.CreateTempSubdirectory("ctxb-busy-").FullName;
        try
        {
            using var master = new MasterKeyText(new string('7', 64), "benchmark");
            await using var browser = new ContextBrowser(new BrowserOptions
            {
                DataFolder = data,
                MasterKey = master,
                Embedder = static _ => new(new StaticEmbedder(StaticModel.Open(StaticModel.DefaultPath))),
                Stays = true,
            });
            await browser.IndexAsync(new IndexRequest { Root = searched }, null, CallContext.For("benchmark"), default);
            await SearchAsync(browser, searched, () => false, IdleSearches); // warm
            var idle = await SearchAsync(browser, searched, () => false, IdleSearches);
            var clock = Stopwatch.StartNew();
            var indexing = Task.Run(() => browser.IndexAsync(new IndexRequest { Root = indexed }, null, CallContext.For("benchmark"), default));
            var busy = await SearchAsync(browser, searched, () => indexing.IsCompleted, int.MaxValue);
            var report = await indexing;
            Console.WriteLine(JsonSerializer.Serialize(
                new
                {
                    Machine = $"{Environment.ProcessorCount} cores, {System.Runtime.InteropServices.RuntimeInformation.OSDescription}",
                    Runtime = Environment.Version.ToString(),
                    IndexedFiles = report.Files,
                    IndexedChunks = report.Chunks,
                    IndexingSeconds = Math.Round(clock.Elapsed.TotalSeconds, 2),
                    Idle = Percentiles(idle),
                    WhileIndexing = Percentiles(busy),
                },
                Form));
            return 0;
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    /// <returns>Milliseconds of each search, ascending.</returns>
    private static async Task<List<double>> SearchAsync(ContextBrowser browser, string root, Func<bool> ended, int most)
    {
        var times = new List<double>();
        for (var i = 0; i < most && !ended(); i++)
        {
            var start = Stopwatch.GetTimestamp();
            // A request comes from a pipe or a socket and so through the pool, as this one does.
            await Task.Run(() => browser.SearchAsync(
                new SearchRequest { Query = Questions[i % Questions.Length], Roots = [root] }, null, CallContext.For("benchmark"), default));
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        times.Sort();
        return times;
    }

    private static object Percentiles(List<double> times) => new
    {
        Searches = times.Count,
        P50Milliseconds = Math.Round(times[times.Count / 2], 2),
        P99Milliseconds = Math.Round(times[(int)(times.Count * 0.99)], 2),
        MostMilliseconds = Math.Round(times[^1], 2),
    };
}
