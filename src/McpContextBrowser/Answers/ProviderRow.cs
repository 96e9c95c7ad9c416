using McpContextBrowser.Core;

namespace McpContextBrowser.Answers;

/// <summary>What an endpoint of the embedding provider did in this process, as programs read it.</summary>
internal sealed record ProviderRow(
    string Endpoint, string Circuit, long Requests, long Failures, long Tokens, decimal Dollars, double MeanMilliseconds, string? LastFailure)
{
    public static ProviderRow[] Of(ContextBrowser browser) =>
    [
        .. browser.Endpoints.Select(endpoint => new ProviderRow(
            endpoint.Name, endpoint.Circuit.ToString().ToLowerInvariant(), endpoint.Requests, endpoint.Failures, endpoint.Tokens, endpoint.Dollars,
            Math.Round(endpoint.MeanLatency.TotalMilliseconds, 1), endpoint.LastFailure?.ToString())),
    ];
}
