using McpContextBrowser.Core.Embedding.Providers;

namespace McpContextBrowser.Core.Embedding;

/// <summary>What makes the vectors, and how it may be asked.</summary>
public sealed record EmbeddingOptions
{
    /// <summary>The name of the built-in model: offline, no key, the default.</summary>
    public const string BuiltIn = "builtin";

    /// <summary>No embedding at all: questions are answered by words alone.</summary>
    public const string None = "none";

    /// <summary>A name of the <see cref="EmbedderCatalog"/>, or <see cref="None"/>.</summary>
    /// <value>Default <c>builtin</c>; shipped besides: <c>openai</c>, <c>ollama</c>, <c>gemini</c>, <c>voyage</c>.</value>
    public string Provider { get; init; } = BuiltIn;

    /// <summary>The provider's name of the model; null takes the provider's first in <see cref="KnownModels"/>.</summary>
    public string? Model { get; init; }

    /// <summary>Floats of a vector, for models that can shorten theirs; null takes the model's own.</summary>
    public int? Dimensions { get; init; }

    /// <summary>Servers of the same model, in the order in which they are tried; empty takes the provider's public one without a key.</summary>
    public IReadOnlyList<EndpointOptions> Endpoints { get; init; } = [];

    /// <summary>Owner-only file of the key for every endpoint that has none of its own; null takes the environment's.</summary>
    public string? KeyFile { get; init; }

    public HttpOptions Http { get; init; } = new();

    public ResilienceOptions Resilience { get; init; } = new();

    /// <summary>Tokens a minute that each endpoint may be sent; null leaves it to the endpoint to refuse.</summary>
    public long? TokensPerMinute { get; init; }

    /// <summary>US dollars this embedder may spend in its life, by the price list of <see cref="KnownModels"/>; null is unlimited.</summary>
    public decimal? MaxCost { get; init; }

    /// <summary>Counts what is used of providers; these options' copies share it.</summary>
    public UsageCounter Usage { get; init; } = new();

    /// <summary>How long an Ollama server keeps the model loaded after a call, in its own notation.</summary>
    /// <value>Default <c>10m</c>: an index run pauses for less.</value>
    public string KeepAlive { get; init; } = "10m";

    /// <summary>Questions whose vectors are kept in memory.</summary>
    /// <value>Default 1,000; 0 keeps none. Each costs 4 bytes a dimension and its text.</value>
    public int CachedQueries { get; init; } = 1000;

    /// <summary>How long such a vector is used.</summary>
    public TimeSpan CacheLifetime { get; init; } = TimeSpan.FromHours(24);

    /// <summary>All that is wrong with these values, one sentence each; empty when usable.</summary>
    public IEnumerable<string> Problems()
    {
        if (Dimensions is < 1 or > 16_384)
        {
            yield return $"embedding.dimensions is {Dimensions}; use 1 to 16384.";
        }

        if (TokensPerMinute is < 1)
        {
            yield return $"embedding.tokensPerMinute is {TokensPerMinute}; use at least 1.";
        }

        if (MaxCost is < 0)
        {
            yield return $"embedding.maxCost is {MaxCost}; use 0 or more.";
        }

        if (CachedQueries is < 0 or > 1_000_000)
        {
            yield return $"embedding.cachedQueries is {CachedQueries}; use 0 to 1,000,000.";
        }

        if (CacheLifetime <= TimeSpan.Zero)
        {
            yield return $"embedding.cacheLifetime is {CacheLifetime}; use more than zero.";
        }

        foreach (var problem in Endpoints.SelectMany(e => e.Problems()).Concat(Http.Problems()).Concat(Resilience.Problems()))
        {
            yield return problem;
        }
    }
}
