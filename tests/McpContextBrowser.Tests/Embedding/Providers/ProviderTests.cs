using System.Diagnostics;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Embedding;
using McpContextBrowser.Core.Embedding.Providers;

namespace McpContextBrowser.Tests.Embedding.Providers;

/// <summary>What tests against fakes share.</summary>
public abstract class ProviderTests
{
    internal static readonly CallContext Call = CallContext.For("test");

    /// <summary>Options for a fake: a model that is not in the list, so that it is probed; hardly any wait between attempts.</summary>
    internal static EmbeddingOptions OptionsFor(string provider, params Uri[] urls) => new()
    {
        Provider = provider,
        Model = "fake-model",
        Endpoints = [.. urls.Select(url => new EndpointOptions(url, ApiKey.From("sk-secret-key")))],
        Resilience = new() { Retries = 3, FirstDelay = TimeSpan.FromMilliseconds(1), FailuresToOpen = 100 },
    };

    internal static async Task<ProviderEmbedder> OpenAsync(EmbeddingOptions options, TimeProvider? time = null)
    {
        var embedder = new ProviderEmbedder(options, time ?? TimeProvider.System);
        await embedder.ProbeAsync(default);
        return embedder;
    }

    /// <summary>An embedder whose dimensions are given, so that the first request is the test's own.</summary>
    internal static ProviderEmbedder Open(EmbeddingOptions options, TimeProvider? time = null) =>
        new(options with { Dimensions = options.Dimensions ?? FakeAnswers.Dimensions }, time ?? TimeProvider.System);

    internal static async Task<float[]> EmbedAsync(
        IEmbedder embedder, IEnumerable<string> texts, EmbeddingSide side = EmbeddingSide.Document, CancellationToken cancellationToken = default)
    {
        var list = texts.Select(text => text.AsMemory()).ToArray();
        var vectors = new float[list.Length * embedder.Dimensions];
        await embedder.EmbedAsync(list, side, vectors, Call, cancellationToken);
        return vectors;
    }

    internal static string[] Texts(int count, string word = "text") => [.. Enumerable.Range(0, count).Select(i => $"{word} number {i}")];

    /// <summary>Waits for something that other threads bring about.</summary>
    internal static async Task UntilAsync(Func<bool> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(30)), "it did not happen");
            await Task.Yield();
        }
    }
}
