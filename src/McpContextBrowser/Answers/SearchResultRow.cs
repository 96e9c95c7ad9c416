using System.Text.Json.Serialization;

namespace McpContextBrowser.Answers;

/// <summary>The structured part of a search tool's result; the code itself stands in its text part.</summary>
internal sealed record SearchResultRow
{
    /// <summary>The searched folders.</summary>
    public required IReadOnlyList<string> Roots { get; init; }

    public required IReadOnlyList<HitRow> Hits { get; init; }

    public required CoverageRow Coverage { get; init; }

    /// <summary>True when every file was checked against the disk in this call.</summary>
    public required bool Fresh { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Degraded { get; init; }
}
