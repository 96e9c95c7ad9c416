namespace McpContextBrowser.Core.Embedding.Providers;

/// <summary>What was used of one endpoint of a provider.</summary>
/// <param name="Provider">Its name in the <see cref="EmbedderCatalog"/>.</param>
/// <param name="Endpoint">Host and port.</param>
/// <param name="Requests">Attempts that were sent.</param>
/// <param name="Failures">Attempts that failed.</param>
/// <param name="Tokens">As the provider counted them, estimated where it does not say.</param>
/// <param name="Dollars">Their price by the list; 0 where it is not known.</param>
/// <param name="Answering">Time of the attempts that succeeded, added up.</param>
public sealed record ProviderUsage(string Provider, string Endpoint, long Requests, long Failures, long Tokens, decimal Dollars, TimeSpan Answering)
{
    /// <summary>Of an attempt that succeeded; zero when none did.</summary>
    public TimeSpan MeanLatency => Requests > Failures ? Answering / (Requests - Failures) : TimeSpan.Zero;

    /// <summary>Both together.</summary>
    public ProviderUsage Plus(ProviderUsage other) => this with
    {
        Requests = Requests + other.Requests,
        Failures = Failures + other.Failures,
        Tokens = Tokens + other.Tokens,
        Dollars = Dollars + other.Dollars,
        Answering = Answering + other.Answering,
    };
}
