using McpContextBrowser.Core;

namespace McpContextBrowser.Answers;

/// <summary>The last line of <c>--jsonl</c>: how far the answer can be trusted.</summary>
/// <param name="Type"><c>summary</c>.</param>
/// <param name="Coverage">What was looked at.</param>
/// <param name="Fresh">Every file was checked against the disk.</param>
/// <param name="Degraded">Why less than the full search was done; null when nothing was missing.</param>
/// <param name="Absent">Names of the question that occur nowhere.</param>
/// <param name="NoWordOccurs">The hits are near in meaning alone.</param>
/// <param name="Notes">Sentences for a person.</param>
internal sealed record SummaryRow(
    string Type, CoverageRow Coverage, bool Fresh, string? Degraded, IReadOnlyList<AbsentRow> Absent, bool NoWordOccurs, IReadOnlyList<string> Notes)
{
    public static SummaryRow Of(SearchAnswer answer) =>
        new("summary", CoverageRow.Of(answer.Coverage), answer.Fresh, answer.Degraded, [.. answer.Absent.Select(AbsentRow.Of)], answer.NoWordOccurs, answer.Notes);
}
