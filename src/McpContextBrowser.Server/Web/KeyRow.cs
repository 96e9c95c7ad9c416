using McpContextBrowser.Server.Auth;

namespace McpContextBrowser.Server.Web;

/// <summary>A key as it is listed: without anything of its secret.</summary>
internal sealed record KeyRow(
    string Id, string Owner, string Role, IReadOnlyList<string> Collections, IReadOnlyList<string>? Scopes, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? RevokedAt)
{
    public static KeyRow Of(ApiKey key) => new(
        key.Id, key.Owner, key.Role.ToString(), key.Collections, key.Scopes?.Select(scope => scope.ToString()).ToList(), key.CreatedAt, key.ExpiresAt, key.RevokedAt);
}
