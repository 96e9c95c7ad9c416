namespace McpContextBrowser.Core.Search;

/// <summary>
/// What the other trees hold that are asked the same question. A word is then as rare, and a score worth as much, as if one tree
/// held all: the global statistics of distributed retrieval (Callan, 2000). Without them the best file of every tree looks
/// like the best of all.
/// </summary>
internal sealed class OtherTrees
{
    private readonly SearchCorpus[] _trees;
    private readonly TermStatistics[] _terms;

    private OtherTrees(SearchCorpus[] trees, TermStatistics[] terms)
    {
        (_trees, _terms) = (trees, terms);
        Population = new(trees.Sum(tree => tree.ChunkCount), trees.Sum(tree => tree.FileCount));
    }

    public static OtherTrees None { get; } = new([], []);

    /// <summary>Their chunks and files.</summary>
    public TermStatistics Population { get; }

    /// <summary>Of them, those that hold a term of the question.</summary>
    /// <param name="term">Index of a query term.</param>
    public TermStatistics Holding(int term) => _terms.Length == 0 ? default : _terms[term];

    /// <summary>Their chunks that hold any term.</summary>
    public int ChunkFrequency(ulong term)
    {
        var chunks = 0;
        foreach (var tree in _trees)
        {
            chunks += tree.ChunkFrequency(term);
        }

        return chunks;
    }

    /// <summary>For each tree, all but itself.</summary>
    /// <param name="trees">At least two.</param>
    /// <param name="terms">The query terms of each, counted.</param>
    public static OtherTrees[] Beside(IReadOnlyList<SearchCorpus> trees, TermStatistics[][] terms)
    {
        var all = new TermStatistics[terms[0].Length];
        foreach (var counted in terms)
        {
            for (var i = 0; i < all.Length; i++)
            {
                all[i] += counted[i];
            }
        }

        return [.. trees.Select((_, own) => new OtherTrees([.. trees.Where((_, i) => i != own)], [.. all.Select((sum, i) => sum - terms[own][i])]))];
    }
}
