namespace McpContextBrowser.Core.Search;

/// <summary>How much each word of a question says in what is searched; compounds have no weight of their own.</summary>
internal sealed class QueryWeights
{
    public QueryWeights(RankingOptions options, AnalyzedQuery query, LexicalScores scores)
    {
        var statistics = scores.Terms;
        var all = scores.Population.Files;
        Importance = new double[statistics.Length];
        Information = new Dictionary<ulong, double>(statistics.Length);
        for (var i = 0; i < statistics.Length; i++)
        {
            var term = query.Terms[i];
            if (term.IsCompound)
            {
                continue;
            }

            var files = statistics[i].Files;
            Importance[i] = 0.1 + Math.Min(9, Math.Log(1 + (double)all / (1 + files)));
            TotalImportance += Importance[i];
            var information = TermStatistics.Rarity(all, files);
            Information[term.Term] = information;
            TotalInformation += information;
        }

        if (query.IsLong)
        {
            TotalImportance = Math.Min(TotalImportance, options.LongImportance);
            TotalInformation = Math.Min(TotalInformation, options.LongInformation);
        }
    }

    /// <summary>i(t) = 0.1 + min(9, ln(1 + NF/(1 + dF))) by query term; 0 for compounds.</summary>
    public double[] Importance { get; }

    /// <summary>I = Σ i, bounded for long text.</summary>
    public double TotalImportance { get; }

    /// <summary>g(t) = ln(1 + (NF − dF + ½)/(dF + ½)) of each query word.</summary>
    public Dictionary<ulong, double> Information { get; }

    /// <summary>G = Σ g, bounded for long text.</summary>
    public double TotalInformation { get; }
}
