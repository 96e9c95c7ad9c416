using System.Globalization;
using System.Text.Json;
using McpContextBrowser.Answers;
using McpContextBrowser.Core;

namespace McpContextBrowser.Cli;

/// <summary>Prints an answer in the form that was asked for.</summary>
/// <param name="output">Where.</param>
/// <param name="query">What was asked; its words are shown in bold on a terminal. Empty when the question was code.</param>
internal sealed class HitPrinter(Output output, string query)
{
    private const int LinesShown = 8;
    private const string Reset = "\e[0m";
    private const string Bold = "\e[1m";
    private const string Faint = "\e[2m";
    private const string Cyan = "\e[36m";
    private const string Found = "\e[1;33m";

    private readonly IReadOnlyList<string> _words = Excerpt.Words(query);

    public void Print(SearchAnswer answer, HitForm form)
    {
        switch (form)
        {
            case HitForm.Json:
                output.Results.WriteLine(JsonSerializer.Serialize([.. answer.Hits.Select(HitRow.Of)], AnswerJson.Readable.HitRowArray));
                break;
            case HitForm.JsonLines:
                foreach (var hit in answer.Hits)
                {
                    output.Results.WriteLine(JsonSerializer.Serialize(HitRow.Of(hit), AnswerJson.Readable.HitRow));
                }

                output.Results.WriteLine(JsonSerializer.Serialize(SummaryRow.Of(answer), AnswerJson.Readable.SummaryRow));
                break;
            default:
                PrintText(answer);
                break;
        }

        foreach (var note in answer.Notes)
        {
            output.Note(note);
        }
    }

    private void PrintText(SearchAnswer answer)
    {
        var style = output.ResultStyle;
        var first = true;
        foreach (var hit in answer.Hits)
        {
            if (!first)
            {
                output.Results.WriteLine();
            }

            first = false;
            output.Results.WriteLine(Heading(hit, style));
            foreach (var reason in hit.Reasons ?? [])
            {
                output.Results.WriteLine(Shown($"  ∙ {reason}", style));
            }

            PrintExcerpt(hit, style);
        }
    }

    private static string Heading(SearchHit hit, TextStyle style)
    {
        var place = string.Create(CultureInfo.InvariantCulture, $":{hit.StartLine}-{hit.EndLine}:");
        var path = Shown(hit.Path, style with { Width = int.MaxValue });
        var symbol = hit.Symbol is null ? "" : " " + Shown($"{hit.Kind} {hit.Symbol}", style with { Width = int.MaxValue });
        return style.Colour ? $"{Cyan}{path}{Reset}{Faint}{place}{Reset}{Bold}{symbol}{Reset}" : $"{path}{place}{symbol}";
    }

    private void PrintExcerpt(SearchHit hit, TextStyle style)
    {
        var lines = hit.Text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        var (start, count) = Excerpt.Choose(lines, _words, LinesShown);
        var digits = (hit.StartLine + start + count - 1).ToString(CultureInfo.InvariantCulture).Length;
        for (var i = start; i < start + count; i++)
        {
            var number = (hit.StartLine + i).ToString(CultureInfo.InvariantCulture).PadLeft(digits);
            var code = Shown(lines[i], style with { Width = style.Width - digits - 4 });
            output.Results.WriteLine(style.Colour ? $"  {Faint}{number}{Reset}  {Highlighted(code)}" : $"  {number}  {code}");
        }

        if (count < lines.Length)
        {
            var left = string.Create(CultureInfo.InvariantCulture, $"  … {lines.Length - count} more lines");
            output.Results.WriteLine(style.Colour ? $"{Faint}{left}{Reset}" : left);
        }
    }

    private string Highlighted(string code)
    {
        foreach (var (at, length) in Matches(code).Reverse())
        {
            code = $"{code[..at]}{Found}{code.Substring(at, length)}{Reset}{code[(at + length)..]}";
        }

        return code;
    }

    /// <summary>Where the words stand, in order, not overlapping.</summary>
    private IEnumerable<(int At, int Length)> Matches(string code)
    {
        for (var at = 0; at < code.Length; at++)
        {
            var longest = _words.Where(word => string.Compare(code, at, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) == 0).Select(word => word.Length).DefaultIfEmpty().Max();
            if (longest > 0)
            {
                yield return (at, longest);
                at += longest - 1;
            }
        }
    }

    /// <summary>Text of a file for this reader: cleaned and cut at the edge of a terminal, untouched in a pipe.</summary>
    private static string Shown(string text, TextStyle style)
    {
        if (!style.IsTerminal)
        {
            return text;
        }

        var clean = TerminalText.Clean(text);
        return clean.Length <= style.Width || style.Width < 2 ? clean : clean[..(style.Width - 1)] + "…";
    }
}
