using McpContextBrowser.Core.Lexical;

namespace McpContextBrowser.Core.Search.Packing;

/// <summary>Reads the lines of chunks for the packer: what each costs, which open the definition, which answer best.</summary>
/// <remarks>Lines are cut at their ends only.</remarks>
public sealed class SnippetLines
{
    private const int SignatureLines = 3; // parameters of a definition are often one a line: enough to know it, not to read it
    private const int ExcerptLines = 12;
    private const double Again = 0.1; // what a further line with a term adds, of the term's weight

    // A quarter of a megabyte of remembered spellings: made for each question it would be a twelfth of the question's time.
    [ThreadStatic]
    private static Analyzer? _analyzer;

    private readonly Dictionary<ulong, int> _places;
    private readonly double[] _weights;

    /// <param name="terms">Terms of the question with their weights; a line is worth the sum of those it adds to its neighbours.</param>
    public SnippetLines(IReadOnlyDictionary<ulong, double> terms)
    {
        _places = new(terms.Count);
        _weights = new double[terms.Count];
        foreach (var (term, weight) in terms)
        {
            _weights[_places.Count] = weight;
            _places[term] = _places.Count;
        }
    }

    /// <summary>Makes the source of a chunk.</summary>
    /// <param name="text">The chunk, whole lines.</param>
    /// <param name="symbol">The name it defines; null without one.</param>
    /// <param name="match">0-based line that must be shown first; null without one.</param>
    /// <param name="worth">See <see cref="SnippetSource.Worth"/>.</param>
    /// <param name="headingTokens">See <see cref="SnippetSource.HeadingTokens"/>.</param>
    public SnippetSource Read(string text, string? symbol, int? match, double worth, int headingTokens)
    {
        var starts = LineStarts(text);
        var lines = starts.Count - 1;
        var tokens = new int[lines];
        for (var i = 0; i < lines; i++)
        {
            tokens[i] = TokenCounter.Count(text.AsSpan(starts[i]..starts[i + 1]));
        }

        var signature = Signature(text, starts, symbol);
        return new()
        {
            Worth = worth,
            HeadingTokens = headingTokens,
            LineTokens = tokens,
            Signature = signature,
            Excerpt = Excerpt(text, starts, signature.First, match),
        };
    }

    /// <summary>Where each line begins, and the end of the text.</summary>
    public static List<int> LineStarts(string text)
    {
        var starts = new List<int> { 0 };
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '\n' || (text[at] == '\r' && (at + 1 == text.Length || text[at + 1] != '\n')))
            {
                starts.Add(at + 1);
            }
        }

        if (starts[^1] < text.Length)
        {
            starts.Add(text.Length);
        }

        return starts;
    }

    private static LineRun Signature(string text, List<int> starts, string? symbol)
    {
        var lines = starts.Count - 1;
        var first = 0;
        while (first < lines - 1 && !(symbol is null ? HasWord(Line(first)) : Line(first).Contains(symbol, StringComparison.Ordinal) && !IsComment(Line(first))))
        {
            first++;
        }

        if (symbol is not null && !Line(first).Contains(symbol, StringComparison.Ordinal))
        {
            first = 0; // defined by a macro or under another spelling
        }

        var count = 1;
        while (count < SignatureLines && first + count < lines && !Opens(Line(first + count - 1)))
        {
            count++;
        }

        return new(first, count);

        ReadOnlySpan<char> Line(int i) => text.AsSpan(starts[i]..starts[i + 1]).Trim();
    }

    private static bool HasWord(ReadOnlySpan<char> line) => line.ContainsAnyInRange('A', 'z');

    private static bool IsComment(ReadOnlySpan<char> line) => line is ['/', '/' or '*', ..] or ['*', ..] or ['#', ' ', ..] or ['-', '-', ..];

    private static bool Opens(ReadOnlySpan<char> line) => line is [] or [.., '{' or ':' or ';' or '=' or ')'];

    private LineRun Excerpt(string text, List<int> starts, int signature, int? match)
    {
        var lines = starts.Count - 1;
        if (lines <= ExcerptLines + 2)
        {
            return new(0, lines); // what would be left out costs less than the gap
        }

        var found = new List<int>();
        var ends = new int[lines + 1]; // of each line among what was found; the first is the start of all
        var analyzer = _analyzer ??= new();
        for (var i = 0; i < lines; i++)
        {
            foreach (var term in analyzer.Analyze(text.AsSpan(starts[i]..starts[i + 1])))
            {
                if (_places.TryGetValue(term, out var place) && found.IndexOf(place, ends[i]) < 0)
                {
                    found.Add(place);
                }
            }

            ends[i + 1] = found.Count;
        }

        var lineCounts = new int[_weights.Length]; // lines of the window that have each term
        for (var i = 0; i < ends[ExcerptLines - 1]; i++)
        {
            lineCounts[found[i]]++;
        }

        var (first, best) = (0, double.NegativeInfinity);
        for (var start = 0; start + ExcerptLines <= lines; start++)
        {
            for (var i = ends[start + ExcerptLines - 1]; i < ends[start + ExcerptLines]; i++)
            {
                lineCounts[found[i]]++;
            }

            var worth = WorthOf(lineCounts) + (Holds(start, signature) ? 1 : 0) + (match is { } must && Holds(start, must) ? 1000 : 0);
            if (worth > best)
            {
                (first, best) = (start, worth);
            }

            for (var i = ends[start]; i < ends[start + 1]; i++)
            {
                lineCounts[found[i]]--;
            }
        }

        return Trimmed(text, starts, first, ExcerptLines);
    }

    private static bool Holds(int start, int line) => line >= start && line < start + ExcerptLines;

    /// <summary>Each term once with its weight, and a little for every further line that has one.</summary>
    private double WorthOf(int[] lineCounts)
    {
        var worth = 0.0;
        for (var i = 0; i < lineCounts.Length; i++)
        {
            worth += lineCounts[i] == 0 ? 0 : _weights[i] * (1 + (Again * (lineCounts[i] - 1)));
        }

        return worth;
    }

    private static LineRun Trimmed(string text, List<int> starts, int first, int count)
    {
        while (count > 1 && text.AsSpan(starts[first + count - 1]..starts[first + count]).IsWhiteSpace())
        {
            count--;
        }

        while (count > 1 && text.AsSpan(starts[first]..starts[first + 1]).IsWhiteSpace())
        {
            first++;
            count--;
        }

        return new(first, count);
    }
}
