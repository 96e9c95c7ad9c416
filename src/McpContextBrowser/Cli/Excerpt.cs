namespace McpContextBrowser.Cli;

/// <summary>Which lines of a piece of code a person is shown first: those that hold most of the words asked for.</summary>
internal static class Excerpt
{
    private const int ShortestWord = 2;

    /// <summary>The words of a question, as a match is looked for: whole runs of letters and digits, ignoring case.</summary>
    public static IReadOnlyList<string> Words(string query) =>
        [.. query.Split(Separators(query), StringSplitOptions.RemoveEmptyEntries).Where(word => word.Length >= ShortestWord).Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <summary>Chooses a window of lines.</summary>
    /// <param name="lines">The piece, in order.</param>
    /// <param name="words">As <see cref="Words"/> gave them.</param>
    /// <param name="most">Most lines of the window, at least 1.</param>
    /// <returns>First line (0-based) and number of lines. The beginning wins a tie, since it names the thing; blank lines at the ends are left out.</returns>
    public static (int First, int Count) Choose(IReadOnlyList<string> lines, IReadOnlyList<string> words, int most)
    {
        var (first, best) = (0, -1);
        for (var start = 0; start == 0 || start + most <= lines.Count; start++)
        {
            var seen = words.Count(word => Enumerable.Range(start, Math.Min(most, lines.Count - start)).Any(i => lines[i].Contains(word, StringComparison.OrdinalIgnoreCase)));
            if (seen > best)
            {
                (first, best) = (start, seen);
            }
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

    private static char[] Separators(string query) => [.. query.Where(c => !char.IsLetterOrDigit(c) && c != '_').Distinct()];
}
