using System.Globalization;

namespace McpContextBrowser.Core.Embedding.Providers;

/// <summary>What was used of endpoints between two moments, in words.</summary>
public static class EndpointUse
{
    /// <returns>One sentence for each endpoint that was asked in between.</returns>
    public static IEnumerable<string> Between(IReadOnlyList<EndpointStatus> before, IReadOnlyList<EndpointStatus> after)
    {
        for (var i = 0; i < after.Count; i++)
        {
            var (was, now) = (i < before.Count ? before[i] : null, after[i]);
            var requests = now.Requests - (was?.Requests ?? 0);
            if (requests == 0)
            {
                continue;
            }

            var failures = now.Failures - (was?.Failures ?? 0);
            var failed = failures == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" ({failures:N0} failed)");
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{now.Name}: {requests:N0} requests{failed}, {now.Tokens - (was?.Tokens ?? 0):N0} tokens, ${now.Dollars - (was?.Dollars ?? 0):0.0000} by the price list.");
        }
    }
}
