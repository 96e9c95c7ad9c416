namespace McpContextBrowser.Configuration;

/// <summary>Names the known word a mistyped one was probably meant to be.</summary>
internal static class Nearest
{
    /// <returns>The known word with the fewest edits, when these are at most a third of its length (at least one); null otherwise.</returns>
    public static string? To(string word, IEnumerable<string> known)
    {
        var (best, fewest) = ((string?)null, int.MaxValue);
        foreach (var candidate in known)
        {
            var edits = Edits(word, candidate);
            if (edits < fewest && edits <= Math.Max(1, candidate.Length / 3))
            {
                (best, fewest) = (candidate, edits);
            }
        }

        return best;
    }

    /// <summary>Insertions, deletions, replacements and swaps of neighbours (optimal string alignment), ignoring case.</summary>
    private static int Edits(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    rows[i, j] = i + j;
                    continue;
                }

                var same = Same(a[i - 1], b[j - 1]);
                var edits = Math.Min(rows[i - 1, j - 1] + (same ? 0 : 1), Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1);
                if (i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1]))
                {
                    edits = Math.Min(edits, rows[i - 2, j - 2] + 1);
                }

                rows[i, j] = edits;
            }
        }

        return rows[a.Length, b.Length];
    }

    private static bool Same(char a, char b) => char.ToLowerInvariant(a) == char.ToLowerInvariant(b);
}
