using System.Text.Json.Serialization;

namespace McpContextBrowser.Answers;

/// <summary>The structured part of the status tool's result.</summary>
internal sealed record StatusResultRow(IReadOnlyList<StatusRow> Trees)
{
    /// <summary>Endpoints of the embedding provider; null (and left out) without one, and before it was first asked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ProviderRow>? Providers { get; init; }

    /// <summary>The same over all processes; null (and left out) when none ever asked one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<UsageRow>? ProviderTotals { get; init; }
}
