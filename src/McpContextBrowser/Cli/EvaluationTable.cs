using System.Globalization;
using System.Text;
using McpContextBrowser.Evaluation;

namespace McpContextBrowser.Cli;

/// <summary>A report for people: a row a measure, a column a kind of question, means with their 95 % intervals.</summary>
internal static class EvaluationTable
{
    private const int FirstWidth = 24;
    private const int Width = 22;

    /// <param name="report">What was measured.</param>
    /// <param name="columns">Of the terminal; kinds that do not fit beside each other stand below each other.</param>
    public static string Of(EvaluationReport report, int columns)
    {
        List<string[]> kinds = [.. report.Groups.Select(group => Kind($"{group.Kind} ({group.Questions:N0})", name => Cell(group.Measures[name], "0.000")))];
        if (report.Comparison is { } comparison)
        {
            kinds.Add(Kind($"difference ({comparison.Questions:N0})", name => Cell(comparison.Differences[name], "+0.000;-0.000;0.000")));
        }

        string[] headings = ["", .. GoldenScore.All.Select(measure => measure.Heading)];
        var text = new StringBuilder();
        var between = "";
        foreach (var beside in kinds.Chunk(Math.Max(1, (columns - FirstWidth) / Width)))
        {
            text.Append(between);
            between = "\n";
            for (var row = 0; row < headings.Length; row++)
            {
                text.Append((headings[row].PadRight(FirstWidth) + string.Concat(beside.Select(kind => kind[row].PadRight(Width)))).TrimEnd()).Append('\n');
            }
        }

        if (report.Comparison is { } compared)
        {
            text.Append(CultureInfo.InvariantCulture, $"{compared.Better:N0} questions better, {compared.Worse:N0} worse by NDCG@10\n");
        }

        return text.ToString().TrimEnd('\n');
    }

    /// <returns>A column: its heading, then each measure.</returns>
    private static string[] Kind(FormattableString heading, Func<string, string> cell) =>
        [heading.ToString(CultureInfo.InvariantCulture), .. GoldenScore.All.Select(measure => cell(measure.Name))];

    private static string Cell(Interval interval, string form) =>
        $"{Number(interval.Mean, form)} {Number(interval.Low, form)}…{Number(interval.High, form)}";

    private static string Number(double value, string form) => value.ToString(form, CultureInfo.InvariantCulture);
}
