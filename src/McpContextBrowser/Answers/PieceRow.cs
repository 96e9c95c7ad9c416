using System.Text.Json;
using System.Text.Json.Serialization;
using McpContextBrowser.Core;
using McpContextBrowser.Core.Search.Packing;

namespace McpContextBrowser.Answers;

/// <summary>A hit of a packed answer as programs read it: short, because it is paid for; the code stands beside it.</summary>
internal sealed record PieceRow
{
    private const int ScoreDigits = 3;

    public required string Path { get; init; }

    public required int StartLine { get; init; }

    public required int EndLine { get; init; }

    public required double Score { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Symbol { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Kind { get; init; }

    /// <summary><c>outline</c>, <c>signature</c> or <c>excerpt</c>; null (and left out) when the piece is shown whole.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Form { get; init; }

    /// <summary>Folder below which the path lies; null (and left out) when all hits are below the same.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Root { get; init; }

    public static PieceRow Of(SearchHit hit, bool withRoot) => new()
    {
        Path = hit.Path,
        StartLine = hit.StartLine,
        EndLine = hit.EndLine,
        Score = Math.Round(hit.Score, ScoreDigits),
        Symbol = hit.Symbol,
        Kind = hit.Symbol is null ? null : hit.Kind,
        Form = hit.Form == SnippetForm.Whole ? null : JsonNamingPolicy.CamelCase.ConvertName(hit.Form.ToString()),
        Root = withRoot ? hit.Root : null,
    };
}
