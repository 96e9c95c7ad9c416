namespace McpContextBrowser.Server.Limits;

/// <summary>Counts what callers do: in this process, or in one place for several replicas. For calls from several threads.</summary>
public interface IRateLimiter
{
    /// <summary>Counts one request, unless the window is full.</summary>
    /// <param name="key">Who and what is counted.</param>
    /// <param name="rule">How much is allowed.</param>
    /// <param name="cancellationToken">Stops waiting for the place that counts.</param>
    /// <returns>Whether it was counted, and how the window stands now. A refused request leaves no trace.</returns>
    ValueTask<RateVerdict> TryTakeAsync(string key, RateRule rule, CancellationToken cancellationToken);

    /// <summary>Requests in the fullest window now, of all keys that begin so; zero when there is none.</summary>
    int Fullest(string prefix);
}
