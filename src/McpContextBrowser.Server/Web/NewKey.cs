namespace McpContextBrowser.Server.Web;

/// <summary>A key that is asked for.</summary>
/// <param name="Owner">Whose it will be.</param>
/// <param name="Role">Name of a role.</param>
/// <param name="Collections">Folders granted, absolute.</param>
/// <param name="Scopes">Operations it is limited to; null does not limit it.</param>
/// <param name="Days">How long it lives; 90 when not given.</param>
internal sealed record NewKey(string? Owner, string? Role, string[]? Collections, string[]? Scopes, int? Days);
