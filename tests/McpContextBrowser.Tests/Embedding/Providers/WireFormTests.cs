using System.Text.Json.Nodes;
using McpContextBrowser.Core.Embedding;
using McpContextBrowser.Core.Embedding.Providers;

namespace McpContextBrowser.Tests.Embedding.Providers;

/// <summary>
/// Requests byte for byte and answers as the providers' documentation shows them: OpenAI API reference "Create embeddings"; Azure OpenAI
/// "Azure OpenAI in Azure AI Foundry Models REST API reference", embeddings; Ollama docs/api.md "Generate Embeddings"; Gemini API
/// reference "Embeddings", method models.batchEmbedContents; Voyage AI reference "Text embedding models".
/// </summary>
public sealed class WireFormTests : ProviderTests
{
    [Test]
    public async Task OpenAI_is_spoken_as_documented()
    {
        await using var fake = await FakeProvider.StartAsync(FakeAnswers.OpenAiAsync);
        await using var embedder = Open(OptionsFor("openai", new Uri(fake.Url, "/v1/")) with { Dimensions = 4 });
        var vectors = await EmbedAsync(embedder, ["The food was \"delicious\" – ", "b"]);
        var request = fake.Requests.Single();
        Assert.That(request.PathAndQuery, Is.EqualTo("/v1/embeddings"));
        Assert.That(
            request.Body,
            Is.EqualTo("""{"model":"fake-model","input":["The food was \"delicious\" – ","b"],"encoding_format":"base64","dimensions":4}"""));
        Assert.That(request.Headers["Authorization"], Is.EqualTo("Bearer sk-secret-key"));
        Assert.That(request.Headers["Content-Type"], Is.EqualTo("application/json"));
        Assert.That(request.Headers["X-Client-Request-Id"], Is.EqualTo(Call.CorrelationId));
        Assert.That(vectors[4..], Is.EqualTo(FakeAnswers.UnitVectorOf("b", 4)).Within(1e-6));
        Assert.That(embedder.Endpoints.Single().Tokens, Is.EqualTo(14), "the provider's own count");
    }

    [Test]
    public async Task A_compatible_server_that_knows_only_numbers_and_no_index_is_understood()
    {
        await using var fake = await FakeProvider.StartAsync((_, context) => FakeAnswers.TextAsync(context, 200, "application/json", """
            {"object":"list","data":[{"embedding":[3,0,4]},{"embedding":[0,-2e0,0],"extra":{"a":[1]}}],"usage":null,"other":[{}]}
            """));
        await using var embedder = Open(OptionsFor("openai", fake.Url) with { Dimensions = 3 });
        Assert.That(await EmbedAsync(embedder, ["a", "b"]), Is.EqualTo(new[] { 0.6f, 0, 0.8f, 0, -1, 0 }).Within(1e-6));
    }

    [Test]
    public async Task Vectors_are_put_where_their_index_says()
    {
        await using var fake = await FakeProvider.StartAsync((_, context) => FakeAnswers.TextAsync(context, 200, "application/json", """
            {"data":[{"index":1,"embedding":[0,1]},{"embedding":[1,0],"index":0}]}
            """));
        await using var embedder = Open(OptionsFor("openai", fake.Url) with { Dimensions = 2 });
        Assert.That(await EmbedAsync(embedder, ["a", "b"]), Is.EqualTo(new[] { 1f, 0, 0, 1 }));
    }

    [Test]
    public void Azure_gets_its_own_header_and_keeps_its_api_version()
    {
        var wire = new OpenAiWireForm();
        var url = new Uri("https://mine.openai.azure.com/openai/deployments/small?api-version=2024-10-21");
        Assert.That(
            wire.AddressOf(url, "any"), Is.EqualTo(new Uri("https://mine.openai.azure.com/openai/deployments/small/embeddings?api-version=2024-10-21")));
        Assert.That(wire.KeyHeader(url, "k"), Is.EqualTo(("api-key", "k")));
        Assert.That(
            wire.AddressOf(new("https://mine.openai.azure.com/openai/v1/"), "any"), Is.EqualTo(new Uri("https://mine.openai.azure.com/openai/v1/embeddings")));
    }

