using System.Text.Json.Serialization;

namespace McpContextBrowser.Answers;

/// <summary>The structured part of the indexing tool's result.</summary>
/// <param name="Root">The folder.</param>
/// <param name="State"><c>ready</c>, or <c>indexing</c> when it goes on in the background.</param>
internal sealed record IndexResultRow(string Root, string State)
{
    /// <summary>The report; null (and left out) while the run goes on.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IndexRow? Report { get; init; }
}
