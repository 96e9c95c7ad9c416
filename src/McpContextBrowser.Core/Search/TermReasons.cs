using McpContextBrowser.Core.Lexical;

namespace McpContextBrowser.Core.Search;

/// <summary>Looks up once more, for the files of an answer, which terms their chunks have.</summary>
internal static class TermReasons
{
    public static List<RankedFile> Add(SearchCorpus corpus, AnalyzedQuery query, LexicalScores scores, List<RankedFile> files)
    {
        var found = files.SelectMany(file => file.Chunks).ToDictionary(chunk => chunk.Chunk, _ => new List<TermReason>());
        for (var i = 0; i < query.Terms.Count; i++)
        {
            var term = query.Terms[i];
            var rarity = term.Weight * TermStatistics.Rarity(scores.Population.Chunks, scores.Terms[i].Chunks);
            foreach (var segment in corpus.SegmentsOfTree)
            {
                Collect(segment, segment.Segment.Lexical.Find(term.Term), term.Text, rarity, found);
            }
        }

        return files.ConvertAll(file => file with
        {
            Chunks = [.. file.Chunks.Select(chunk => chunk with { Terms = [.. found[chunk.Chunk].OrderByDescending(reason => reason.Rarity)] })],
        });
    }

    private static void Collect(
        CorpusSegment segment, PostingReader postings, string term, double rarity, Dictionary<int, List<TermReason>> found)
    {
        while (postings.MoveNext())
        {
            for (var chunk = segment.First(postings.Chunk); chunk >= 0; chunk = segment.Next(chunk))
            {
                if (found.TryGetValue(chunk, out var reasons))
                {
                    var counts = postings.Counts;
                    reasons.Add(new(term, rarity, counts.Body, counts.Comment, counts.Symbol));
                }
            }
        }
    }
}
