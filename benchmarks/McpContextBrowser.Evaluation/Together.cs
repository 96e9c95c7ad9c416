using System.Globalization;
using System.Text;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Embedding.Static;
using McpContextBrowser.Core.Search;

namespace McpContextBrowser.Evaluation;

/// <summary>Asks the first line of every question of all trees of a suite at once, as a client does that has several folders open.</summary>
/// <remarks>A hit in another tree than the question's is written as <c>TREE:path</c>, so that score.py counts it as wrong.</remarks>
internal static class Together
{
    private const int Rows = 10;

    /// <param name="suite">Sets with a tree.</param>
    /// <param name="folder">Gets NAME.tsv for each.</param>
    /// <param name="apart">Asks each tree as if it were alone and puts the answers together by score, to compare with.</param>
    /// <param name="embedder">Makes the vectors; null searches by words alone.</param>
    /// <param name="call">The call.</param>
    public static async Task RunAsync(IEnumerable<EvaluationSet> suite, string folder, bool apart, StaticEmbedder? embedder, CallContext call)
    {
        var sets = suite.ToList();
        var views = sets.ConvertAll(set => TreeIndex.Build(Path.Join(set.Checkout, set.IndexedFolder), embedder));
        var trees = views.ConvertAll(view => new SearchedTree(SearchCorpus.Create(view, RankingOptions.Default), embedder));
        var (asked, right) = (0, 0);
        foreach (var (own, set) in sets.Index())
        {
            var run = new StringBuilder();
            foreach (var (id, text) in set.Queries)
            {
                var question = new Question { Text = text.Split('\n')[0].Trim(), Limit = Rows };
                var hits = await AskAsync(trees, question, apart, call);
                asked++;
                right += hits is [var (first, _), ..] && first == own ? 1 : 0;
                foreach (var (row, (tree, hit)) in hits.Index())
                {
                    var path = Path.Join(sets[tree].IndexedFolder, views[tree].Places[hit.File.Place].Path.Value).Replace('\\', '/');
                    var chunk = trees[tree].Corpus.ChunkAt(hit.Chunk.Chunk);
                    run.Append(CultureInfo.InvariantCulture, $"{id}\t{(tree == own ? "" : sets[tree].Name + ":")}{path}\t{-row - 1}\t{chunk.StartLine}\t{chunk.EndLine}\n");
                }
            }

            await File.WriteAllTextAsync(Path.Join(folder, set.Name + ".tsv"), run.ToString());
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{trees.Count} trees, {asked} questions; the first hit is in the right tree for {right} ({(double)right / asked:P1})"));
    }

    private static async Task<IReadOnlyList<(int Tree, RankedRow Row)>> AskAsync(List<SearchedTree> trees, Question question, bool apart, CallContext call)
    {
        var rankings = new List<Ranking>();
        foreach (var group in apart ? trees.Chunk(1) : [[.. trees]])
        {
            rankings.AddRange(await Searcher.SearchAsync(group, question, call, default));
        }

        return Ranking.RowsOf(rankings, Rows);
    }
}
