namespace McpContextBrowser.Core.Search;

/// <summary>
/// A file gains from files that score well and are related to it; docs/ranking.md, “Related files”. With the best ten files
/// h and w(h) = exp(8·(score(h) − best score)):
/// <code>
/// boost(f) = Σ over h ≠ f of w(h)·(0.15·s(f mentions names of h) + 0.05·s(h mentions names of f) + 0.1·[same folder]) / Σ w(h)
/// s(x)     = 1 − exp(−x/8)      x from <see cref="NameMentions"/>
/// </code>
/// A question often names one thing and is answered by the file that uses it. Source of the idea: the cluster hypothesis, as
/// score regularisation (Diaz 2005), over a graph in place of likeness.
/// </summary>
internal sealed class RelatedBoost(SearchCorpus corpus)
{
    /// <summary>Adds the boost to files that are in order of score; afterwards they may not be.</summary>
    public void AddTo(List<ScoredFile> files)
    {
        var options = corpus.Options;
        var best = files.Take(options.RelatedFiles).ToArray();
        if (best.Length < 2)
        {
            return;
        }

        var weights = Array.ConvertAll(best, file => Math.Exp(options.RelatedFalloff * (file.Score - best[0].Score)));
        var total = weights.Sum();
        var folders = files.ConvertAll(file => corpus.PathOf(file.Place).Parent);
        for (var i = 0; i < files.Count; i++)
        {
            var boost = 0.0;
            for (var j = 0; j < best.Length; j++)
            {
                if (i != j)
                {
                    boost += weights[j] * (Mentions(files[i].Place, best[j].Place) + (folders[i] == folders[j] ? options.FolderShare : 0));
                }
            }

            if (boost > 0)
            {
                var reasons = files[i].Reasons with { RelatedBoost = boost / total };
                files[i] = files[i] with { Score = files[i].Score + reasons.RelatedBoost * reasons.Penalty, Reasons = reasons };
            }
        }
    }

    private double Mentions(int file, int other)
    {
        var options = corpus.Options;
        return options.MentionShare * Saturated(corpus.Mentions.Of(other).By(file))
            + options.MentionedShare * Saturated(corpus.Mentions.Of(file).By(other));
    }

    private double Saturated(double weight) => 1 - Math.Exp(-weight / corpus.Options.MentionSaturation);
}
