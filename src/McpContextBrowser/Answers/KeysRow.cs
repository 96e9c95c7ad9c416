using McpContextBrowser.Core;

namespace McpContextBrowser.Answers;

/// <summary>What keys there are, as programs read it.</summary>
internal sealed record KeysRow(string? Source, DateTimeOffset? MasterSince, IReadOnlyList<CollectionKeyReport> Collections)
{
    public static KeysRow Of(KeysReport report) => new(report.Source, report.MasterSince, report.Collections);
}
