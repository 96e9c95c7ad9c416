using McpContextBrowser.Core.Embedding;
using McpContextBrowser.Core.Embedding.Providers;

namespace McpContextBrowser.Tests.Embedding.Providers;

/// <summary>A real provider, only when asked for: <c>CTXB_LIVE_EMBEDDING=voyage VOYAGE_API_KEY=… dotnet test</c>. Costs a fraction of a cent.</summary>
public sealed class LiveTests : ProviderTests
{
    [Test]
    public async Task A_real_provider_finds_the_code_that_a_question_is_about()
    {
        if (Environment.GetEnvironmentVariable("CTXB_LIVE_EMBEDDING") is not { Length: > 0 } provider)
        {
            Assert.Ignore("needs CTXB_LIVE_EMBEDDING=openai, ollama, gemini or voyage, and its key");
            return;
        }

        var address = ProviderEnvironment.Address(provider, Environment.GetEnvironmentVariable)?.Address;
        var options = ProviderEnvironment.WithKeys(
            new() { Provider = provider, Model = Environment.GetEnvironmentVariable("EMBEDDING_MODEL"), Endpoints = address is null ? [] : [new(new Uri(address))] },
            Environment.GetEnvironmentVariable);
        var embedder = await new EmbedderCatalog().OpenAsync(options, TimeProvider.System, default);
        await using var closing = (IAsyncDisposable)embedder;
        var code = await EmbedAsync(embedder, ["int Add(int a, int b) => a + b;", "Socket Connect(string host, int port) => dial(host, port);"]);
        var question = await EmbedAsync(embedder, ["how do I open a network connection"], EmbeddingSide.Query);
        var d = embedder.Dimensions;
        var (addition, connection) = (Dot(question, code[..d]), Dot(question, code[d..]));
        Assert.That(connection, Is.GreaterThan(addition));
    }

    private static float Dot(float[] a, float[] b) => a.Zip(b, (x, y) => x * y).Sum();
}
