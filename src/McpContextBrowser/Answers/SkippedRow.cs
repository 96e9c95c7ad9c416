namespace McpContextBrowser.Answers;

/// <summary>A path without a content, with the rule that decided.</summary>
internal sealed record SkippedRow(string Path, string Reason, string? Rule);
