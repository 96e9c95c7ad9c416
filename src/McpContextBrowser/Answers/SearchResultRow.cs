using System.Text.Json.Serialization;

namespace McpContextBrowser.Answers;

/// <summary>The structured part of a search tool's result; the code itself stands in its text part.</summary>
internal sealed record SearchResultRow
{
    /// <summary>The searched folders.</summary>
    public required IReadOnlyList<string> Roots { get; init; }

    public required IReadOnlyList<PieceRow> Hits { get; init; }

    public required CoverageRow Coverage { get; init; }

    /// <summary>True when every file was checked against the disk in this call.</summary>
    public required bool Fresh { get; init; }

    /// <summary>Continues the answer; null (and left out) when nothing is left.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Cursor { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<AbsentRow>? Absent { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<SkippedGroupRow>? SkippedBy { get; init; }

    /// <summary>Paths that rules left out which are not named; left out when there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int SkippedByOthers { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Degraded { get; init; }
}
