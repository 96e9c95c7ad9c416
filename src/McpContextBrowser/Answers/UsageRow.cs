using System.Globalization;
using McpContextBrowser.Core;

namespace McpContextBrowser.Answers;

/// <summary>What all processes on this data folder used of an endpoint of an embedding provider, as programs read it.</summary>
internal sealed record UsageRow(string Provider, string Endpoint, long Requests, long Failures, long Tokens, decimal Dollars, double MeanMilliseconds)
{
    public static UsageRow[] Of(ContextBrowser browser) =>
    [
        .. browser.Usage.Select(usage => new UsageRow(
            usage.Provider, usage.Endpoint, usage.Requests, usage.Failures, usage.Tokens, usage.Dollars,
            Math.Round(usage.MeanLatency.TotalMilliseconds, 1))),
    ];

    /// <summary>One line for people and models.</summary>
    public string InWords()
    {
        var failed = Failures == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" ({Failures:N0} failed)");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Provider} at {Endpoint}: {Requests:N0} requests{failed}, {Tokens:N0} tokens, ${Dollars:0.0000} by the price list, {MeanMilliseconds:0.#} ms on average");
    }
}
