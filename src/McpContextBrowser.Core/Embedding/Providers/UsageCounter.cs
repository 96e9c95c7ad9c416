namespace McpContextBrowser.Core.Embedding.Providers;

/// <summary>
/// Counts what endpoints were used until somebody takes the counts away to keep them. It outlives the embedders that share it, so that
/// a provider which could not even be opened is counted too.
/// </summary>
/// <remarks>Safe for any thread.</remarks>
public sealed class UsageCounter
{
    private readonly Lock _lock = new();
    private Dictionary<(string Provider, string Endpoint), ProviderUsage>? _counts;

    /// <summary>Adds to an endpoint's counts.</summary>
    public void Add(ProviderUsage usage)
    {
        lock (_lock)
        {
            _counts ??= [];
            _counts[(usage.Provider, usage.Endpoint)] = _counts.TryGetValue((usage.Provider, usage.Endpoint), out var known) ? known.Plus(usage) : usage;
        }
    }

    /// <summary>Takes away what was counted since the last time.</summary>
    public IReadOnlyCollection<ProviderUsage> Take()
    {
        lock (_lock)
        {
            var taken = _counts;
            _counts = null;
            return taken is null ? [] : taken.Values;
        }
    }
}
