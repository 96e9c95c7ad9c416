using System.Text.Json.Serialization;
using McpContextBrowser.Core;

namespace McpContextBrowser.Answers;

/// <summary>Paths that one rule left out, as programs read it.</summary>
internal sealed record SkippedGroupRow(string Reason, int Count, string Example)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Rule { get; init; }

    public static SkippedGroupRow Of(SkippedGroup group) => new(SkipReasons.NameOf(group.Reason), group.Count, group.Example) { Rule = group.Rule };
}
