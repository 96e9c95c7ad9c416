using McpContextBrowser.Core.Lexical;

namespace McpContextBrowser.Core.Search;

/// <summary>
/// Files that define a name the question asks for; docs/ranking.md, “Definition boost”. For each name and file the best of
/// <c>weight · κ · case / (1 + 0.15 ln(definitions of the name in the tree))</c> with κ = 1 type, 0.8 function, 0.4 other and
/// case = 1 as written, 0.7 otherwise; the sum over names is divided by <c>max(1, √Σ weights)</c>.
/// </summary>
internal sealed class DefinitionBoost
{
    private readonly SearchCorpus _corpus;
    private readonly Dictionary<int, double> _files = [];
    private readonly Dictionary<int, (double Worth, int Chunk)> _chunks = [];

    public DefinitionBoost(SearchCorpus corpus, AnalyzedQuery query)
    {
        _corpus = corpus;
        var weights = 0.0;
        foreach (var name in query.Names)
        {
            weights += name.Weight;
            AddDefinitions(name);
        }

        var divisor = Math.Max(1, Math.Sqrt(weights));
        foreach (var place in _files.Keys)
        {
            _files[place] /= divisor;
        }
    }

    /// <summary>Boost of each file that defines one of the names, by place.</summary>
    public IReadOnlyDictionary<int, double> Files => _files;

    /// <summary>The chunk with the best definition in a file; −1 when the file defines none of the names.</summary>
    public int DefiningChunk(int place) => _chunks.TryGetValue(place, out var found) ? found.Chunk : -1;

    private void AddDefinitions(NamedIdentifier wanted)
    {
        var definitions = 0;
        var best = new Dictionary<int, (double Worth, int Chunk)>();
        var term = LookUpTerm(wanted.Name);
        foreach (var segment in _corpus.SegmentsOfTree)
        {
            var postings = segment.Segment.Lexical.Find(term);
            while (postings.MoveNext())
            {
                if (postings.Counts.Symbol == 0 || segment.First(postings.Chunk) < 0)
                {
                    continue;
                }

                var (worth, count) = Definitions(segment.Segment.Lexical.Names(postings.Chunk), wanted.Name);
                for (var chunk = segment.First(postings.Chunk); count > 0 && chunk >= 0; chunk = segment.Next(chunk))
                {
                    definitions += count;
                    var place = _corpus.PlaceOf(chunk);
                    if (!best.TryGetValue(place, out var known) || worth > known.Worth || (worth == known.Worth && chunk < known.Chunk))
                    {
                        best[place] = (worth, chunk);
                    }
                }
            }
        }

        foreach (var (place, found) in best)
        {
            var boost = wanted.Weight * found.Worth / (1 + _corpus.Options.DefinitionCountWeight * Math.Log(definitions));
            _files[place] = _files.GetValueOrDefault(place) + boost;
            if (!_chunks.TryGetValue(place, out var known) || boost > known.Worth)
            {
                _chunks[place] = (boost, found.Chunk);
            }
        }
    }

    private (double Worth, int Count) Definitions(NameReader names, ReadOnlySpan<char> wanted)
    {
        Span<char> buffer = stackalloc char[NameReader.LongestName];
        var worth = 0.0;
        var count = 0;
        while (names.MoveNext())
        {
            // Ruby's and Elixir's question and exclamation marks are part of a name to some scanners and not to others.
            var name = names.Read(buffer).TrimEnd("?!");
            if (name.Equals(wanted, StringComparison.OrdinalIgnoreCase))
            {
                count++;
                worth = Math.Max(worth, WorthOf(names.Kind) * (name.SequenceEqual(wanted) ? 1 : _corpus.Options.OtherCaseWeight));
            }
        }

        return (worth, count);
    }

    /// <summary>The one term whose postings lead to every chunk that defines the name.</summary>
    internal static ulong LookUpTerm(string name)
    {
        var words = TermWord.Read(name);
        return words.Count == 0 ? 0 : words[^1].Term;
    }

    /// <summary>κ.</summary>
    internal static double WorthOf(NameKind kind) => kind switch
    {
        NameKind.Type => 1,
        NameKind.Function => 0.8,
        _ => 0.4,
    };
}
