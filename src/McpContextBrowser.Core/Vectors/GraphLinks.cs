namespace McpContextBrowser.Core.Vectors;

/// <summary>How nodes get their links (arXiv:1603.09320, algorithms 1 and 4), compiled for one kind of row.</summary>
internal static class GraphLinks<TScorer>
    where TScorer : struct, IRowScorer<TScorer>
{
    /// <summary>
    /// Chooses links that lead in different directions: a candidate is left out when a chosen node is nearer to it than
    /// the node that chooses, since it can be reached through that one.
    /// </summary>
    /// <param name="memory">The graph.</param>
    /// <param name="scratch">Its candidates are read; its choice is written.</param>
    /// <param name="limit">Most links.</param>
    /// <returns>Links chosen.</returns>
    public static int Choose(HnswMemory memory, HnswScratch scratch, int limit)
    {
        var links = scratch.Links;
        var scorers = links.Scorers<TScorer>();
        var count = 0;
        var computed = 0L;
        for (var place = 0; place < links.Candidates.Count && count < limit; place++)
        {
            var node = links.Candidates.Node(place);
            var distance = links.Candidates.Distance(place);
            var chosen = 0;
            while (chosen < count && scorers[chosen].Distance(node) >= distance)
            {
                chosen++;
            }

            computed += Math.Min(chosen + 1, count);
            if (chosen == count)
            {
                scorers[count] = TScorer.AtRow(memory, scratch, node, count);
                links.Chosen[count++] = node;
            }
        }

        scratch.Distances += computed;
        return count;
    }
}
