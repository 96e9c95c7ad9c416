using System.Globalization;
using McpContextBrowser.Core;

namespace McpContextBrowser.Cli;

/// <summary>
/// Writes hits as text. On a terminal: a heading with place and symbol, then numbered lines. In a pipe: the lines that
/// <c>grep -nC</c> would print – <c>path:line:text</c> where a word matches, <c>path-line-text</c> around it, <c>--</c> between hits –
/// so that editors, fuzzy finders and scripts can read them.
/// </summary>
/// <param name="to">stdout.</param>
/// <param name="style">How it is read.</param>
/// <param name="words">As <see cref="Excerpt.Words"/> gave them.</param>
internal sealed class HitText(TextWriter to, TextStyle style, IReadOnlyList<string> words)
{
    /// <summary>Lines of an excerpt.</summary>
    public const int UsualLines = 8;

    private const int LeastIndent = 2;
    private const string Reset = "\e[0m";
    private const string Bold = "\e[1m";
    private const string Faint = "\e[2m";
    private const string Cyan = "\e[36m";
    private const string Found = "\e[1;33m";

    private bool _first = true;

    /// <summary>Most lines of a hit.</summary>
    public int LinesShown { get; init; } = UsualLines;

    public void Write(SearchHit hit)
    {
        if (!_first)
        {
            to.WriteLine(style.IsTerminal ? "" : "--");
        }

        _first = false;
        var lines = hit.Text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        var (start, count) = Excerpt.Choose(lines, words, Math.Min(LinesShown, lines.Length));
        if (style.IsTerminal)
        {
            WriteHeading(hit);
            WriteNumbered(hit.StartLine + start, lines[start..(start + count)]);
            if (count < lines.Length)
            {
                to.WriteLine(Painted(Faint, string.Create(CultureInfo.InvariantCulture, $"  … {lines.Length - count} more lines")));
            }
        }
        else
        {
            WriteAsGrep(hit, start, lines[start..(start + count)]);
        }
    }

    private void WriteHeading(SearchHit hit)
    {
        var path = TerminalText.Clean(hit.Path);
        var place = string.Create(CultureInfo.InvariantCulture, $":{hit.StartLine}-{hit.EndLine}:");
        var symbol = hit.Symbol is null ? "" : TerminalText.Clean($"{hit.Kind} {hit.Symbol}");
        var fits = path.Length + place.Length + 1 + symbol.Length < style.Width;
        to.Write(Painted(Cyan, path) + Painted(Faint, place));
        to.WriteLine(symbol.Length == 0 ? "" : (fits ? " " : "\n  ") + Painted(Bold, Cut(symbol, style.Width - LeastIndent)));
        foreach (var reason in hit.Reasons ?? [])
        {
            to.WriteLine(TerminalText.Wrap(TerminalText.Clean($"  ∙ {reason}"), style.Width, "    "));
        }
    }

    private void WriteNumbered(int firstNumber, string[] lines)
    {
        var digits = (firstNumber + lines.Length - 1).ToString(CultureInfo.InvariantCulture).Length;
        var clean = lines.Select(TerminalText.Clean).ToList();
        var common = clean.Where(line => line.Length > 0).Select(line => line.Length - line.TrimStart(' ').Length).DefaultIfEmpty().Min();
        for (var i = 0; i < clean.Count; i++)
        {
            var number = (firstNumber + i).ToString(CultureInfo.InvariantCulture).PadLeft(digits);
            var code = Cut(clean[i][Math.Min(common, clean[i].Length)..], style.Width - digits - (2 * LeastIndent));
            to.WriteLine($"  {Painted(Faint, number)}  {Highlighted(code)}".TrimEnd());
        }
    }

    private void WriteAsGrep(SearchHit hit, int start, string[] lines)
    {
        var anyMatches = lines.Any(IsMatch);
        foreach (var reason in hit.Reasons ?? [])
        {
            WriteLine('-', hit.StartLine + start, $"  ∙ {reason}");
        }

        for (var i = 0; i < lines.Length; i++)
        {
            WriteLine((anyMatches ? IsMatch(lines[i]) : i == 0) ? ':' : '-', hit.StartLine + start + i, lines[i]);
        }

        void WriteLine(char mark, int number, string text) =>
            to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Painted(Cyan, hit.Path)}{mark}{number}{mark}{Highlighted(text)}"));
    }

    private bool IsMatch(string line) => Excerpt.Matches(line, words).Any();

    private string Highlighted(string code)
    {
        if (style.Colour)
        {
            foreach (var (at, length) in Excerpt.Matches(code, words).Reverse())
            {
                code = $"{code[..at]}{Found}{code.Substring(at, length)}{Reset}{code[(at + length)..]}";
            }
        }

        return code;
    }

    private string Painted(string paint, string text) => style.Colour ? $"{paint}{text}{Reset}" : text;

    private static string Cut(string text, int width) => text.Length <= width || width < 2 ? text : text[..(width - 1)] + "…";
}
