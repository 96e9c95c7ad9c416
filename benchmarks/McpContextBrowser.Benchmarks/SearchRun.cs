using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using McpContextBrowser.Core;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Crypto;
using McpContextBrowser.Core.Embedding.Static;
using McpContextBrowser.Core.Search.Packing;

namespace McpContextBrowser.Benchmarks;

/// <summary>
/// How long answers take in a process that stays, by kind of question, and how long the first one takes in a process that opens an
/// index; with the model, over a tree on disk that is checked for changes as <c>serve</c> checks it.
/// </summary>
internal static class SearchRun
{
    public const string Usage = "search TREE LABEL QUESTIONS   latencies by kind of question; QUESTIONS: lines of JSON with a \"text\" each";

    private const int Most = 40;
    private const int WarmRounds = 3;
    private const int Rounds = 3;
    private const int Openings = 7;

    private static readonly JsonSerializerOptions Form = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static async Task<int> StartAsync(string tree, string label, string questions)
    {
        var root = Path.GetFullPath(tree);
        var data = Directory.CreateTempSubdirectory("ctxb-search-").FullName;
        try
        {
            var texts = File.ReadLines(questions).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("text").GetString()!).Take(Most).ToList();
            var firsts = texts.ConvertAll(text => text.Split('\n')[0]);
            var kinds = new List<object>();
            Core.Indexing.IndexReport report;
            await using (var browser = Open(data))
            {
                report = await browser.IndexAsync(new IndexRequest { Root = root }, null, CallContext.For("benchmark"), default);
                List<(string Kind, List<string> Questions, int? Tokens, int Limit)> asked =
                [
                    ("sentence", firsts, null, 10),
                    ("sentence, one hit", firsts, null, 1),
                    ("sentence, within 4,000 tokens", firsts, 4_000, 10),
                    ("symbol", await SymbolsAsync(browser, root, firsts), null, 10),
                    ("long text", [.. texts.Where(text => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length > 25)], null, 10),
                ];

                // All kinds first, so that none is charged for the methods that the others share with it and that are compiled meanwhile.
                for (var i = 0; i < WarmRounds; i++)
                {
                    foreach (var one in asked)
                    {
                        await AskAsync(browser, root, one.Questions, one.Tokens, one.Limit);
                    }
                }

                foreach (var one in asked)
                {
                    kinds.Add(await MeasureAsync(one.Kind, browser, root, one.Questions, one.Tokens, one.Limit));
                }
            }

            var openings = new List<Timing>();
            for (var i = 0; i < Openings; i++)
            {
                var (wall, cpu) = (Stopwatch.GetTimestamp(), CpuClock.Now);
                await using var browser = Open(data);
                await browser.SearchAsync(Request(root, firsts[i]), null, CallContext.For("benchmark"), default);
                openings.Add(new(Milliseconds(Stopwatch.GetElapsedTime(wall).TotalSeconds), Milliseconds(CpuClock.Now - cpu)));
            }

            Console.WriteLine(JsonSerializer.Serialize(
                new
                {
                    label,
                    report.Files,
                    report.Chunks,
                    Kinds = kinds,
                    OpenToFirstAnswer = new { CpuMilliseconds = Middle(openings.ConvertAll(o => o.Cpu), 0.5), WallMilliseconds = Middle(openings.ConvertAll(o => o.Wall), 0.5) },
                    PeakResidentBytes = Process.GetCurrentProcess().PeakWorkingSet64,
                    Runtime = RuntimeInformation.FrameworkDescription,
                    Processors = Environment.ProcessorCount,
                },
                Form));
            return 0;
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static AnswerCost Cost { get; } = new(
        hit => TokenCounter.Count(hit.Path) + 20, answer => answer.Hits.Sum(hit => TokenCounter.Count(hit.Text) + TokenCounter.Count(hit.Path) + 20));

    private static ContextBrowser Open(string data) => new(new BrowserOptions
    {
        DataFolder = data,
        MasterKey = new MasterKeyText(new string('7', 64), "benchmark"),
        Embedder = static _ => new(new StaticEmbedder(StaticModel.Open(StaticModel.DefaultPath))),
        Stays = true,
    });

    private static SearchRequest Request(string root, string text, int limit = 10) =>
        new() { Query = text, Roots = [root], Cost = Cost, Limit = limit };

    /// <summary>Each question several times.</summary>
    private static async Task<object> MeasureAsync(string kind, ContextBrowser browser, string root, List<string> questions, int? tokens, int limit)
    {
        var times = new List<Timing>();
        for (var round = 0; round < Rounds; round++)
        {
            times.AddRange(await AskAsync(browser, root, questions, tokens, limit));
        }

        return new
        {
            Kind = kind,
            Questions = questions.Count,
            CpuMilliseconds = new { P50 = Middle(times.ConvertAll(time => time.Cpu), 0.5), P99 = Middle(times.ConvertAll(time => time.Cpu), 0.99) },
            WallMilliseconds = new { P50 = Middle(times.ConvertAll(time => time.Wall), 0.5), P99 = Middle(times.ConvertAll(time => time.Wall), 0.99) },
        };
    }

    private static async Task<List<Timing>> AskAsync(ContextBrowser browser, string root, List<string> questions, int? tokens, int limit)
    {
        var times = new List<Timing>();
        foreach (var text in questions)
        {
            var (wall, cpu) = (Stopwatch.GetTimestamp(), CpuClock.Now);
            await browser.SearchAsync(Request(root, text, limit), null, CallContext.For("benchmark") with { TokenLimit = tokens }, default);
            times.Add(new(Milliseconds(Stopwatch.GetElapsedTime(wall).TotalSeconds), Milliseconds(CpuClock.Now - cpu)));
        }

        return times;
    }

    /// <summary>Names that the answers define.</summary>
    private static async Task<List<string>> SymbolsAsync(ContextBrowser browser, string root, List<string> questions)
    {
        var names = new HashSet<string>();
        foreach (var text in questions)
        {
            var answer = await browser.SearchAsync(Request(root, text), null, CallContext.For("benchmark"), default);
            names.UnionWith(answer.Hits.Select(hit => hit.Symbol).OfType<string>().Where(name => name.Any(char.IsUpper) || name.Contains('_', StringComparison.Ordinal)).Take(1));
        }

        return [.. names];
    }

    private static double Middle(List<double> values, double share) => values.Order().ElementAtOrDefault((int)(share * values.Count));

    private static double Milliseconds(double seconds) => Math.Round(seconds * 1000, 2);

    private readonly record struct Timing(double Wall, double Cpu);
}
