using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Embedding;
using McpContextBrowser.Core.Embedding.Providers;
using McpContextBrowser.Core.Embedding.Static;

namespace McpContextBrowser.Tests.Embedding;

public sealed class EmbedderCatalogTests
{
    private static readonly CallContext Call = CallContext.For("test");

    [Test]
    public async Task The_built_in_model_is_the_default_and_opens_at_once()
    {
        var opening = new EmbedderCatalog().OpenAsync(new(), TimeProvider.System, default);
        Assert.That(opening.IsCompletedSuccessfully);
        using var embedder = (StaticEmbedder)await opening;
        Assert.That(embedder.ModelId, Does.StartWith("builtin:ctxb-code-256:"));
    }

    [Test]
    public async Task An_unknown_name_lists_the_choices()
    {
        var refusal = await Assert.ThrowsAsync<CtxbException>(
            async () => await new EmbedderCatalog().OpenAsync(new() { Provider = "opneai" }, TimeProvider.System, default));
        Assert.That(refusal!.Code, Is.EqualTo(ErrorCodes.ConfigurationInvalid));
        Assert.That(refusal.Message, Does.Contain("opneai"));
        Assert.That(refusal.Next, Does.Contain("builtin, gemini, ollama, openai, voyage"));
    }

    [Test]
    public async Task An_own_provider_is_used_under_its_name_and_no_caller_knows()
    {
        var catalog = new EmbedderCatalog().Add("upside-down", (_, _, _) => new(new Reversing()));
        var embedder = await catalog.OpenAsync(new() { Provider = "Upside-Down" }, TimeProvider.System, default);
        var vector = new float[3];
        await embedder.EmbedAsync(["abc".AsMemory()], EmbeddingSide.Query, vector, Call, default);
        Assert.That(vector, Is.EqualTo(new float[] { 'c', 'b', 'a' }));
        Assert.That(embedder.ModelId, Is.EqualTo("upside-down:3"));
        Assert.That(catalog.Names, Is.EqualTo(new[] { "builtin", "gemini", "ollama", "openai", "upside-down", "voyage" }));
    }

    [Test]
    public async Task Questions_are_remembered_unless_told_otherwise()
    {
        var catalog = new EmbedderCatalog().Add("own", (_, _, _) => new(new Reversing()));
        Assert.That(await catalog.OpenAsync(new() { Provider = "own" }, TimeProvider.System, default), Is.InstanceOf<CachedEmbedder>());
        Assert.That(await catalog.OpenAsync(new() { Provider = "own", CachedQueries = 0 }, TimeProvider.System, default), Is.InstanceOf<Reversing>());
    }

    [Test]
    public async Task All_unusable_settings_are_named_together()
    {
        var options = new EmbeddingOptions
        {
            Provider = "openai",
            Dimensions = 0,
            TokensPerMinute = 0,
            MaxCost = -1,
            CachedQueries = -1,
            Endpoints =
            [
                new(new Uri("http://api.example.org/v1")), new(new Uri("ftp://example.org")), new(new Uri("v1", UriKind.Relative)),
                new(new Uri("https://name:word@example.org")),
            ],
            Http = new() { MaxConnections = 0, MaxResponseBytes = 1, AttemptTimeout = TimeSpan.FromDays(2), IdleTimeout = TimeSpan.Zero },
            Resilience = new() { Retries = -1, FirstDelay = TimeSpan.Zero, FailuresToOpen = 1, BreakDuration = TimeSpan.Zero },
        };
        var refusal = await Assert.ThrowsAsync<CtxbException>(async () => await new EmbedderCatalog().OpenAsync(options, TimeProvider.System, default));
        foreach (var setting in new[]
        {
            "dimensions", "tokensPerMinute", "maxCost", "cachedQueries", "unencrypted", "does not begin with https://", "user name", "maxConnections",
            "maxResponseBytes", "attemptTimeout", "idleTimeout", "retries", "firstDelay", "failuresToOpen", "breakDuration",
        })
        {
            Assert.That(refusal!.Message, Does.Contain(setting));
        }

        Assert.That(refusal!.Message, Does.Not.Contain("name:word"));
    }

    [Test]
    public async Task A_public_provider_without_a_key_is_refused_before_anything_is_sent([Values("openai", "gemini", "voyage")] string provider)
    {
        var refusal = await Assert.ThrowsAsync<CtxbException>(
            async () => await new EmbedderCatalog().OpenAsync(new() { Provider = provider }, TimeProvider.System, default));
        Assert.That(refusal!.Code, Is.EqualTo(ErrorCodes.KeyMissing));
        Assert.That(refusal.Next, Does.Contain($"{provider.ToUpperInvariant()}_API_KEY"));
    }

    [Test]
    public async Task Known_models_open_without_a_request_and_say_what_they_are()
    {
        var key = ApiKey.From("k");
        var options = new EmbeddingOptions { Provider = "openai", Endpoints = [new(new Uri("https://api.openai.com/v1"), key)] };
        var catalog = new EmbedderCatalog();
        Assert.That(await Id(options), Is.EqualTo("openai:text-embedding-3-small:1536"));
        Assert.That(await Id(options with { Model = "text-embedding-3-large", Dimensions = 256 }), Is.EqualTo("openai:text-embedding-3-large:256"));
        Assert.That(await Id(new() { Provider = "ollama" }), Is.EqualTo("ollama:nomic-embed-text:768:prompted"));
        Assert.That(await Id(new() { Provider = "ollama", Model = "all-minilm:latest" }), Is.EqualTo("ollama:all-minilm:384"));

        async Task<string> Id(EmbeddingOptions chosen)
        {
            var embedder = await catalog.OpenAsync(chosen, TimeProvider.System, default);
            await ((IAsyncDisposable)embedder).DisposeAsync();
            return embedder.ModelId;
        }
    }

    [TestCase("text-embedding-ada-002", 512)]
    [TestCase("text-embedding-3-small", 2048)]
    public void Dimensions_a_model_does_not_give_are_refused(string model, int dimensions)
    {
        var options = new EmbeddingOptions { Provider = "openai", Model = model, Dimensions = dimensions };
        Assert.That(
            async () => await new EmbedderCatalog().OpenAsync(options, TimeProvider.System, default),
            Throws.InstanceOf<CtxbException>().With.Message.Contains(model));
    }

    /// <summary>The characters of the text from its end.</summary>
    private sealed class Reversing : IEmbedder
    {
        public string ModelId => "upside-down:3";

        public int Dimensions => 3;

        public ValueTask EmbedAsync(
            IReadOnlyList<ReadOnlyMemory<char>> texts, EmbeddingSide side, Memory<float> vectors, CallContext call, CancellationToken cancellationToken)
        {
            for (var i = 0; i < vectors.Length; i++)
            {
                vectors.Span[i] = texts[i / 3].Span[^((i % 3) + 1)];
            }

            return ValueTask.CompletedTask;
        }
    }
}
