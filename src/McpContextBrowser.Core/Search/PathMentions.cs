using System.Buffers;
using System.Globalization;
using System.Text;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Files;

namespace McpContextBrowser.Core.Search;

/// <summary>
/// Files that a question names by path: <c>src/net/</c>, <c>*.proto</c>, the frames of a stack trace, the places in a compiler's
/// messages. A mentioned file gains <c>0.7 · 0.9ⁱ / (1 + 0.15 ln n)</c>, with i mentions before it and n files that fit it: the
/// first frame is nearest to the fault, and a name that fits many files says little.
/// </summary>
internal sealed class PathMentions
{
    private const double FirstMention = 0.7; // more than the neighbour that defines what a message names gets (0.33) together with being related (up to 0.25)
    private const double EachLater = 0.9;
    private const double CountWeight = 0.15;
    private const string Line = ":line"; // the frames of .NET
    private const string Python = "\", line ";
    private const int MostMentions = 64; // a pasted log repeats its frames; each mention costs a walk over all paths

    private static readonly SearchValues<char> Enders = SearchValues.Create(" \t\r\n\"'`()[]{}<>|,;=");

    private readonly Dictionary<int, double> _files = [];
    private readonly Dictionary<int, List<int>> _lines = [];

    private PathMentions(bool isWhole) => IsWhole = isWhole;

    /// <summary>For questions that are no text about files.</summary>
    public static PathMentions None { get; } = new(isWhole: false);

    /// <summary>Boost of each mentioned file, by place.</summary>
    public IReadOnlyDictionary<int, double> Files => _files;

    /// <summary>1-based lines that are named with a file, as far as they tell: the file may have changed since.</summary>
    public IReadOnlyList<int> LinesOf(int place) => _lines.GetValueOrDefault(place) ?? [];

    /// <summary>True when the question is nothing but one path or glob.</summary>
    public bool IsWhole { get; }

    /// <summary>Looks for the files that a question names in all trees it is asked of.</summary>
    /// <returns>One of each tree.</returns>
    public static PathMentions[] Find(IReadOnlyList<SearchCorpus> trees, string question)
    {
        var tokens = Tokens(question).GroupBy(token => token.Path, token => token.Line, StringComparer.Ordinal).Take(MostMentions).ToList();
        var isWhole = tokens.Count == 1 && question.AsSpan().Trim().IndexOfAny(Enders) < 0;
        PathMentions[] mentions = [.. trees.Select(_ => new PathMentions(isWhole))];
        var order = 0;
        foreach (var token in tokens)
        {
            var places = Places(trees, token.Key);
            var boost = FirstMention * Math.Pow(EachLater, order) / (1 + CountWeight * Math.Log(places.Count));
            foreach (var (tree, place) in places)
            {
                var (files, lines) = (mentions[tree]._files, mentions[tree]._lines);
                files[place] = Math.Max(boost, files.GetValueOrDefault(place));
                lines.TryAdd(place, []);
                lines[place].AddRange(token.Where(line => line > 0).Distinct().Take(MostMentions));
            }

            order += places.Count > 0 ? 1 : 0;
        }

        return mentions;
    }

    /// <summary>What looks like a path, with <c>/</c> and without its line; the line, or 0.</summary>
    private static IEnumerable<(string Path, int Line)> Tokens(string question)
    {
        for (var at = 0; at < question.Length;)
        {
            var length = question.AsSpan(at).IndexOfAny(Enders);
            var token = length < 0 ? question[at..] : question.Substring(at, length);
            at += token.Length + 1;
            var rest = question.AsSpan(Math.Min(at - 1, question.Length));
            var (name, line) = CutLine(token, rest);
            token = WithoutStart(name.TrimEnd('.', '?', '!', ':').Replace('\\', '/'));
            if (LooksLikePath(token))
            {
                yield return (token, line);
            }
        }
    }

    /// <summary>
    /// <c>a.c:12:5</c>, <c>a.c#L12</c>, <c>a.c(12,5)</c>, <c>"a.c", line 12</c> and <c>a.c:line 12</c> name line 12 of the file a.c; <c>C:\a.c</c>
    /// keeps its drive, and any other number behind a path is no line.
    /// </summary>
    private static (string Name, int Line) CutLine(string token, ReadOnlySpan<char> rest)
    {
        if (token.EndsWith(Line, StringComparison.Ordinal))
        {
            return (token[..^Line.Length], NumberAt(rest.TrimStart(' ')));
        }

        for (var at = 1; at + 1 < token.Length; at++)
        {
            if ((token[at] == ':' && char.IsAsciiDigit(token[at + 1])) || (token[at] == '#' && token[at + 1] is 'L'))
            {
                return (token[..at], NumberAt(token.AsSpan(at + 1).TrimStart('L')));
            }
        }

        return (token, rest is ['(', ..] ? NumberAt(rest[1..]) : rest.StartsWith(Python) ? NumberAt(rest[Python.Length..]) : 0);
    }

