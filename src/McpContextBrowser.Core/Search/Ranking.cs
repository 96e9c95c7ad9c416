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

    /// <summary>The terms of the question, each with how much it tells in this tree.</summary>
    /// <param name="corpus">The tree that was searched.</param>
    public IReadOnlyDictionary<ulong, double> TermWeights(SearchCorpus corpus) => Query.Terms.ToDictionary(
        term => term.Term, term => term.Weight * TermStatistics.Rarity(corpus.ChunkCount, corpus.ChunkFrequency(term.Term)));

    /// <summary>
    /// The answer as a list of rows: the best chunk of each file in the order of files, then, below all files, further
    /// chunks of those files until there are enough.
    /// </summary>
    /// <param name="limit">Most rows.</param>
    public IReadOnlyList<RankedRow> Rows(int limit)
    {
        var rows = new List<RankedRow>(limit);
        foreach (var file in Files.Take(limit))
        {
            rows.Add(new(file, file.Chunks[0], file.Score));
        }

        if (rows.Count == limit || rows.Count == 0)
        {
            return rows;
        }

        var further = Files.SelectMany(file => file.Chunks.Skip(1), (file, chunk) => (file, chunk))
            .OrderByDescending(row => row.chunk.Score).ThenBy(row => row.chunk.Chunk)
            .Take(limit - rows.Count)
            .ToList();
        var lowest = rows[^1].Score;
        for (var i = 0; i < further.Count; i++)
        {
            // Falling from the last file's score: a reader who sorts by score keeps the order.
            rows.Add(new(further[i].file, further[i].chunk, lowest * (further.Count - i) / (further.Count + 1)));
        }

        return rows;
    }
}
