using System.Globalization;
using System.Text.Json;
using McpContextBrowser.Core;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Crypto;
using McpContextBrowser.Core.Embedding.Static;

namespace McpContextBrowser.Benchmarks;

/// <summary>
/// What sealing costs: the same engine with and without, in one process, in turn and in changing order. CPU time of a cold index; of the
/// questions one after the other in an open index, as inside <c>serve</c>; and, apart, of opening the index for its first answer.
/// </summary>
internal static class SealingRun
{
    public const string Usage = "sealing TREE RUNS                               sealed against plain, in pairs; one page of JSON";

    private static readonly JsonSerializerOptions Form = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    private static readonly string[] Questions =
    [
        "where are connections closed", "parse a configuration file", "retry after a failure", "allocate memory", "sort a list", "write to a socket",
        "hash table resize", "read a line", "handle a signal", "start a thread", "free a node", "compare two strings",
    ];

    public static async Task<int> StartAsync(string[] args)
    {
        if (args.Length != 3)
        {
            Console.Error.WriteLine(Usage);
            return 2;
        }

        var root = Path.GetFullPath(args[1]);
        var runs = int.Parse(args[2], CultureInfo.InvariantCulture);
        var work = Directory.CreateTempSubdirectory("ctxb-sealing-").FullName;
        var small = Directory.CreateDirectory(Path.Join(work, "small")).FullName;
        await File.WriteAllTextAsync(Path.Join(small, "a.py"), "def a():\n    return 1\n");
        try
        {
            var rows = new Dictionary<string, (List<double> Plain, List<double> Sealed)>();
            for (var run = -1; run < runs; run++) // the first is not counted: it warms code and page cache
            {
                foreach (var isSealed in run % 2 == 0 ? new[] { false, true } : [true, false])
                {
                    var data = Path.Join(work, $"{run}-{isSealed}");
                    foreach (var (row, cpu) in await OnceAsync(root, small, data, isSealed))
                    {
                        rows.TryAdd(row, ([], []));
                        if (run >= 0)
                        {
                            (isSealed ? rows[row].Sealed : rows[row].Plain).Add(cpu);
                        }
                    }

                    Directory.Delete(data, recursive: true);
                }

                Console.Error.WriteLine($"run {run + 1} of {runs}");
            }

            Console.WriteLine(JsonSerializer.Serialize(
                new
                {
                    What = "CPU time of the same engine sealed and plain (encryption: off, snapshot memory-mapped), paired in one process",
                    Command = $"dotnet run -c Release --project benchmarks/McpContextBrowser.Benchmarks -- sealing TREE {args[2]}",
                    Machine = $"{Environment.ProcessorCount} cores, shared, {System.Runtime.InteropServices.RuntimeInformation.OSDescription}",
                    Runtime = Environment.Version.ToString(),
                    Pairs = runs,
                    Rows = rows.Select(row => new
                    {
                        Row = row.Key,
                        PlainMilliseconds = Math.Round(Median(row.Value.Plain) * 1000, 1),
                        SealedMilliseconds = Math.Round(Median(row.Value.Sealed) * 1000, 1),
                        Ratio = Math.Round(Median([.. row.Value.Plain.Zip(row.Value.Sealed, (p, s) => s / p)]), 4),
                        Interval95 = Interval([.. row.Value.Plain.Zip(row.Value.Sealed, (p, s) => s / p)]),
                    }),
                },
                Form));
            return 0;
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static async Task<List<(string Row, double Cpu)>> OnceAsync(string root, string small, string data, bool isSealed)
    {
        const int Rounds = 20;
        var call = CallContext.For("benchmark");
        var rows = new List<(string, double)>();
        await using (var browser = Engine(data, isSealed))
        {
            await browser.IndexAsync(new() { Root = small }, null, call, default); // inside serve the keys are made and the model is open
            Settle();
            var start = CpuClock.Now;
            await browser.IndexAsync(new() { Root = root }, null, call, default);
            rows.Add(("cold index, keys and model open", CpuClock.Now - start));
        }

        await using (var browser = Engine(data, isSealed))
        {
            Settle();
            var start = CpuClock.Now;
            await browser.SearchAsync(new() { Query = Questions[0], Roots = [root] }, null, call, default);
            rows.Add(("open the index and answer the first question", CpuClock.Now - start));
            Settle();
            start = CpuClock.Now;
            for (var i = 0; i < Rounds; i++)
            {
                foreach (var question in Questions)
                {
                    await browser.SearchAsync(new() { Query = question, Roots = [root] }, null, call, default);
                }
            }

            rows.Add(($"{Rounds * Questions.Length} questions in the open index", CpuClock.Now - start));
        }

        return rows;
    }

    /// <summary>What one side left for the collector is not paid by the other.</summary>
    private static void Settle()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }

    private static ContextBrowser Engine(string data, bool isSealed) => new(new BrowserOptions
    {
        DataFolder = data,
        MasterKey = new MasterKeyText(new string('7', 64), "benchmark"),
        Sealed = isSealed,
        Embedder = _ => new(new StaticEmbedder(StaticModel.Open(StaticModel.DefaultPath))),
        Stays = true,
    });

    private static double Median(List<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;
    }

    /// <summary>Of the median ratio, by 10,000 bootstrap samples with a fixed seed.</summary>
    private static double[] Interval(List<double> ratios)
    {
        var random = new Random(7);
        var medians = Enumerable.Range(0, 10_000).Select(_ => Median([.. random.GetItems<double>(ratios.ToArray(), ratios.Count)])).Order().ToList();
        return [Math.Round(medians[249], 4), Math.Round(medians[9749], 4)];
    }
}
