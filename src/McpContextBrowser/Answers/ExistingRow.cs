using System.Text.Json.Serialization;
using McpContextBrowser.Core;

namespace McpContextBrowser.Answers;

/// <summary>An added function that exists already, as programs read it.</summary>
internal sealed record ExistingRow(
    string Path, int Line, string Symbol, string ExistingPath, int ExistingStartLine, int ExistingEndLine, double Similarity)
{
    private const int Digits = 3;

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ExistingSymbol { get; init; }

    public static ExistingRow Of(ExistingCode found) => new(
        found.Path, found.Line, found.Symbol, found.ExistingPath, found.Existing.Start, found.Existing.End, Math.Round(found.Similarity, Digits))
    {
        ExistingSymbol = found.ExistingSymbol,
    };
}
