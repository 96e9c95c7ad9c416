using McpContextBrowser.Core;

namespace McpContextBrowser.Answers;

/// <summary>A path without a content, with the rule that decided.</summary>
internal sealed record SkippedRow(string Path, string Reason, string? Rule)
{
    /// <summary>Those of a folder; null when they were not asked for.</summary>
    public static IReadOnlyList<SkippedRow>? Of(TreeStatus status) =>
        status.SkippedPaths?.Select(path => new SkippedRow(path.Path, SkipReasons.NameOf(path.Reason), path.Rule)).ToList();
}
