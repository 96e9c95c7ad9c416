using McpContextBrowser.Core.Embedding;
using McpContextBrowser.Core.Embedding.Providers;

namespace McpContextBrowser.Configuration;

/// <summary>The settings of the embedding model and of the provider that serves it. A repository may set none of them.</summary>
internal static class EmbeddingSettings
{
    public static readonly IReadOnlyList<Setting> All =
    [
        Setting.Choice(
            "embedding",
            "What makes vectors of code and questions.",
            [.. new EmbedderCatalog().Names, EmbeddingOptions.None],
            (c, v) => With(c, e => e with { Provider = v })),
        Setting.Text("embedding.model", "The provider's name of its model.", "a name", (c, v) => With(c, e => e with { Model = v })),
        Setting.Integer("embedding.dimensions", "Floats of a vector, for models that can shorten theirs.", (c, v) => With(c, e => e with { Dimensions = v })),
        Setting.Endpoints("embedding.endpoints", "Servers of the same model, in the order in which they are tried.", (c, v) => With(c, e => e with { Endpoints = v })),
        Setting.AbsolutePath("embedding.keyFile", "Owner-only file of the provider's key.", (c, v) => With(c, e => e with { KeyFile = v })),
        Setting.Number("embedding.tokensPerMinute", "Tokens a minute that each endpoint is sent at most.", (c, v) => With(c, e => e with { TokensPerMinute = (long)v })),
        Setting.Number("embedding.maxCost", "US dollars a process may spend, by the price list.", (c, v) => With(c, e => e with { MaxCost = v })),
        Setting.Text("embedding.keepAlive", "How long Ollama keeps the model loaded.", "Ollama's notation, such as 10m", (c, v) => With(c, e => e with { KeepAlive = v })),
        Setting.Integer("embedding.cachedQueries", "Questions whose vectors are kept in memory.", (c, v) => With(c, e => e with { CachedQueries = v })),
        Setting.Duration("embedding.cacheLifetime", "How long such a vector is used.", (c, v) => With(c, e => e with { CacheLifetime = v })),
        Setting.Integer("embedding.http.maxConnections", "Connections to one endpoint.", (c, v) => Http(c, h => h with { MaxConnections = v })),
        Setting.Duration("embedding.http.connectTimeout", "Until a connection must be open.", (c, v) => Http(c, h => h with { ConnectTimeout = v })),
        Setting.Duration("embedding.http.attemptTimeout", "Until one attempt must be answered.", (c, v) => Http(c, h => h with { AttemptTimeout = v })),
        Setting.Duration("embedding.http.totalTimeout", "Until a request must have succeeded, all attempts and endpoints together.", (c, v) => Http(c, h => h with { TotalTimeout = v })),
        Setting.Duration("embedding.http.questionTimeout", "The same for a question, before words alone answer.", (c, v) => Http(c, h => h with { QuestionTimeout = v })),
        Setting.Duration("embedding.http.connectionLifetime", "Age at which a connection is replaced.", (c, v) => Http(c, h => h with { ConnectionLifetime = v })),
        Setting.Duration("embedding.http.idleTimeout", "Rest after which a connection is closed.", (c, v) => Http(c, h => h with { IdleTimeout = v })),
        Setting.Duration("embedding.http.keepAlive", "Rest after which TCP asks whether the peer is there.", (c, v) => Http(c, h => h with { KeepAlive = v })),
        Setting.Duration("embedding.http.shutdownDeadline", "How long requests under way may finish at the end.", (c, v) => Http(c, h => h with { ShutdownDeadline = v })),
        Setting.Integer("embedding.resilience.retries", "Further attempts after the first.", (c, v) => Resilience(c, r => r with { Retries = v })),
        Setting.Duration("embedding.resilience.firstDelay", "Wait before the second attempt; doubles.", (c, v) => Resilience(c, r => r with { FirstDelay = v })),
        Setting.Duration("embedding.resilience.longestDelay", "Longest wait between attempts.", (c, v) => Resilience(c, r => r with { LongestDelay = v })),
        Setting.Integer("embedding.resilience.failuresToOpen", "Failures after which an endpoint is left alone.", (c, v) => Resilience(c, r => r with { FailuresToOpen = v })),
        Setting.Duration("embedding.resilience.breakDuration", "How long it is left alone.", (c, v) => Resilience(c, r => r with { BreakDuration = v })),
    ];

    private static CtxbConfiguration With(CtxbConfiguration configuration, Func<EmbeddingOptions, EmbeddingOptions> change) =>
        configuration with { Embedding = change(configuration.Embedding) };

    private static CtxbConfiguration Http(CtxbConfiguration configuration, Func<HttpOptions, HttpOptions> change) =>
        With(configuration, embedding => embedding with { Http = change(embedding.Http) });

    private static CtxbConfiguration Resilience(CtxbConfiguration configuration, Func<ResilienceOptions, ResilienceOptions> change) =>
        With(configuration, embedding => embedding with { Resilience = change(embedding.Resilience) });
}
