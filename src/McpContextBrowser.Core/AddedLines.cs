using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace McpContextBrowser.Core;

/// <summary>Lines that a change adds to a file, which follow each other.</summary>
/// <param name="Path">As the diff names it, without <c>b/</c>.</param>
/// <param name="Line">1-based line of the first in the changed file.</param>
/// <param name="Text">The lines.</param>
public sealed partial record AddedLines(string Path, int Line, string Text)
{
    [GeneratedRegex(@"^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@", RegexOptions.CultureInvariant)]
    private static partial Regex HunkHead();

    /// <summary>Reads a unified diff; what is no part of one is passed over.</summary>
    public static IEnumerable<AddedLines> Of(string diff)
    {
        string? path = null;
        var (next, start) = (0, 0);
        var left = 0; // lines of the hunk that belong to the changed file
        var text = new StringBuilder();
        foreach (var line in diff.ReplaceLineEndings("\n").Split('\n'))
        {
            if (left > 0 && line is ['+', ..])
            {
                start = text.Length == 0 ? next : start;
                text.Append(line.AsSpan(1)).Append('\n');
                next++;
                left--;
                continue;
            }

            if (text.Length > 0)
            {
                yield return new(path!, start, text.ToString());
                text.Clear();
            }

            if (left > 0 && line is [] or [' ', ..])
            {
                next++;
                left--;
            }
            else if (line.StartsWith("+++ ", StringComparison.Ordinal))
            {
                path = NameIn(line[4..]);
            }
            else if (path is not null && HunkHead().Match(line) is { Success: true } hunk
                && int.TryParse(hunk.Groups[1].Value, CultureInfo.InvariantCulture, out next)
                && int.TryParse(hunk.Groups[2].Success ? hunk.Groups[2].Value : "1", CultureInfo.InvariantCulture, out left))
            {
                // its lines follow
            }
        }

        if (text.Length > 0)
        {
            yield return new(path!, start, text.ToString());
        }
    }

    private static string? NameIn(string text)
    {
        var name = text.Split('\t')[0].Trim('"');
        return name == "/dev/null" ? null : name.StartsWith("b/", StringComparison.Ordinal) ? name[2..] : name;
    }
}
