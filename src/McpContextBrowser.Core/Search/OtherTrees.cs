namespace McpContextBrowser.Core.Search;

/// <summary>
/// What the other trees hold that are asked the same question. A word is then as rare, and a score worth as much, as if one tree
/// held all: the global statistics of distributed retrieval (Callan, 2000). Without them the best file of every tree looks
/// like the best of all.
/// </summary>
/// <param name="Population">Their chunks and files.</param>
/// <param name="Terms">Those that hold each term of the question; empty for none.</param>
internal sealed record OtherTrees(TermStatistics Population, TermStatistics[] Terms)
{
    public static OtherTrees None { get; } = new(default, []);

    /// <summary>Of one query term.</summary>
    public TermStatistics Holding(int term) => Terms.Length == 0 ? default : Terms[term];

    /// <summary>For each tree, all but itself.</summary>
    /// <param name="trees">Chunks and files of each, and its terms.</param>
    public static OtherTrees[] Beside(IReadOnlyList<(TermStatistics Population, TermStatistics[] Terms)> trees)
    {
        var population = default(TermStatistics);
        var terms = new TermStatistics[trees[0].Terms.Length];
        foreach (var tree in trees)
        {
            population += tree.Population;
            for (var i = 0; i < terms.Length; i++)
            {
                terms[i] += tree.Terms[i];
            }
        }

        return [.. trees.Select(tree => new OtherTrees(population - tree.Population, [.. terms.Select((all, i) => all - tree.Terms[i])]))];
    }
}
