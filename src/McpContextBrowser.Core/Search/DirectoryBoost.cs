namespace McpContextBrowser.Core.Search;

/// <summary>
/// Directories that the question names; docs/ranking.md, “Directory boost”:
/// <c>0.4 · min(1, Σ i(t) of the query words among the directory words / I)</c>.
/// </summary>
internal sealed class DirectoryBoost(SearchCorpus corpus, AnalyzedQuery query, QueryWeights weights)
{
    public double Of(int place)
    {
        var named = 0.0;
        foreach (var word in corpus.Paths[place].Folder)
        {
            for (var i = 0; i < query.Terms.Count; i++)
            {
                named += query.Terms[i].Term == word.Term ? weights.Importance[i] : 0;
            }
        }

        return named > 0 ? corpus.Options.DirectoryBoost * Math.Min(1, named / weights.TotalImportance) : 0;
    }
}
