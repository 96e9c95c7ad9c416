using System.Text.Json.Nodes;
using McpContextBrowser.Server.Web;

namespace McpContextBrowser.Server.Mcp;

/// <summary>What a request does wrong, as it is answered.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">JSON-RPC error code.</param>
/// <param name="Message">For the client's author; holds nothing that others sent.</param>
/// <param name="Limit">The limit that was reached; it is the error's <c>data</c>.</param>
/// <param name="Facts">Other data of the error.</param>
internal sealed record RuleBreak(int Status, int Code, string Message, LimitReached? Limit = null, JsonNode? Facts = null);
