using McpContextBrowser.Core.Lexical;

namespace McpContextBrowser.Core.Search;

/// <summary>
/// Files that are related to one by the names they mention, by text alone: which definition of a name is meant is not looked at.
/// As in <see cref="NameMentions"/>, only names of several words count that few files define and not very many mention.
/// </summary>
/// <param name="MentionedBy">Files that mention names which the file defines; most first.</param>
/// <param name="Mentions">Files that define names which the file mentions; most first.</param>
public sealed record FileRelations(IReadOnlyList<int> MentionedBy, IReadOnlyList<int> Mentions)
{
    /// <summary>Relates a file.</summary>
    /// <param name="corpus">The tree.</param>
    /// <param name="place">The file.</param>
    /// <param name="text">All of it.</param>
    /// <param name="most">Files named each way.</param>
    public static FileRelations Of(SearchCorpus corpus, int place, string text, int most)
    {
        var users = corpus.Mentions.Of(place);
        return new(
            Best(users.Places.Zip(users.Weights, (file, weight) => KeyValuePair.Create(file, (double)weight)), most),
            Best(Used(corpus, place, text), most));
    }

    private static List<int> Best(IEnumerable<KeyValuePair<int, double>> weights, int most) =>
        [.. weights.OrderByDescending(file => file.Value).ThenBy(file => file.Key).Take(most).Select(file => file.Key)];

    private static Dictionary<int, double> Used(SearchCorpus corpus, int place, string text)
    {
        var used = new Dictionary<int, double>();
        foreach (var term in TermWord.Read(text).Where(word => word.IsCompound).Select(word => word.Term).Distinct())
        {
            var (having, defining) = Holding(corpus, term);
            if (having.Count > corpus.Options.MostMentions || defining.Count > corpus.Options.MostDefiners || defining.Contains(place))
            {
                continue;
            }

            foreach (var file in defining)
            {
                used[file] = used.GetValueOrDefault(file) + (Math.Log(1 + (double)corpus.FileCount / having.Count) / defining.Count);
            }
        }

        return used;
    }

    /// <summary>The files that have a term, and those that define it.</summary>
    private static (HashSet<int> Having, HashSet<int> Defining) Holding(SearchCorpus corpus, ulong term)
    {
        var (having, defining) = (new HashSet<int>(), new HashSet<int>());
        foreach (var segment in corpus.SegmentsOfTree)
        {
            var postings = segment.Segment.Lexical.Find(term);
            while (postings.MoveNext() && having.Count <= corpus.Options.MostMentions)
            {
                for (var chunk = segment.First(postings.Chunk); chunk >= 0; chunk = segment.Next(chunk))
                {
                    having.Add(corpus.PlaceOf(chunk));
                    if (postings.Counts.Symbol > 0)
                    {
                        defining.Add(corpus.PlaceOf(chunk));
                    }
                }
            }
        }

        return (having, defining);
    }
}
