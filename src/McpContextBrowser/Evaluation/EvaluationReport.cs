using System.Text.Json.Serialization;

namespace McpContextBrowser.Evaluation;

/// <summary>What a run found; <c>--json</c> prints it, <c>--compare</c> reads it again.</summary>
internal sealed record EvaluationReport
{
    /// <summary>Of this form.</summary>
    public int Version { get; init; } = 1;

    /// <summary>What made the vectors; null for words alone.</summary>
    public string? Model { get; init; }

    /// <summary>All questions, then each kind.</summary>
    public required IReadOnlyList<GroupRow> Groups { get; init; }

    public required IReadOnlyList<GoldenScore> Questions { get; init; }

    /// <summary>Against an earlier run; null without one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ComparisonRow? Comparison { get; init; }

    /// <param name="scores">At least one.</param>
    /// <param name="model">What made the vectors.</param>
    public static EvaluationReport Of(IReadOnlyList<GoldenScore> scores, string? model) => new()
    {
        Model = model,
        Groups = [GroupRow.Of("all", scores), .. scores.GroupBy(score => score.Kind).Select(group => GroupRow.Of(group.Key, [.. group]))],
        Questions = scores,
    };
}
