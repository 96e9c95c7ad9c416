using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Embedding;

namespace McpContextBrowser.Tests.Embedding;

public sealed class EmbeddingCacheTests
{
    private readonly ManualTime _time = new();

    [Test]
    public void A_vector_is_found_until_its_lifetime_is_over()
    {
        var cache = new EmbeddingCache(10, TimeSpan.FromHours(24), _time);
        cache.Put("m", EmbeddingSide.Query, "text", [1, 2]);
        _time.Advance(TimeSpan.FromHours(24) - TimeSpan.FromTicks(1));
        var vector = new float[2];
        Assert.That(cache.TryGet("m", EmbeddingSide.Query, "text", vector), Is.True);
        Assert.That(vector, Is.EqualTo(new float[] { 1, 2 }));
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.That(cache.TryGet("m", EmbeddingSide.Query, "text", vector), Is.False);
        Assert.That((cache.Count, cache.Hits, cache.Misses), Is.EqualTo((0, 1L, 1L)));
    }

    [Test]
    public void Model_side_and_text_each_make_another_entry()
    {
        var cache = new EmbeddingCache(10, TimeSpan.FromHours(1), _time);
        cache.Put("m", EmbeddingSide.Query, "text", [1]);
        var vector = new float[1];
        Assert.That(cache.TryGet("n", EmbeddingSide.Query, "text", vector), Is.False);
        Assert.That(cache.TryGet("m", EmbeddingSide.Document, "text", vector), Is.False);
        Assert.That(cache.TryGet("m", EmbeddingSide.Query, "Text", vector), Is.False);
    }

    [Test]
    public void The_one_unused_longest_leaves_as_a_plain_list_would_have_it([Values(1, 2, 3)] int seed)
    {
        const int Capacity = 5;
        var random = new Random(seed);
        var cache = new EmbeddingCache(Capacity, TimeSpan.FromHours(1), _time);
        var oracle = new List<string>(); // most recently used last
        for (var step = 0; step < 2000; step++)
        {
            var text = $"t{random.Next(9)}";
            if (random.Next(2) == 0)
            {
                Assert.That(cache.TryGet("m", EmbeddingSide.Query, text, new float[1]), Is.EqualTo(oracle.Remove(text)), $"seed {seed}, step {step}");
                if (cache.Count > oracle.Count)
                {
                    oracle.Add(text);
                }
            }
            else
            {
                oracle.Remove(text);
                oracle.Add(text);
                cache.Put("m", EmbeddingSide.Query, text, [step]);
                if (oracle.Count > Capacity)
                {
                    oracle.RemoveAt(0);
                }
            }

            Assert.That(cache.Count, Is.EqualTo(oracle.Count));
        }
    }

    [Test]
    public async Task A_replay_of_questions_asks_the_embedder_once_for_each()
    {
        // A morning of an agent: 12 questions, asked 60 times.
        var inner = new CountingEmbedder();
        var cache = new EmbeddingCache(100, TimeSpan.FromHours(24), _time);
        await using var embedder = new CachedEmbedder(inner, cache);
        for (var i = 0; i < 60; i++)
        {
            var vector = new float[2];
            await embedder.EmbedAsync([$"question {i * i % 12}".AsMemory(), "".AsMemory()], EmbeddingSide.Query, new float[4], Call, default);
            await embedder.EmbedAsync([$"question {i * i % 12}".AsMemory()], EmbeddingSide.Query, vector, Call, default);
            Assert.That(vector, Is.EqualTo(new[] { i * i % 12, 1f }));
        }

        Assert.That(inner.Texts, Is.EqualTo(5), "0, 1, 4 and 9 are the squares modulo 12, and the empty text");
        Assert.That(cache.Hits / (double)(cache.Hits + cache.Misses), Is.GreaterThan(0.97));
    }

    [Test]
    public async Task Documents_pass_by_the_memory_of_questions()
    {
        var inner = new CountingEmbedder();
        using var embedder = new CachedEmbedder(inner, new EmbeddingCache(100, TimeSpan.FromHours(24), _time));
        await embedder.EmbedAsync(["question 1".AsMemory()], EmbeddingSide.Document, new float[2], Call, default);
        await embedder.EmbedAsync(["question 1".AsMemory()], EmbeddingSide.Document, new float[2], Call, default);
        Assert.That((inner.Texts, embedder.ModelId, embedder.Dimensions, embedder.Inner), Is.EqualTo((2, "counting", 2, inner)));
    }

    private static readonly CallContext Call = CallContext.For("test");

    /// <summary>The number in a text, and 1.</summary>
    private sealed class CountingEmbedder : IEmbedder
    {
        public int Texts { get; private set; }

        public string ModelId => "counting";

        public int Dimensions => 2;

        public ValueTask EmbedAsync(
            IReadOnlyList<ReadOnlyMemory<char>> texts, EmbeddingSide side, Memory<float> vectors, CallContext call, CancellationToken cancellationToken)
        {
            Texts += texts.Count;
            for (var i = 0; i < texts.Count; i++)
            {
                vectors.Span[2 * i] = texts[i].IsEmpty ? 0 : float.Parse(texts[i].Span[9..], System.Globalization.CultureInfo.InvariantCulture);
                vectors.Span[(2 * i) + 1] = 1;
            }

            return ValueTask.CompletedTask;
        }
    }
}
