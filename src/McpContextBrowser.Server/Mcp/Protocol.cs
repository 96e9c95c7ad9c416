namespace McpContextBrowser.Server.Mcp;

/// <summary>Names of the Streamable HTTP transport (MCP 2025-11-25 and 2026-07-28); the SDK keeps its own to itself.</summary>
internal static class Protocol
{
    public const string SessionHeader = "Mcp-Session-Id";
    public const string VersionHeader = "MCP-Protocol-Version";
    public const string MethodHeader = "Mcp-Method";
    public const string NameHeader = "Mcp-Name";

    /// <summary>The first revision without sessions; every request carries what the handshake used to say.</summary>
    public const string Sessionless = "2026-07-28";

    /// <summary>Revisions that open with a handshake, newest last.</summary>
    public static readonly string[] Handshake = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"];

    public static readonly string[] All = [.. Handshake, Sessionless];
}
