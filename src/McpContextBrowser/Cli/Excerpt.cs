namespace McpContextBrowser.Cli;

/// <summary>Which lines of a piece of code a person is shown first: those that hold most of the words asked for.</summary>
internal static class Excerpt
{
    private const int ShortestWord = 2;
    private const int ShortestPlural = 4;
    private const int LinesBefore = 2;

    /// <summary>Words of a question that say nothing about the code it is after.</summary>
    private static readonly HashSet<string> Filling = new(
        "a an and are as at be by can do does for from has have how i in into is it its me my of on or that the their there this to was we what when where which who why will with you".Split(' '),
        StringComparer.OrdinalIgnoreCase);

    /// <summary>The words of a question, as a match is looked for: runs of letters and digits without the filling ones, unless there are no others.</summary>
    public static IReadOnlyList<string> Words(string query)
    {
        var words = query.Split(Separators(query), StringSplitOptions.RemoveEmptyEntries).Where(word => word.Length >= ShortestWord).ToList();
        var telling = words.Where(word => !Filling.Contains(word)).Select(Singular).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        return telling.Count > 0 ? telling : words;
    }

    /// <summary>Finds the words in a line, in order, not overlapping, the longest first.</summary>
    /// <returns>A word counts where a word of the line begins: <c>rule</c> stands in <c>IgnoreRules</c> and not in <c>ferrule</c>.</returns>
    public static IEnumerable<(int At, int Length)> Matches(string line, IReadOnlyList<string> words)
    {
        for (var at = 0; at < line.Length; at++)
        {
            var longest = BeginsWord(line, at)
                ? words.Where(word => string.Compare(line, at, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) == 0).Select(word => word.Length).DefaultIfEmpty().Max()
                : 0;
            if (longest > 0)
            {
                yield return (at, longest);
                at += longest - 1;
            }
        }
    }

    /// <summary>Chooses a window of lines.</summary>
    /// <param name="lines">The piece, in order.</param>
    /// <param name="words">As <see cref="Words"/> gave them.</param>
    /// <param name="most">Most lines of the window, at least 1.</param>
    /// <returns>First line (0-based) and number of lines. The beginning wins a tie, since it names the thing; elsewhere more is shown of what follows a match than of what precedes it. Blank lines at the ends are left out.</returns>
    public static (int First, int Count) Choose(IReadOnlyList<string> lines, IReadOnlyList<string> words, int most)
    {
        var held = lines.Select(line => Matches(line, words).Select(match => line.Substring(match.At, match.Length).ToUpperInvariant()).ToHashSet()).ToList();
        var (first, best) = (0, -1);
        for (var start = 0; start == 0 || start + most <= lines.Count; start++)
        {
            var seen = held.Skip(start).Take(most).SelectMany(found => found).Distinct().Count();
            if (seen > best)
            {
                (first, best) = (start, seen);
            }
        }

        if (first > 0)
        {
            var match = held.FindIndex(first, found => found.Count > 0);
            first = Math.Max(first, Math.Min(match - LinesBefore, lines.Count - most)); // holds all that it held, and more behind it
        }

        var last = Math.Min(lines.Count, first + most) - 1;
        while (last > first && string.IsNullOrWhiteSpace(lines[last]))
        {
            last--;
        }

        while (first < last && string.IsNullOrWhiteSpace(lines[first]))
        {
            first++;
        }

        return (first, last - first + 1);
    }

    private static bool BeginsWord(string line, int at) =>
        at == 0 || !char.IsLetterOrDigit(line[at - 1]) || (char.IsUpper(line[at]) && !char.IsUpper(line[at - 1])) || char.IsDigit(line[at - 1]) != char.IsDigit(line[at]);

    private static string Singular(string word) =>
        word.Length >= ShortestPlural && word.EndsWith('s') && !word.EndsWith("ss", StringComparison.Ordinal) ? word[..^1] : word;

    private static char[] Separators(string query) => [.. query.Where(c => !char.IsLetterOrDigit(c) && c != '_').Distinct()];
}
