using System.Text.Json.Serialization;

namespace McpContextBrowser.Evaluation;

/// <summary>A question whose answer is known; one line of a file of questions.</summary>
internal sealed record GoldenQuestion
{
    /// <summary>The kind of a question that was read from a file and names none.</summary>
    public const string Given = "given";

    /// <summary>Stable from run to run: two runs are compared by it.</summary>
    public required string Id { get; init; }

    /// <summary>Where it comes from: <see cref="CommitGoldens.Kind"/>, <see cref="DocGoldens.Kind"/>, <see cref="TestGoldens.Kind"/>, or any word of a file.</summary>
    public string Kind { get; init; } = Given;

    public required string Text { get; init; }

    /// <summary>All of them are wanted.</summary>
    public required IReadOnlyList<GoldenTarget> Targets { get; init; }

    /// <summary>What must not be found; null when the question stands nowhere in the tree.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public HiddenLines? Hidden { get; init; }
}
