using McpContextBrowser.Core;

namespace McpContextBrowser.Answers;

/// <summary>How an index compares with the disk, as programs read it.</summary>
internal sealed record CheckRow(string Root, bool Current, int Added, int Changed, int Removed, IReadOnlyList<string> Paths)
{
    public static CheckRow Of(CheckReport report) => new(report.Root, report.IsCurrent, report.Added, report.Changed, report.Removed, report.Paths);
}
