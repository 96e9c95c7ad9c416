using McpContextBrowser.Core;

namespace McpContextBrowser.Answers;

/// <summary>What was removed from the index, as programs read it.</summary>
internal sealed record ForgetRow(IReadOnlyList<string> Roots, long BytesFreed)
{
    public static ForgetRow Of(ForgetReport report) => new(report.Roots, report.BytesFreed);
}
