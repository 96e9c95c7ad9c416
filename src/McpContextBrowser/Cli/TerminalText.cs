using System.Buffers;
using System.Globalization;
using System.Text;

namespace McpContextBrowser.Cli;

/// <summary>
/// Makes text of a stranger safe to show: a file may hold escape sequences that move the cursor, rename the window or, with
/// bidirectional marks, show another order than the compiler reads (CVE-2021-42574).
/// </summary>
internal static class TerminalText
{
    private const string BidirectionalMarks = "\u061C\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069";
    private const int TabWidth = 4;

    private static readonly SearchValues<char> Unsafe = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Concat(Enumerable.Range(0x7F, 0x21)).Select(code => (char)code).Where(c => c != '\n'), .. BidirectionalMarks]);

    /// <returns>The text with line ends kept, tabs widened, and every other control character shown as its Unicode picture or as <c>U+202E</c>.</returns>
    public static string Clean(string text)
    {
        if (text.AsSpan().IndexOfAny(Unsafe) < 0)
        {
            return text;
        }

        var clean = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (!Unsafe.Contains(c))
            {
                clean.Append(c);
            }
            else if (c == '\t')
            {
                clean.Append(' ', TabWidth);
            }
            else if (c == '\r' && i + 1 < text.Length && text[i + 1] == '\n')
            {
                continue; // the line end of another system
            }
            else if (c < 0x20)
            {
                clean.Append((char)(0x2400 + c)); // Unicode's control pictures
            }
            else if (c == 0x7F)
            {
                clean.Append('\u2421');
            }
            else
            {
                clean.Append(CultureInfo.InvariantCulture, $"<U+{(int)c:X4}>");
            }
        }

        return clean.ToString();
    }

    /// <summary>Breaks lines between words, so that a terminal does not break them inside.</summary>
    /// <param name="text">Clean text; its own line ends are kept.</param>
    /// <param name="width">Columns; a longer word has a line of its own.</param>
    /// <param name="indent">What a broken line goes on with.</param>
    public static string Wrap(string text, int width, string indent)
    {
        if (text.Length < width)
        {
            return text;
        }

        var wrapped = new StringBuilder(text.Length + 64);
        foreach (var line in text.Split('\n'))
        {
            var rest = line.AsSpan();
            while (rest.Length >= width && Break(rest, width, indent.Length) is var at and > 0)
            {
                wrapped.Append(rest[..at].TrimEnd(' ')).Append('\n');
                rest = string.Concat(indent, rest[at..].TrimStart(' '));
            }

            wrapped.Append(rest).Append('\n');
        }

        wrapped.Length--;
        return wrapped.ToString();
    }

    /// <returns>Where to break: behind the last blank that fits, else at the first; 0 when there is none behind the indent.</returns>
    private static int Break(ReadOnlySpan<char> line, int width, int indent)
    {
        if (line.Length <= indent)
        {
            return 0;
        }

        var fits = line[indent..Math.Max(indent, Math.Min(width - 1, line.Length))].LastIndexOf(' ');
        var any = fits > 0 ? fits : line[indent..].IndexOf(' ');
        return any > 0 ? indent + any + 1 : 0;
    }
}
