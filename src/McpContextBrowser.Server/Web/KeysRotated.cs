namespace McpContextBrowser.Server.Web;

/// <summary>What a change of the data keys did.</summary>
internal sealed record KeysRotated(long Resealed);
