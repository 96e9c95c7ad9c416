using McpContextBrowser.Core.Lexical;

namespace McpContextBrowser.Core.Search;

/// <summary>
/// Defined names that share words with the question; docs/ranking.md, “Soft symbol”. For each such name
/// <code>
/// v    = hit/own · min(1, 1.5·hit/G) · κ            κ = 1 type, 0.9 function, 0.5 other
/// hit  = Σ g(t) of the shared words;   own = hit + 0.7 · Σ ln(1 + NC/(df + ½)) of its other words
/// </code>
/// A file gains 0.2 · max v. Not for symbol queries, which ask for one name.
/// </summary>
internal sealed class SoftSymbolBoost(SearchCorpus corpus, OtherTrees others, AnalyzedQuery query, QueryWeights weights, LexicalScores scores)
{
    /// <summary>The best v of a name defined in the chunk, 0 when none shares a word.</summary>
    public double Of(int chunk)
    {
        if (query.Class == QueryClass.Symbol || !scores.HasSymbol[chunk])
        {
            return 0;
        }

        var best = 0.0;
        var names = corpus.Names(chunk);
        while (names.MoveNext())
        {
            best = Math.Max(best, Worth(names));
        }

        return best;
    }

    private double Worth(NameReader name)
    {
        var hit = 0.0;
        for (var i = 0; i < name.WordCount; i++)
        {
            hit += weights.Information.GetValueOrDefault(name.Word(i));
        }

        if (hit == 0)
        {
            return 0;
        }

        var own = hit;
        for (var i = 0; i < name.WordCount; i++)
        {
            var word = name.Word(i);
            if (!weights.Information.ContainsKey(word))
            {
                own += corpus.Options.SoftSymbolRest * Math.Log(1 + scores.Population.Chunks / (corpus.ChunkFrequency(word) + others.ChunkFrequency(word) + 0.5));
            }
        }

        return hit / own * Math.Min(1, 1.5 * hit / weights.TotalInformation) * name.Kind switch
        {
            NameKind.Type => 1,
            NameKind.Function => 0.9,
            _ => 0.5,
        };
    }
}
