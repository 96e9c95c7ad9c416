namespace McpContextBrowser.Server.Web;

/// <summary>What the owner of a new key needs, this once.</summary>
internal sealed record MadeKey(string Key, KeyRow Entry);
