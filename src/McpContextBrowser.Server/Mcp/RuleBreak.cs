using System.Text.Json.Nodes;

namespace McpContextBrowser.Server.Mcp;

/// <summary>What a request does wrong, as it is answered.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">JSON-RPC error code.</param>
/// <param name="Message">For the client's author; holds nothing that others sent.</param>
/// <param name="Facts">The error's <c>data</c>.</param>
internal sealed record RuleBreak(int Status, int Code, string Message, JsonNode? Facts = null);
