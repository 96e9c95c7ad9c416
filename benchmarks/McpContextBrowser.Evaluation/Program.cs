using System.Diagnostics;
using System.Globalization;
using System.Text;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Embedding.Static;
using McpContextBrowser.Core.Search;
using McpContextBrowser.Evaluation;

// ctxb-evaluation SUITE RUNDIR [--model FILE] [--milestone 1…7] [--only NAME]… [--rounds N] [--explain ID]
// ctxb-evaluation SUITE RUNDIR --variants FILE [--model FILE]
// ctxb-evaluation SUITE RUNDIR --together all|apart [--model FILE]     every question of all trees at once
// ctxb-evaluation SUITE FILE --lists full|first --model FILE                   what a re-ranker can learn from
// Indexes each tree of a suite in memory, answers its questions and writes RUNDIR/NAME.tsv for score.py.
const int Rows = 50;
var model = Option("--model");
var milestone = int.Parse(Option("--milestone") ?? "7", CultureInfo.InvariantCulture);
var explained = Option("--explain");
var rounds = int.Parse(Option("--rounds") ?? "0", CultureInfo.InvariantCulture);
var only = args.Index().Where(arg => arg.Index > 0 && args[arg.Index - 1] == "--only").Select(arg => arg.Item).ToHashSet();
var embedder = model is null ? null : new StaticEmbedder(StaticModel.Open(model));
var options = Milestones.Options(milestone);
var call = CallContext.For("evaluation");
if (Option("--lists") is { } lists)
{
    using var opened = StaticModel.Open(model!);
    using var to = new Lists(opened, embedder!, call);
    await to.WriteAsync(args[0], EvaluationSet.ReadSuite(args[0], only), args[1], lists == "first");
    return;
}

Directory.CreateDirectory(args[1]);
if (Option("--together") is { } together)
{
    await Together.RunAsync(EvaluationSet.ReadSuite(args[0], only), args[1], together switch { "all" => false, "apart" => true, _ => throw new ArgumentException("--together all|apart") }, embedder, call);
    return;
}

foreach (var set in EvaluationSet.ReadSuite(args[0], only))
{
    var clock = Stopwatch.StartNew();
    var view = TreeIndex.Build(Path.Join(set.Checkout, set.IndexedFolder), embedder);
    var indexed = clock.Elapsed;
    var corpus = SearchCorpus.Create(view, options);
    var ready = clock.Elapsed - indexed;
    if (Option("--variants") is { } variants)
    {
        await Variants.RunAsync(variants, args[1], set, view, embedder, call);
        continue;
    }

    var run = new StringBuilder();
    foreach (var (id, text) in set.Queries)
    {
        if (explained is not null && id != explained)
        {
            continue;
        }

        var ranking = await Searcher.SearchAsync(corpus, new() { Text = text, Limit = Rows, Explain = explained is not null }, embedder, call, default);
        if (explained is not null)
        {
            Explanation.Print(corpus, ranking, 5);
        }

        foreach (var (row, hit) in ranking.Rows(Rows).Index())
        {
            var path = Path.Join(set.IndexedFolder, view.Places[hit.File.Place].Path.Value).Replace('\\', '/');
            var chunk = corpus.ChunkAt(hit.Chunk.Chunk);
            run.Append(CultureInfo.InvariantCulture, $"{id}\t{path}\t{-row - 1}\t{chunk.StartLine}\t{chunk.EndLine}\n");
        }
    }

    File.WriteAllText(Path.Join(args[1], set.Name + ".tsv"), run.ToString());
    var lexical = view.Segments[0].Lexical;
    var times = await TimeAsync(corpus, set);
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{set.Name,-20} {corpus.FileCount,6} files {corpus.ChunkCount,7} chunks  index {indexed.TotalMilliseconds,7:F0} ms  corpus {ready.TotalMilliseconds,6:F1} ms  "
        + $"postings {lexical.PostingAndDirectoryBytes / Math.Max(1, lexical.ChunkCount),4} B/chunk{times}"));
}

// Mean CPU and wall time of a question with ten rows, over rounds after as many to warm up; CPU, because the machine may be shared.
async Task<string> TimeAsync(SearchCorpus corpus, EvaluationSet set)
{
    if (rounds == 0)
    {
        return "";
    }

    await AskAllAsync();
    var cpu = Environment.CpuUsage.TotalTime;
    var wall = Stopwatch.GetTimestamp();
    var allocated = GC.GetTotalAllocatedBytes();
    await AskAllAsync();
    var asked = rounds * set.Queries.Count;
    return string.Create(
        CultureInfo.InvariantCulture,
        $"  query CPU {(Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds / asked:F2} ms wall {Stopwatch.GetElapsedTime(wall).TotalMilliseconds / asked:F2} ms "
        + $"{(GC.GetTotalAllocatedBytes() - allocated) / asked / 1024} KiB");

    async Task AskAllAsync()
    {
        for (var round = 0; round < rounds; round++)
        {
            foreach (var (_, text) in set.Queries)
            {
                await Searcher.SearchAsync(corpus, new() { Text = text }, embedder, call, default);
            }
        }
    }
}

string? Option(string name) => Array.IndexOf(args, name) is var at && at >= 0 ? args[at + 1] : null;
