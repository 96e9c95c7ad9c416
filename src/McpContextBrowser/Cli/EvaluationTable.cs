using System.Globalization;
using System.Text;
using McpContextBrowser.Evaluation;

namespace McpContextBrowser.Cli;

/// <summary>A report for people: a row a measure, a column a kind of question, means with their 95 % intervals.</summary>
internal static class EvaluationTable
{
    private const int FirstWidth = 24;
    private const int Width = 22;

    public static string Of(EvaluationReport report)
    {
        var text = new StringBuilder();
        Row(text, "", report.Groups.Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Kind} ({group.Questions:N0})")).Concat(Heading(report.Comparison)));
        foreach (var (name, heading) in GoldenScore.All)
        {
            Row(text, heading, report.Groups.Select(group => Cell(group.Measures[name], "0.000"))
                .Concat(report.Comparison is { } comparison ? [Cell(comparison.Differences[name], "+0.000;-0.000;0.000")] : []));
        }

        if (report.Comparison is { } compared)
        {
            text.Append(CultureInfo.InvariantCulture, $"{compared.Better:N0} questions better, {compared.Worse:N0} worse by NDCG@10\n");
        }

        return text.ToString().TrimEnd('\n');
    }

    private static IEnumerable<string> Heading(ComparisonRow? comparison) =>
        comparison is null ? [] : [string.Create(CultureInfo.InvariantCulture, $"difference ({comparison.Questions:N0})")];

    private static string Cell(Interval interval, string form) =>
        $"{Number(interval.Mean, form)} {Number(interval.Low, form)}…{Number(interval.High, form)}";

    private static string Number(double value, string form) => value.ToString(form, CultureInfo.InvariantCulture);

    private static void Row(StringBuilder text, string first, IEnumerable<string> cells) =>
        text.Append((first.PadRight(FirstWidth) + string.Concat(cells.Select(cell => cell.PadRight(Width)))).TrimEnd()).Append('\n');
}
