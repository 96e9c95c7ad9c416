using McpContextBrowser.Core.Embedding;
using McpContextBrowser.Core.Embedding.Providers;

namespace McpContextBrowser.Tests.Embedding.Providers;

public sealed class PlanTests
{
    private static readonly KnownModel Model = new("openai", "small", 8, false, TokensPerText: 100, TextsPerCall: 5, TokensPerCall: 250, 1m);

    [TestCase("", 0)]
    [TestCase("word", 1)]
    [TestCase("two words", 2)]
    [TestCase("getName", 2)]
    [TestCase("internationalisation", 4)]
    [TestCase("12345", 2)]
    [TestCase("a = b;", 4)]
    [TestCase("if (x)\n        return;", 7)]
    [TestCase("日本", 2)]
    public void Tokens_are_estimated(string text, int tokens) => Assert.That(TokenEstimate.Of(text), Is.EqualTo(tokens));

    [Test]
    public void A_prefix_is_the_longest_within_its_tokens_and_tears_no_character([Values(1, 2, 3)] int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 500; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 60)).Select(_ => random.Next(6) switch
            {
                0 => "🙂",
                1 => " ",
                2 => random.Next(100_000).ToString(System.Globalization.CultureInfo.InvariantCulture),
                3 => "\n    ",
                4 => "(",
                _ => new string('x', random.Next(1, 20)),
            }));
            var limit = random.Next(1, 20);
            var length = TokenEstimate.LongestPrefix(text, limit);
            Assert.That(length, Is.InRange(1, text.Length));
            Assert.That(TokenEstimate.Of(text.AsSpan(0, length)), Is.LessThanOrEqualTo(limit), $"seed {seed}: {text}");
            Assert.That(length == text.Length || length == 1 || !char.IsHighSurrogate(text[length - 1]));
        }
    }

    [Test]
    public void Every_document_is_sent_whole_in_pieces_and_calls_within_the_limits([Values(1, 2, 3)] int seed)
    {
        var random = new Random(seed);
        var texts = Enumerable.Range(0, 200).Select(_ => string.Concat(Enumerable.Repeat("word and\n", random.Next(0, 120)))).ToArray();
        var plan = CallPlan.Of(texts.Select(t => t.AsMemory()), Model, EmbeddingSide.Document);
        for (var i = 0; i < texts.Length; i++)
        {
            Assert.That(string.Concat(plan.Pieces.Where(p => p.Owner == i).Select(p => p.Text.ToString())), Is.EqualTo(texts[i]), $"seed {seed}");
        }

        Assert.That(plan.Pieces.Select(p => p.Tokens), Is.All.LessThanOrEqualTo(80));
        Assert.That(plan.Overlong, Is.EqualTo(texts.Count(t => TokenEstimate.Of(t) > 80)));
        Assert.That(plan.Tokens, Is.EqualTo(plan.Pieces.Sum(p => (long)p.Tokens)));
        var next = 0;
        foreach (var call in plan.Calls)
        {
            var (start, count) = call.GetOffsetAndLength(plan.Pieces.Count);
            Assert.That((start, count), Is.EqualTo((next, Math.Clamp(count, 1, 5))));
            Assert.That(plan.Pieces.Skip(start).Take(count).Sum(p => p.Tokens), Is.LessThanOrEqualTo(200));
            next = start + count;
        }

        Assert.That(next, Is.EqualTo(plan.Pieces.Count));
    }

    [Test]
    public void A_question_is_cut_and_a_document_is_split()
    {
        var text = string.Concat(Enumerable.Repeat("word and\n", 100)).AsMemory();
        Assert.That(CallPlan.Of([text], Model, EmbeddingSide.Query).Pieces, Has.Count.EqualTo(1));
        Assert.That(CallPlan.Of([text], Model, EmbeddingSide.Document).Pieces, Has.Count.EqualTo(4));
        Assert.That(CallPlan.Of([text], Model, EmbeddingSide.Document).Pieces[0].Text.ToString(), Does.EndWith("\n"));
    }

    [Test]
    public void A_plan_says_calls_tokens_price_and_time()
    {
        var documents = Enumerable.Range(0, 1000).Select(_ => string.Concat(Enumerable.Repeat("word ", 500)).AsMemory()).ToArray();
        var plan = EmbeddingPlan.For(new() { Provider = "openai" }, documents);
        Assert.That((plan.Texts, plan.Overlong, plan.Tokens), Is.EqualTo((1000, 0, 500_000L)));
        Assert.That(plan.Calls, Is.EqualTo(3), "300,000 tokens a call, four fifths used");
        Assert.That(plan.Dollars, Is.EqualTo(0.01m));
        Assert.That(plan.Duration, Is.EqualTo(TimeSpan.FromSeconds(1)));
        Assert.That(EmbeddingPlan.For(new() { Provider = "openai", TokensPerMinute = 100_000 }, documents).Duration, Is.EqualTo(TimeSpan.FromMinutes(5)));
        Assert.That(EmbeddingPlan.For(new() { Provider = "openai", Model = "another" }, documents).Dollars, Is.Null);
    }

    [Test]
    public void The_built_in_model_costs_nothing() =>
        Assert.That(EmbeddingPlan.For(new(), ["a word".AsMemory()]), Is.EqualTo(new EmbeddingPlan(1, 0, 2, 0, 0, TimeSpan.Zero)));

    [TestCase("snowflake-arctic-embed", 1024)]
    [TestCase("snowflake-arctic-embed:latest", 1024)]
    [TestCase("snowflake-arctic-embed:335m", 1024)]
    [TestCase("snowflake-arctic-embed:335m-l-fp16", 1024)]
    [TestCase("snowflake-arctic-embed:22m", 0)]
    [TestCase("snowflake-arctic-embed:m", 0)]
    [TestCase("all-minilm:33m", 0)]
    public void Another_size_of_a_known_model_is_asked_for_its_dimensions(string name, int dimensions)
    {
        var model = KnownModels.Of("ollama", name);
        Assert.That((model.Name, model.Dimensions), Is.EqualTo((name, dimensions)));
        Assert.That(ProviderEmbedder.IdOf(new EmbeddingOptions { Provider = "ollama", Model = name }), dimensions == 0 ? Is.Null : Does.Contain(":1024"));
    }

    [Test]
    public void Every_known_model_is_usable_and_every_provider_has_a_default()
    {
        Assert.That(KnownModels.All, Is.Unique);
        foreach (var model in KnownModels.All)
        {
            Assert.That(model.Dimensions, Is.Positive);
            Assert.That(model.TokensPerCall, Is.GreaterThanOrEqualTo(model.TokensPerText));
            Assert.That(KnownModels.Of(model.Provider, model.Name), Is.EqualTo(model));
        }

        Assert.That(new[] { "v1.5", "137m-v1.5-fp16", "v2" }.Select(tag => KnownModels.Of("ollama", "nomic-embed-text:" + tag).Dimensions), Is.EqualTo(new[] { 768, 768, 0 }));
        foreach (var provider in new[] { "openai", "ollama", "gemini", "voyage" })
        {
            Assert.That(KnownModels.Of(provider, null).Provider, Is.EqualTo(provider));
        }

        Assert.That(KnownModels.Of("gemini", "models/gemini-embedding-001").Dimensions, Is.EqualTo(3072));
        Assert.That(KnownModels.Of("ollama", "bge-m3:567m"), Has.Property("Name").EqualTo("bge-m3:567m").And.Property("Dimensions").EqualTo(1024));
    }
}
