using McpContextBrowser.Core;

namespace McpContextBrowser.Answers;

/// <summary>What a collection of garbage did, as programs read it.</summary>
internal sealed record GarbageRow(IReadOnlyList<string> Roots, int Deleted, int Waiting, long BytesFreed)
{
    public static GarbageRow Of(GarbageReport report) => new(report.Roots, report.Deleted, report.Waiting, report.BytesFreed);
}
