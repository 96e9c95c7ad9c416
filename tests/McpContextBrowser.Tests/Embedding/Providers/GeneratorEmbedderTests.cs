using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Embedding.Providers;
using Microsoft.Extensions.AI;

namespace McpContextBrowser.Tests.Embedding.Providers;

public sealed class GeneratorEmbedderTests : ProviderTests
{
    [Test]
    public async Task A_generator_of_the_users_own_is_an_embedder()
    {
        using var embedder = new GeneratorEmbedder(new Generator(text => [text.Length, 0]), "own:2", 2);
        Assert.That(await EmbedAsync(embedder, ["abc", "", "x"]), Is.EqualTo(new[] { 1f, 0, 0, 0, 1, 0 }).Within(1e-6));
        Assert.That(await EmbedAsync(embedder, [" "]), Is.All.Zero);
        Assert.That((embedder.ModelId, embedder.Dimensions), Is.EqualTo(("own:2", 2)));
        Assert.That(() => embedder.EmbedAsync(["a".AsMemory()], default, new float[1], Call, default).AsTask(), Throws.ArgumentException);
    }

    private static IEnumerable<TestCaseData> UselessVectors() =>
        new float[][] { [1], [1, float.NaN], [0, 0], [] }.Select(vector => new TestCaseData(vector));

    [TestCaseSource(nameof(UselessVectors))]
    public void Vectors_that_cannot_be_used_are_a_clear_error(float[] vector)
    {
        using var embedder = new GeneratorEmbedder(new Generator(_ => vector), "own:2", 2);
        Assert.That(() => EmbedAsync(embedder, ["a"]), Throws.InstanceOf<CtxbException>().With.Property("Code").EqualTo(ErrorCodes.ProviderFailed));
    }

    [Test]
    public async Task What_a_generator_throws_becomes_a_clear_error_and_cancellation_stays_one()
    {
        using var failing = new GeneratorEmbedder(new Generator(_ => throw new InvalidOperationException("secret")), "own:2", 2);
        var failure = await Assert.ThrowsAsync<CtxbException>(() => EmbedAsync(failing, ["a"]));
        Assert.That(failure!.Message, Does.Contain("InvalidOperationException").And.Not.Contain("secret"));
        using var cancelled = new GeneratorEmbedder(new Generator(_ => throw new OperationCanceledException()), "own:2", 2);
        Assert.That(() => EmbedAsync(cancelled, ["a"]), Throws.InstanceOf<OperationCanceledException>());
    }

    private sealed class Generator(Func<string, float[]> vectorOf) : IEmbeddingGenerator<string, Embedding<float>>
    {
        public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
            IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(values.Select(text => new Embedding<float>(vectorOf(text)))));

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
