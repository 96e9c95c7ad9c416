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
            (c, v) => With(c, e => e with { Provider = v }), c => c.Embedding.Provider),
        Setting.Text("embedding.model", "The provider's name of its model.", "a name", (c, v) => With(c, e => e with { Model = v }), c => c.Embedding.Model),
        Setting.Integer("embedding.dimensions", "Floats of a vector, for models that can shorten theirs.", (c, v) => With(c, e => e with { Dimensions = v }), c => c.Embedding.Dimensions),
        Setting.Endpoints("embedding.endpoints", "Servers of the same model, in the order in which they are tried.", (c, v) => With(c, e => e with { Endpoints = v }), c => c.Embedding.Endpoints) with { MayHoldKey = true },
        Setting.AbsolutePath("embedding.keyFile", "Owner-only file of the provider's key.", (c, v) => With(c, e => e with { KeyFile = v }), c => c.Embedding.KeyFile) with { MayHoldKey = true },
        Setting.Number("embedding.tokensPerMinute", "Tokens a minute that each endpoint is sent at most.", (c, v) => With(c, e => e with { TokensPerMinute = (long)v }), c => c.Embedding.TokensPerMinute),
        Setting.Number("embedding.maxCost", "US dollars a process may spend, by the price list.", (c, v) => With(c, e => e with { MaxCost = v }), c => c.Embedding.MaxCost),
        Setting.Text("embedding.keepAlive", "How long Ollama keeps the model loaded.", "Ollama's notation, such as 10m", (c, v) => With(c, e => e with { KeepAlive = v }), c => c.Embedding.KeepAlive),
        Setting.Integer("embedding.cachedQueries", "Questions whose vectors are kept in memory.", (c, v) => With(c, e => e with { CachedQueries = v }), c => c.Embedding.CachedQueries),
        Setting.Duration("embedding.cacheLifetime", "How long such a vector is used.", (c, v) => With(c, e => e with { CacheLifetime = v }), c => c.Embedding.CacheLifetime),
        Setting.Integer("embedding.http.maxConnections", "Connections to one endpoint.", (c, v) => Http(c, h => h with { MaxConnections = v }), c => c.Embedding.Http.MaxConnections),
        Setting.Duration("embedding.http.connectTimeout", "Until a connection must be open.", (c, v) => Http(c, h => h with { ConnectTimeout = v }), c => c.Embedding.Http.ConnectTimeout),
        Setting.Duration("embedding.http.attemptTimeout", "Until one attempt must be answered.", (c, v) => Http(c, h => h with { AttemptTimeout = v }), c => c.Embedding.Http.AttemptTimeout),
        Setting.Duration("embedding.http.totalTimeout", "Until a request must have succeeded, all attempts and endpoints together.", (c, v) => Http(c, h => h with { TotalTimeout = v }), c => c.Embedding.Http.TotalTimeout),
        Setting.Duration("embedding.http.questionTimeout", "The same for a question, before words alone answer.", (c, v) => Http(c, h => h with { QuestionTimeout = v }), c => c.Embedding.Http.QuestionTimeout),
        Setting.Duration("embedding.http.connectionLifetime", "Age at which a connection is replaced.", (c, v) => Http(c, h => h with { ConnectionLifetime = v }), c => c.Embedding.Http.ConnectionLifetime),
        Setting.Duration("embedding.http.idleTimeout", "Rest after which a connection is closed.", (c, v) => Http(c, h => h with { IdleTimeout = v }), c => c.Embedding.Http.IdleTimeout),
        Setting.Duration("embedding.http.keepAlive", "Rest after which TCP asks whether the peer is there.", (c, v) => Http(c, h => h with { KeepAlive = v }), c => c.Embedding.Http.KeepAlive),
        Setting.Duration("embedding.http.shutdownDeadline", "How long requests under way may finish at the end.", (c, v) => Http(c, h => h with { ShutdownDeadline = v }), c => c.Embedding.Http.ShutdownDeadline),
        Setting.Integer("embedding.resilience.retries", "Further attempts after the first.", (c, v) => Resilience(c, r => r with { Retries = v }), c => c.Embedding.Resilience.Retries),
        Setting.Duration("embedding.resilience.firstDelay", "Wait before the second attempt; doubles.", (c, v) => Resilience(c, r => r with { FirstDelay = v }), c => c.Embedding.Resilience.FirstDelay),
        Setting.Duration("embedding.resilience.longestDelay", "Longest wait between attempts.", (c, v) => Resilience(c, r => r with { LongestDelay = v }), c => c.Embedding.Resilience.LongestDelay),
        Setting.Integer("embedding.resilience.failuresToOpen", "Failures after which an endpoint is left alone.", (c, v) => Resilience(c, r => r with { FailuresToOpen = v }), c => c.Embedding.Resilience.FailuresToOpen),
        Setting.Duration("embedding.resilience.breakDuration", "How long it is left alone.", (c, v) => Resilience(c, r => r with { BreakDuration = v }), c => c.Embedding.Resilience.BreakDuration),
    ];

    private static CtxbConfiguration With(CtxbConfiguration configuration, Func<EmbeddingOptions, EmbeddingOptions> change) =>
        configuration with { Embedding = change(configuration.Embedding) };

    private static CtxbConfiguration Http(CtxbConfiguration configuration, Func<HttpOptions, HttpOptions> change) =>
        With(configuration, embedding => embedding with { Http = change(embedding.Http) });

    private static CtxbConfiguration Resilience(CtxbConfiguration configuration, Func<ResilienceOptions, ResilienceOptions> change) =>
        With(configuration, embedding => embedding with { Resilience = change(embedding.Resilience) });
}
