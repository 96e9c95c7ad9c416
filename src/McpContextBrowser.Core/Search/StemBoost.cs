namespace McpContextBrowser.Core.Search;

/// <summary>
/// A file is often named after what it does; docs/ranking.md, “Stem boost”.
/// <code>
/// boost = 0.5 · cover · (0.3 + 0.7 · min(1, 2m/I))      long text 0.15 in place of 0.5
/// cover = Σ s(t) of the stem's matched words / Σ s(t) of all its words
/// s(t)  = ln(1 + NF/(½ + files with t in the stem + ½ files with t in the directories))
/// m     = Σ i(t) of the query words that match a word of the stem
/// </code>
/// Two words match when they are equal, or one begins the other and the shorter has three letters (auth, authenticate).
/// Both directions are needed: a stem that the question covers, and a question that the stem covers.
/// </summary>
internal sealed class StemBoost(SearchCorpus corpus, AnalyzedQuery query, QueryWeights weights)
{
    private const int ShortestPrefix = 3;

    public double Of(int place)
    {
        var options = corpus.Options;
        var matchedByQuery = 0.0;
        var all = 0.0;
        var matched = 0.0;
        var stem = corpus.Paths[place].Stem;
        foreach (var word in stem)
        {
            if (!word.IsCompound)
            {
                var rarity = Rarity(word.Term);
                all += rarity;
                matched += query.Terms.Any(term => !term.IsCompound && Matches(term.Text, word.Stem)) ? rarity : 0;
            }
        }

        if (matched == 0)
        {
            return 0;
        }

        for (var i = 0; i < query.Terms.Count; i++)
        {
            var term = query.Terms[i];
            if (!term.IsCompound && stem.Any(word => !word.IsCompound && Matches(term.Text, word.Stem)))
            {
                matchedByQuery += weights.Importance[i];
            }
        }

        var boost = query.IsLong ? options.LongStemBoost : options.StemBoost;
        var covered = Math.Min(1, 2 * matchedByQuery / weights.TotalImportance);
        return boost * matched / all * (options.StemBoostFloor + (1 - options.StemBoostFloor) * covered);
    }

    private double Rarity(ulong term)
    {
        var having = corpus.PathWords.StemFiles(term).Length + 0.5 * corpus.PathWords.FolderFiles(term).Length;
        return Math.Log(1 + corpus.FileCount / (0.5 + having));
    }

    private static bool Matches(string a, string b)
    {
        var (shorter, longer) = a.Length <= b.Length ? (a, b) : (b, a);
        return (shorter.Length == longer.Length || shorter.Length >= ShortestPrefix)
            && longer.StartsWith(shorter, StringComparison.Ordinal);
    }
}
