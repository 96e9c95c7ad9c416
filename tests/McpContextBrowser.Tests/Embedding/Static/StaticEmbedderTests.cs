using System.Globalization;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Embedding;
using McpContextBrowser.Core.Embedding.Static;

namespace McpContextBrowser.Tests.Embedding.Static;

public sealed class StaticEmbedderTests
{
    private const float Tolerance = 1e-5f;

    private static readonly string ReferenceFolder =
        Path.Join(TestPaths.RepositoryRoot, "tests", "McpContextBrowser.Tests", "Embedding", "Static", "Reference");

    private static readonly string[] Texts =
        [.. File.ReadAllText(Path.Join(ReferenceFolder, "texts.txt")).TrimEnd('\n').Split('\n').Select(t => t.Replace('\x1f', '\n'))];

    private static readonly CallContext Call = CallContext.For("test");

    private readonly StaticModel _model = StaticModel.Open(StaticModel.DefaultPath);

    private StaticEmbedder Embedder => field ??= new(_model);

    [OneTimeTearDown]
    public void Close() => _model.Dispose();

    [TestCase(EmbeddingSide.Query, "query.txt")]
    [TestCase(EmbeddingSide.Document, "document.txt")]
    public void A_thousand_texts_agree_with_what_the_reference_encoder_printed(EmbeddingSide side, string printed)
    {
        var lines = File.ReadAllLines(Path.Join(ReferenceFolder, printed));
        Assert.That((Texts.Length, lines.Length), Is.EqualTo((1000, 1000)));
        var vector = new float[_model.Dimensions];
        for (var i = 0; i < Texts.Length; i++)
        {
            Embedder.Encode(Texts[i], side, vector);
            var numbers = lines[i].Replace("sum=", "", StringComparison.Ordinal).Split(' ')
                .Select(n => float.Parse(n, CultureInfo.InvariantCulture)).ToArray();
            Assert.That(vector[..8], Is.EqualTo(numbers[..8]).Within(Tolerance), $"text {i}: {Texts[i]}");
            Assert.That(vector.Sum(), Is.EqualTo(numbers[8]).Within(Tolerance), $"text {i}: {Texts[i]}");
        }
    }

    [TestCase(EmbeddingSide.Query)]
    [TestCase(EmbeddingSide.Document)]
    public void Every_component_agrees_with_the_plain_encoder(EmbeddingSide side)
    {
        var plain = new PlainEncoder(File.ReadAllBytes(StaticModel.DefaultPath));
        var vector = new float[_model.Dimensions];
        foreach (var text in Texts)
        {
            Embedder.Encode(text, side, vector);
            Assert.That(vector, Is.EqualTo(plain.Encode(text, side).Select(v => (float)v)).Within(Tolerance / 4), text);
        }
    }

    [Test]
    public void A_text_of_thousands_of_different_words_agrees_too()
    {
        var plain = new PlainEncoder(File.ReadAllBytes(StaticModel.DefaultPath));
        var text = string.Join(' ', plain.Ids.Keys.Where((_, i) => i % 3 == 0));
        var vector = new float[_model.Dimensions];
        Embedder.Encode(text, EmbeddingSide.Document, vector);
        Assert.That(vector, Is.EqualTo(plain.Encode(text, EmbeddingSide.Document).Select(v => (float)v)).Within(Tolerance / 4));
        Embedder.Encode("one word", EmbeddingSide.Document, vector);
        Assert.That(vector, Is.EqualTo(plain.Encode("one word", EmbeddingSide.Document).Select(v => (float)v)).Within(Tolerance / 4), "nothing is left over");
    }

    [Test]
    public void A_vector_has_length_one_or_is_zero()
    {
        var vector = new float[_model.Dimensions];
        foreach (var text in Texts)
        {
            Embedder.Encode(text, EmbeddingSide.Document, vector);
            Assert.That(MathF.Sqrt(vector.Sum(v => v * v)), Is.EqualTo(1).Within(1e-5).Or.EqualTo(0), text);
        }

        vector.AsSpan().Fill(7);
        Embedder.Encode("", EmbeddingSide.Query, vector);
        Assert.That(vector, Is.All.Zero);
    }

    [Test]
    public void A_warm_encoder_allocates_nothing()
    {
        var longText = string.Concat(Enumerable.Repeat("flibbertigibbet parseHTTPResponse of 16 URLs; ", 2000));
        var vector = new float[_model.Dimensions];
        EncodeAll();
        var before = GC.GetAllocatedBytesForCurrentThread();
        EncodeAll();
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);

        void EncodeAll()
        {
            Embedder.Encode(longText, EmbeddingSide.Document, vector);
            foreach (var text in Texts)
            {
                Embedder.Encode(text, EmbeddingSide.Query, vector);
            }
        }
    }

    [Test]
    public void Many_threads_get_what_one_thread_gets()
    {
        var alone = Texts.Select(Encode).ToArray();
        var together = Texts.AsParallel().AsOrdered().WithDegreeOfParallelism(8).Select(Encode).ToArray();
        Assert.That(together, Is.EqualTo(alone));

        float[] Encode(string text)
        {
            var vector = new float[_model.Dimensions];
            Embedder.Encode(text, EmbeddingSide.Document, vector);
            return vector;
        }
    }

    [Test]
    public async Task A_batch_gives_one_row_a_text_in_order()
    {
        var texts = new[] { "read a file", "", "close the socket" };
        var rows = new float[3 * _model.Dimensions];
        await Embedder.EmbedAsync([.. texts.Select(t => t.AsMemory())], EmbeddingSide.Query, rows, Call, CancellationToken.None);
        var row = new float[_model.Dimensions];
        for (var i = 0; i < texts.Length; i++)
        {
            Embedder.Encode(texts[i], EmbeddingSide.Query, row);
            Assert.That(rows.AsSpan(i * row.Length, row.Length).ToArray(), Is.EqualTo(row));
        }
    }

    [Test]
    public void Room_of_another_size_and_a_cancelled_call_are_refused()
    {
        var texts = new[] { "one".AsMemory() };
        Assert.That(() => Embedder.Encode("one", EmbeddingSide.Query, new float[3]), Throws.ArgumentException);
        Assert.That(
            async () => await Embedder.EmbedAsync(texts, EmbeddingSide.Query, new float[3], Call, CancellationToken.None), Throws.ArgumentException);
        Assert.That(
            async () => await Embedder.EmbedAsync(
                texts, EmbeddingSide.Query, new float[_model.Dimensions], Call, new CancellationToken(canceled: true)),
            Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void The_two_sides_differ_and_the_name_is_the_models()
    {
        var (query, document) = (new float[_model.Dimensions], new float[_model.Dimensions]);
        Embedder.Encode("how are ignore rules matched", EmbeddingSide.Query, query);
        Embedder.Encode("how are ignore rules matched", EmbeddingSide.Document, document);
        Assert.That(query, Is.Not.EqualTo(document));
        Assert.That((Embedder.ModelId, Embedder.Dimensions), Is.EqualTo((_model.ModelId, 256)));
    }
}
