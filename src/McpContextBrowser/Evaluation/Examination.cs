using McpContextBrowser.Core;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Mcp;

namespace McpContextBrowser.Evaluation;

/// <summary>Asks every question as an agent would and compares the answer with what is known.</summary>
/// <param name="browser">The engine.</param>
/// <param name="root">The folder that is asked.</param>
internal sealed class Examination(ContextBrowser browser, string root)
{
    private const int Depth = 50;

    private readonly SearchResult _form = new([root], root, [], null);

    public async Task<IReadOnlyList<GoldenScore>> RunAsync(IReadOnlyList<GoldenQuestion> goldens, CallContext call, CancellationToken cancellationToken)
    {
        var scores = new List<GoldenScore>(goldens.Count);
        foreach (var golden in goldens)
        {
            var wanted = golden.Targets.Select(target => target.Path).ToHashSet(StringComparer.Ordinal);
            var answer = await AskAsync(golden.Text, call, cancellationToken);
            var files = answer.Hits.Select(hit => hit.Path).Distinct(StringComparer.Ordinal).ToList();
            var measures = new Dictionary<string, double>
            {
                [GoldenScore.Ndcg] = Ndcg(files, wanted),
                ["mrr"] = files.FindIndex(wanted.Contains) is >= 0 and var first ? 1.0 / (first + 1) : 0,
                ["recall10"] = Recall(files, wanted, 10),
                ["recall50"] = Recall(files, wanted, Depth),
            };
            foreach (var tokens in GoldenScore.Budgets)
            {
                var packed = await AskAsync(golden.Text, call with { TokenLimit = tokens }, cancellationToken);
                measures[GoldenScore.TokenMeasure(tokens)] = (double)golden.Targets.Count(target => packed.Hits.Any(hit => Shows(hit, target))) / golden.Targets.Count;
            }

            scores.Add(new(golden.Id, golden.Kind, measures));
        }

        return scores;
    }

    /// <summary>Gain 1 for a wanted file, discounted by log₂(rank + 1), over that of the best order (Järvelin and Kekäläinen 2002).</summary>
    /// <param name="files">As answered, each once.</param>
    /// <param name="wanted">At least one.</param>
    internal static double Ndcg(IReadOnlyList<string> files, HashSet<string> wanted)
    {
        double gain = 0, best = 0;
        for (var rank = 0; rank < 10; rank++)
        {
            var discount = 1 / Math.Log2(rank + 2);
            gain += rank < files.Count && wanted.Contains(files[rank]) ? discount : 0;
            best += rank < wanted.Count ? discount : 0;
        }

        return gain / best;
    }

    private static double Recall(List<string> files, HashSet<string> wanted, int depth) =>
        (double)files.Take(depth).Count(wanted.Contains) / wanted.Count;

    private static bool Shows(SearchHit hit, GoldenTarget target) =>
        hit.Path == target.Path && (target.Line is not { } line || (hit.StartLine <= line && line <= hit.EndLine));

    private Task<SearchAnswer> AskAsync(string text, CallContext call, CancellationToken cancellationToken) =>
        browser.SearchAsync(new SearchRequest { Query = text, Roots = [root], Limit = Depth, Cost = _form.Counting }, null, call, cancellationToken);
}
