using McpContextBrowser.Core;

namespace McpContextBrowser.Answers;

/// <summary>The last line of <c>--jsonl</c>: how far the answer can be trusted.</summary>
internal sealed record SummaryRow(
    string Type, CoverageRow Coverage, bool Fresh, string? Degraded, IReadOnlyList<string> Notes)
{
    public static SummaryRow Of(SearchAnswer answer) =>
        new("summary", CoverageRow.Of(answer.Coverage), answer.Fresh, answer.Degraded, answer.Notes);
}
