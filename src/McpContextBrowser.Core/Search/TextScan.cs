using McpContextBrowser.Core.Lexical;

namespace McpContextBrowser.Core.Search;

/// <summary>
/// Reads the texts of a tree for what must occur in them, until time or the wanted number of files is reached. Postings say
/// where to look: first in the files that have all its words, then in those where its first and last word may be pieces of
/// longer ones. Only when neither holds it are the other files read: a licence comment is in no posting. No file is read whose
/// <see cref="GramFilter"/> rules the patterns out.
/// </summary>
/// <param name="corpus">The tree.</param>
/// <param name="question">How long to read.</param>
/// <param name="definitions">Definitions whose first matching line does not count; null counts all.</param>
internal sealed class TextScan(SearchCorpus corpus, Question question, DefinitionBoost? definitions)
{
    private readonly List<TextMatch> _matches = [];

    /// <summary>Files that hold all patterns, in the order in which they were read.</summary>
    public IReadOnlyList<TextMatch> Matches => _matches;

    /// <summary>True when time ran out before all files that could match were read.</summary>
    public bool IsPartial { get; private set; }

    /// <param name="patterns">Each must match.</param>
    /// <param name="rank">Files in the order in which to read them; files that are not in it come after them.</param>
    /// <param name="allowed">Files that may answer, by place; null allows all.</param>
    /// <param name="wanted">Stops at so many files.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public async ValueTask RunAsync(
        IReadOnlyList<TextPattern> patterns, IReadOnlyList<int> rank, bool[]? allowed, int wanted, CancellationToken cancellationToken)
    {
        var started = question.Time.GetTimestamp();
        var possible = FilesWith(patterns, withEdges: false);
        var likely = FilesWith(patterns, withEdges: true);
        var slots = GramFilter.SlotsOf(patterns.SelectMany(pattern => pattern.CertainPieces));
        var order = rank.Concat(Enumerable.Range(0, corpus.FileCount)).Distinct()
            .Where(place => allowed?[place] != false && corpus.MayHold(place, slots))
            .OrderBy(place => likely[place] ? 0 : possible[place] ? 1 : 2);
        foreach (var place in order)
        {
            if (_matches.Count > 0 && !possible[place])
            {
                return;
            }

            if (_matches.Count == wanted)
            {
                return;
            }

            if (question.Time.GetElapsedTime(started) > question.ReadingTime)
            {
                IsPartial = true;
                return;
            }

            var text = await corpus.View.ReadTextAsync(place, cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            if (WithoutDefinition(place, LinesOf(patterns, text)) is { Count: > 0 } lines)
            {
                _matches.Add(new(place, lines));
            }
        }
    }

    private List<int> WithoutDefinition(int place, List<int> lines)
    {
        if (definitions?.DefiningChunk(place) is { } defining and >= 0)
        {
            var chunk = corpus.ChunkAt(defining);
            var own = lines.FindIndex(line => line >= chunk.StartLine && line <= chunk.EndLine);
            if (own >= 0)
            {
                lines.RemoveAt(own);
            }
        }

        return lines;
    }

    private static List<int> LinesOf(IReadOnlyList<TextPattern> patterns, string text)
    {
        var all = new List<int>();
        foreach (var pattern in patterns)
        {
            var lines = pattern.Lines(text);
            if (lines.Count == 0)
            {
                return [];
            }

            all.AddRange(lines);
        }

        all.Sort();
        return all;
    }

    private bool[] FilesWith(IReadOnlyList<TextPattern> patterns, bool withEdges)
    {
        var possible = new bool[corpus.FileCount];
        Array.Fill(possible, true);
        foreach (var pattern in patterns)
        {
            foreach (var word in TermWord.Read(pattern.CertainWords(withEdges)))
            {
                var having = corpus.FilesWith(word.Term);
                for (var place = 0; place < possible.Length; place++)
                {
                    possible[place] &= having[place];
                }
            }
        }

        return possible;
    }
}
