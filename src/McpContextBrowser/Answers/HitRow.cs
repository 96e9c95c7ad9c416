using System.Text.Json.Serialization;
using McpContextBrowser.Core;

namespace McpContextBrowser.Answers;

/// <summary>A hit as programs read it; the names are part of the interface.</summary>
internal sealed record HitRow
{
    private const int ScoreDigits = 6;

    public required string Path { get; init; }

    public required int StartLine { get; init; }

    public required int EndLine { get; init; }

    public required double Score { get; init; }

    public required string? Symbol { get; init; }

    public required string Kind { get; init; }

    public required string Language { get; init; }

    /// <summary>The code; null (and left out) where it stands beside the rows already.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Text { get; init; }

    /// <summary>Folder below which the path lies; null (and left out) when all hits are below the same.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Root { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Reasons { get; init; }

    public static HitRow Of(SearchHit hit, bool withRoot) => new()
    {
        Path = hit.Path,
        StartLine = hit.StartLine,
        EndLine = hit.EndLine,
        Score = Math.Round(hit.Score, ScoreDigits),
        Symbol = hit.Symbol,
        Kind = hit.Kind,
        Language = hit.Language,
        Text = hit.Text,
        Root = withRoot ? hit.Root : null,
        Reasons = hit.Reasons,
    };
}