    [Test]
    public async Task Ollama_is_spoken_as_documented()
    {
        await using var fake = await FakeProvider.StartAsync(FakeAnswers.OllamaAsync);
        await using var embedder = await OpenAsync(OptionsFor("ollama", fake.Url) with { Endpoints = [new(fake.Url)], KeepAlive = "30m" });
        var vectors = await EmbedAsync(embedder, ["Why is the sky blue?", "Why is the grass green?"]);
        Assert.That(fake.Requests.Select(r => r.PathAndQuery), Is.All.EqualTo("/api/embed"));
        Assert.That(fake.Requests.Last().Body, Is.EqualTo(
            """{"model":"fake-model","input":["Why is the sky blue?","Why is the grass green?"],"truncate":true,"keep_alive":"30m"}"""));
        Assert.That(fake.Requests.Last().Headers.Keys, Has.No.Member("Authorization"), "no key, no header");
        Assert.That(vectors[..8], Is.EqualTo(FakeAnswers.UnitVectorOf("Why is the sky blue?")).Within(1e-6));
        Assert.That(embedder.ModelId, Is.EqualTo("ollama:fake-model:8"), "the dimensions were asked for");
    }

    [Test]
    public async Task Gemini_is_spoken_as_documented_with_its_task_types()
    {
        await using var fake = await FakeProvider.StartAsync(FakeAnswers.GeminiAsync);
        await using var embedder = Open(OptionsFor("gemini", new Uri(fake.Url, "/v1beta")) with { Model = "gemini-embedding-001", Dimensions = 16 });
        await EmbedAsync(embedder, ["a"], EmbeddingSide.Query);
        var vectors = await EmbedAsync(embedder, ["b", "c"]);
        Assert.That(fake.Requests.Select(r => r.PathAndQuery), Is.All.EqualTo("/v1beta/models/gemini-embedding-001:batchEmbedContents"));
        Assert.That(fake.Requests.First().Body, Is.EqualTo(
            """{"requests":[{"model":"models/gemini-embedding-001","content":{"parts":[{"text":"a"}]},"taskType":"CODE_RETRIEVAL_QUERY","outputDimensionality":16}]}"""));
        Assert.That(fake.Requests.Last().Body, Does.Contain("\"RETRIEVAL_DOCUMENT\""));
        Assert.That(fake.Requests.Last().Headers["x-goog-api-key"], Is.EqualTo("sk-secret-key"));
        Assert.That(vectors[16..], Is.EqualTo(FakeAnswers.UnitVectorOf("c", 16)).Within(1e-6), "shortened vectors come without length 1");
    }

    [Test]
    public async Task Voyage_is_spoken_as_documented_with_its_input_types()
    {
        await using var fake = await FakeProvider.StartAsync(FakeAnswers.OpenAiAsync);
        await using var embedder = Open(OptionsFor("voyage", new Uri(fake.Url, "/v1")) with { Model = "voyage-code-3", Dimensions = 256 });
        await EmbedAsync(embedder, ["a"], EmbeddingSide.Query);
        var vectors = await EmbedAsync(embedder, ["b"]);
        Assert.That(fake.Requests.First().Body, Is.EqualTo(
            """{"input":["a"],"model":"voyage-code-3","input_type":"query","truncation":true,"output_dimension":256,"output_dtype":"float","encoding_format":"base64"}"""));
        Assert.That(fake.Requests.Last().Body, Does.Contain("\"input_type\":\"document\""));
        Assert.That(fake.Requests.Last().PathAndQuery, Is.EqualTo("/v1/embeddings"));
        Assert.That(vectors, Is.EqualTo(FakeAnswers.UnitVectorOf("b", 256)).Within(1e-6));
    }

