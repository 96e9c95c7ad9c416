namespace McpContextBrowser.Answers;

/// <summary>The structured part of the status tool's result.</summary>
internal sealed record StatusResultRow(IReadOnlyList<StatusRow> Trees);
