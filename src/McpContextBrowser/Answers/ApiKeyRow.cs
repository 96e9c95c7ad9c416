namespace McpContextBrowser.Answers;

/// <summary>A key of a caller as it is listed: without anything of its secret.</summary>
internal sealed record ApiKeyRow(
    string Id, string Owner, string Role, string State, IReadOnlyList<string> Collections, IReadOnlyList<string>? Scopes, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? RevokedAt);
