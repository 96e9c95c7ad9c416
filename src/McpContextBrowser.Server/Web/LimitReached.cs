using System.Text.Json.Serialization;

namespace McpContextBrowser.Server.Web;

/// <summary>Which limit refused a request, for programs: the same in a JSON-RPC error's <c>data</c> and in a refusal of the other routes.</summary>
/// <param name="Limit"><c>rate</c>, <c>busy</c>, <c>sessions</c>, <c>duration</c> or <c>body</c>.</param>
/// <param name="RetryAfterSeconds">When the same request may succeed; null when it never will.</param>
internal sealed record LimitReached(string Limit, [property: JsonPropertyOrder(1)] int? RetryAfterSeconds = null)
{
    public bool Retryable => RetryAfterSeconds is not null;
}
