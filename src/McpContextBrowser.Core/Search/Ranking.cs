namespace McpContextBrowser.Core.Search;

/// <summary>Files that answer a question, best first.</summary>
/// <param name="Query">The question as it was read.</param>
/// <param name="Files">At most as many as were wanted, and at least the best candidates when fewer were.</param>
public sealed record Ranking(AnalyzedQuery Query, IReadOnlyList<RankedFile> Files)
{
    /// <summary>Why less than the full search was done; null when nothing was missing.</summary>
    public string? Degraded { get; init; }

    /// <summary>Sentences the asker should read: a name that was mended, a reading that ran out of time.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The answer as a list of rows; see <see cref="RowsOf"/>.</summary>
    /// <param name="limit">Most rows.</param>
    public IReadOnlyList<RankedRow> Rows(int limit) => [.. RowsOf([this], limit).Select(row => row.Row)];

    /// <summary>
    /// The answers of trees that were asked at once as a list of rows: the best chunk of each file in the order of files, then,
    /// below all files, further chunks of those files until there are enough.
    /// </summary>
    /// <param name="trees">Their rankings.</param>
    /// <param name="limit">Most rows.</param>
    /// <returns>Index of the tree, and the row.</returns>
    public static IReadOnlyList<(int Tree, RankedRow Row)> RowsOf(IReadOnlyList<Ranking> trees, int limit)
    {
        var files = trees.SelectMany((ranking, tree) => ranking.Files.Select(file => (Tree: tree, File: file)))
            .OrderByDescending(found => found.File.Score).Take(limit).ToList();
        var rows = files.ConvertAll(found => (found.Tree, new RankedRow(found.File, found.File.Chunks[0], found.File.Score)));
        if (rows.Count == limit || rows.Count == 0)
        {
            return rows;
        }

        var further = files.SelectMany(found => found.File.Chunks.Skip(1), (found, chunk) => (found.Tree, found.File, Chunk: chunk))
            .OrderByDescending(row => row.Chunk.Score).ThenBy(row => row.Tree).ThenBy(row => row.Chunk.Chunk)
            .Take(limit - rows.Count)
            .ToList();
        var lowest = files[^1].File.Score;
        for (var i = 0; i < further.Count; i++)
        {
            // Falling from the last file's score: a reader who sorts by score keeps the order.
            rows.Add((further[i].Tree, new(further[i].File, further[i].Chunk, lowest * (further.Count - i) / (further.Count + 1))));
        }

        return rows;
    }
}