    [Test]
    public async Task A_model_gets_the_prefixes_it_was_trained_with()
    {
        await using var fake = await FakeProvider.StartAsync((request, context) => FakeAnswers.OllamaAsync(
            request with { Body = request.Body.Replace("\"truncate\"", "\"dimensions\":768,\"truncate\"", StringComparison.Ordinal) }, context));
        await using var embedder = Open(OptionsFor("ollama", fake.Url) with { Model = "nomic-embed-text:v1.5", Dimensions = 768 });
        await EmbedAsync(embedder, ["find it"], EmbeddingSide.Query);
        await EmbedAsync(embedder, ["it is here"]);
        Assert.That(
            fake.Requests.Select(r => (string)JsonNode.Parse(r.Body)!["input"]![0]!),
            Is.EqualTo(new[] { "search_query: find it", "search_document: it is here" }));
        Assert.That(fake.Requests.Select(r => (string)JsonNode.Parse(r.Body)!["model"]!), Is.All.EqualTo("nomic-embed-text:v1.5"));
    }

    [Test]
    public async Task Any_text_can_be_sent_and_an_empty_one_is_not()
    {
        await using var fake = await FakeProvider.StartAsync(FakeAnswers.OpenAiAsync);
        await using var embedder = Open(OptionsFor("openai", fake.Url));
        var texts = new[] { "", "a\0b\u001b", "lone \ud83d half", " \n\t", "日本語 🙂", "\udc00" };
        var vectors = await EmbedAsync(embedder, texts);
        Assert.That(
            JsonNode.Parse(fake.Requests.Single().Body)!["input"]!.AsArray().Select(text => (string)text!),
            Is.EqualTo(new[] { "a\0b\u001b", "lone \ufffd half", "日本語 🙂", "\ufffd" }));
        Assert.That(vectors[..8], Is.All.Zero);
        Assert.That(vectors[24..32], Is.All.Zero);
        Assert.That(vectors[32..40], Is.EqualTo(FakeAnswers.UnitVectorOf("日本語 🙂")).Within(1e-6));
    }

    [Test]
    public async Task Nothing_but_empty_texts_asks_nobody()
    {
        await using var fake = await FakeProvider.StartAsync((_, _) => throw new InvalidOperationException());
        await using var embedder = Open(OptionsFor("openai", fake.Url));
        Assert.That(await EmbedAsync(embedder, ["", " "]), Is.All.Zero);
        Assert.That(await EmbedAsync(embedder, []), Is.Empty);
        Assert.That(fake.Requests, Is.Empty);
    }

    [Test]
    public async Task Requests_stay_within_the_models_limits_and_all_vectors_arrive_in_order()
    {
        await using var fake = await FakeProvider.StartAsync(FakeAnswers.GeminiAsync);
        await using var embedder = Open(OptionsFor("gemini", fake.Url) with { Model = "gemini-embedding-001" });
        var texts = Texts(950);
        var vectors = await EmbedAsync(embedder, texts);
        Assert.That(vectors, Is.EqualTo(texts.SelectMany(text => FakeAnswers.UnitVectorOf(text))).Within(1e-6));
        Assert.That(fake.Requests, Has.Count.EqualTo(10));
        Assert.That(fake.Requests.Select(r => JsonNode.Parse(r.Body)!["requests"]!.AsArray().Count), Is.All.LessThanOrEqualTo(100));
    }

    [Test]
    public async Task A_compressed_answer_is_read()
    {
        await using var fake = await FakeProvider.StartAsync(async (request, context) =>
        {
            Assert.That(request.Headers["Accept-Encoding"], Does.Contain("gzip"));
            context.Response.Headers.ContentEncoding = "gzip";
            var plain = context.Response.Body;
            await using var packed = new System.IO.Compression.GZipStream(plain, System.IO.Compression.CompressionLevel.Fastest);
            context.Response.Body = packed;
            await FakeAnswers.OllamaAsync(request, context);
            await packed.FlushAsync();
            context.Response.Body = plain;
        });
        await using var embedder = Open(OptionsFor("ollama", fake.Url));
        Assert.That(await EmbedAsync(embedder, ["a"]), Is.EqualTo(FakeAnswers.UnitVectorOf("a")).Within(1e-6));
    }
}