    private static int NumberAt(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExceptInRange('0', '9');
        return int.TryParse(end < 0 ? text : text[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }

    /// <summary>
    /// <c>file:///srv/a.js</c> and <c>webpack://app/./a.js</c> stand in frames and name files; <c>./a.go</c> and <c>../a.c</c> start
    /// where a compiler stood. An address of the web stays as it is.
    /// </summary>
    private static string WithoutStart(string token)
    {
        var scheme = token.IndexOf("://", StringComparison.Ordinal);
        if (scheme > 0 && !token.StartsWith("http", StringComparison.OrdinalIgnoreCase))
        {
            token = token[(scheme + 3)..].TrimStart('/');
        }

        var start = 0;
        for (var end = token.IndexOf('/', StringComparison.Ordinal); end >= 0 && token[start..end] is "." or ".."; end = token.IndexOf('/', start))
        {
            start = end + 1;
        }

        return token[start..];
    }

    private static bool LooksLikePath(string token)
    {
        if (token.Length < 3 || token.Contains("://", StringComparison.Ordinal) || !token.AsSpan().ContainsAnyInRange('A', 'z'))
        {
            return false;
        }

        return token.Contains('/', StringComparison.Ordinal)
            || token.StartsWith("*.", StringComparison.Ordinal)
            || NamesSource(token);
    }

    private static bool NamesSource(string token) =>
        token.IndexOf('.', StringComparison.Ordinal) > 0 && RelativePath.TryParse(token, out var path) && LanguageTable.ForPath(path) != LanguageTable.Text;

    private static List<(int Tree, int Place)> Places(IReadOnlyList<SearchCorpus> trees, string token)
    {
        var wanted = token.TrimStart('/');
        if (!token.AsSpan().ContainsAny('*', '?'))
        {
            return PlacesOfPath(trees, wanted);
        }

        // A pattern with a slash would be anchored at the root; who asks seldom counts from there. Nor is the first part always
        // a whole name: Core/Search/*.cs is asked where the folder is Product.Core.
        var whole = Places(trees, wanted, Globs($"**/{wanted}"));
        return whole.Count > 0 ? whole : Places(trees, wanted, Globs($"**/*{wanted}"));
    }

    /// <summary>
    /// The files so named, or those that share the longest end of at least a folder and a name: what was built in or installed to
    /// another folder (<c>site-packages/pip/main.py</c> of <c>src/pip/main.py</c>) is found all the same.
    /// </summary>
    private static List<(int Tree, int Place)> PlacesOfPath(IReadOnlyList<SearchCorpus> trees, string wanted)
    {
        var places = Places(trees, wanted, null);
        if (places.Count > 0 || !NamesSource(wanted))
        {
            return places;
        }

        for (var slash = wanted.IndexOf('/', StringComparison.Ordinal);
            places.Count == 0 && slash >= 0 && wanted.IndexOf('/', slash + 1) > 0;
            slash = wanted.IndexOf('/', slash + 1))
        {
            places = Places(trees, wanted[(slash + 1)..], null);
        }

        return places;
    }

    private static IgnoreFile? Globs(string pattern) => IgnoreFile.Parse(Encoding.UTF8.GetBytes(pattern), "question", ignoreCase: true);

    private static List<(int Tree, int Place)> Places(IReadOnlyList<SearchCorpus> trees, string wanted, IgnoreFile? globs)
    {
        var places = new List<(int, int)>();
        for (var tree = 0; tree < trees.Count; tree++)
        {
            for (var place = 0; place < trees[tree].FileCount; place++)
            {
                var path = trees[tree].PathOf(place);
                if (globs is null ? Fits(path.Value, wanted) : PlaceFilter.Matches(globs, path))
                {
                    places.Add((tree, place));
                }
            }
        }

        return places;
    }

    /// <summary>Part by part: the path, its end, a folder in it; or the path is the end of a longer one from another machine.</summary>
    private static bool Fits(string path, string wanted)
    {
        if (wanted.Length > path.Length)
        {
            return EndsWithPart(wanted, path);
        }

        if (EndsWithPart(path, wanted))
        {
            return true;
        }

        var folder = wanted.TrimEnd('/');
        for (var at = path.IndexOf(folder, StringComparison.OrdinalIgnoreCase); at >= 0; at = path.IndexOf(folder, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            var end = at + folder.Length;
            if ((at == 0 || path[at - 1] == '/') && end < path.Length && path[end] == '/')
            {
                return true;
            }
        }

        return false;
    }

    private static bool EndsWithPart(string path, string end) =>
        path.EndsWith(end, StringComparison.OrdinalIgnoreCase) && (path.Length == end.Length || path[path.Length - end.Length - 1] == '/');
}
