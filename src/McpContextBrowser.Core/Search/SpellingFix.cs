using McpContextBrowser.Core.Lexical;

namespace McpContextBrowser.Core.Search;

/// <summary>
/// Mends a typing error in a name: when the trees that are asked have nothing under it, the defined name, or word of one, that begins with the
/// same letter and is nearest by Damerau–Levenshtein distance, the more often defined one first. One error is mended from five
/// letters on, two from eight on where a name was meant. Below that, every other word of a language is near a name of some tree.
/// </summary>
internal static class SpellingFix
{
    private const int ShortestName = 5;
    private const int ShortestOfTwoErrors = 8;
    private const int LongestName = 64;

    /// <param name="trees">Whose names count.</param>
    /// <param name="name">As asked.</param>
    /// <param name="isName">False for a word of a sentence, which may be meant as it is written: it is mended by one error only.</param>
    /// <returns>The name as a tree spells it; null when none is near.</returns>
    public static string? Nearest(IReadOnlyList<SearchCorpus> trees, string name, bool isName)
    {
        if (name.Length is < ShortestName or > LongestName || char.IsDigit(name[0]))
        {
            return null;
        }

        var bound = isName && name.Length >= ShortestOfTwoErrors ? 2 : 1;
        var found = new Dictionary<string, (int Distance, int Count)>(StringComparer.Ordinal);
        foreach (var tree in trees)
        {
            for (var chunk = 0; chunk < tree.ChunkCount; chunk++)
            {
                Consider(tree.Names(chunk), name, bound, found);
            }
        }

        return found.OrderBy(entry => entry.Value.Distance).ThenByDescending(entry => entry.Value.Count)
            .ThenBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => entry.Key).FirstOrDefault();
    }

    private static void Consider(NameReader names, string name, int bound, Dictionary<string, (int Distance, int Count)> found)
    {
        Span<char> buffer = stackalloc char[NameReader.LongestName];
        while (names.MoveNext())
        {
            var spelled = names.Read(buffer);
            Consider(spelled, name, bound, found);
            var words = new WordReader(spelled);
            while (words.MoveNext())
            {
                if (words.Current.Length < spelled.Length)
                {
                    Consider(words.Current, name, bound, found);
                }
            }
        }
    }

    private static void Consider(ReadOnlySpan<char> spelled, string name, int bound, Dictionary<string, (int Distance, int Count)> found)
    {
        if (Math.Abs(spelled.Length - name.Length) > bound || CharClasses.ToLower(spelled[0]) != CharClasses.ToLower(name[0])
            || Distance(spelled, name, bound) is var distance && distance > bound)
        {
            return;
        }

        var key = spelled.ToString();
        found[key] = (distance, found.GetValueOrDefault(key).Count + 1);
    }

    /// <summary>Insertions, deletions, replacements and swaps of neighbours that lead from one name to the other, case ignored.</summary>
    internal static int Distance(ReadOnlySpan<char> a, ReadOnlySpan<char> b, int bound)
    {
        Span<int> before = stackalloc int[b.Length + 1];
        Span<int> last = stackalloc int[b.Length + 1];
        Span<int> row = stackalloc int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            last[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            var least = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var same = CharClasses.ToLower(a[i - 1]) == CharClasses.ToLower(b[j - 1]);
                row[j] = Math.Min(Math.Min(last[j] + 1, row[j - 1] + 1), last[j - 1] + (same ? 0 : 1));
                if (i > 1 && j > 1 && CharClasses.ToLower(a[i - 1]) == CharClasses.ToLower(b[j - 2]) && CharClasses.ToLower(a[i - 2]) == CharClasses.ToLower(b[j - 1]))
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }

                least = Math.Min(least, row[j]);
            }

            if (least > bound)
            {
                return least;
            }

            var free = before;
            before = last;
            last = row;
            row = free;
        }

        return last[b.Length];
    }
}
