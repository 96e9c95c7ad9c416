namespace McpContextBrowser.Core.Vectors;

/// <summary>Where the links of a node are chosen: candidates by distance, the choice, and scorers aimed at the chosen.</summary>
internal sealed class LinkScratch
{
    private Array? _scorers;

    /// <summary>Nodes that may be linked to, nearest first.</summary>
    public NearestNodes Candidates { get; } = new();

    /// <summary>Nodes that were chosen, nearest first.</summary>
    public int[] Chosen { get; } = new int[HnswOptions.MostLinks * 2];

    /// <summary>Links that a list is made of, before they are candidates.</summary>
    public int[] Before { get; } = new int[(HnswOptions.MostLinks * 2) + 1];

    /// <summary>One scorer for each chosen node.</summary>
    public TScorer[] Scorers<TScorer>()
        where TScorer : struct, IRowScorer<TScorer>
    {
        if (_scorers is not TScorer[] scorers)
        {
            _scorers = scorers = new TScorer[Chosen.Length];
        }

        return scorers;
    }
}
