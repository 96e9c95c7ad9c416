using System.Text.Json.Nodes;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Embedding.Providers;

namespace McpContextBrowser.Tests.Embedding.Providers;

/// <summary>
/// The contract with each server, as <c>RecordedShapes.json</c> has it from the page it names: what we send, what its own example answers,
/// how it refuses. Numbers of long vectors are cut to the first few; no server was asked.
/// </summary>
public sealed class RecordedShapeTests : ProviderTests
{
    private static readonly JsonArray Shapes = JsonNode.Parse(File.ReadAllText(
        Path.Join(TestPaths.RepositoryRoot, "tests", "McpContextBrowser.Tests", "Embedding", "Providers", "RecordedShapes.json")))!.AsArray();

    private static IEnumerable<string> Servers() => Shapes.Select(shape => (string)shape!["server"]!);

    private static IEnumerable<TestCaseData> Refusals() =>
        from shape in Shapes
        from refusal in shape!["refusals"]!.AsArray()
        select new TestCaseData(shape, refusal).SetArgDisplayNames($"{shape["server"]}, {refusal!["status"]} {refusal["kind"]}");

    [TestCaseSource(nameof(Servers))]
    public async Task What_is_sent_and_what_is_read_is_what_the_page_shows(string server)
    {
        var shape = Shapes.Single(one => (string)one!["server"]! == server)!;
        await using var fake = await FakeProvider.StartAsync((_, context) => FakeAnswers.JsonAsync(context, shape["response"]!));
        await using var embedder = OpenFor(shape, fake);
        var vectors = await EmbedAsync(embedder, shape["texts"]!.AsArray().Select(text => (string)text!));

        var request = fake.Requests.Single();
        Assert.That(request.PathAndQuery, Is.EqualTo((string)shape["path"]!));
        Assert.That(JsonNode.DeepEquals(JsonNode.Parse(request.Body), shape["request"]), Is.True, request.Body);
        Assert.That(request.Headers[(string)shape["keyHeader"]![0]!], Is.EqualTo((string)shape["keyHeader"]![1]!));
        Assert.That(
            request.Headers.Keys.Select(name => name.ToLowerInvariant()),
            Is.EquivalentTo(new[] { "host", "accept", "accept-encoding", "content-type", "content-length", "x-client-request-id", ((string)shape["keyHeader"]![0]!).ToLowerInvariant() }),
            "nothing else of this machine goes along");
        Assert.That(vectors, Is.EqualTo(shape["vectors"]!.AsArray().SelectMany(row => AtLengthOne(row!.AsArray()))).Within(1e-6));
        if ((long?)shape["tokens"] is { } tokens)
        {
            Assert.That(embedder.Endpoints.Single().Tokens, Is.EqualTo(tokens));
        }
        else
        {
            Assert.That(embedder.Endpoints.Single().Tokens, Is.Positive, "estimated, since it does not say, or says 0");
        }
    }

    [TestCaseSource(nameof(Refusals))]
    public async Task Its_refusals_are_understood_and_repeat_nothing_of_what_it_said(JsonNode shape, JsonNode refusal)
    {
        await using var fake = await FakeProvider.StartAsync((_, context) => FakeAnswers.JsonAsync(context, refusal["body"]!, (int)refusal["status"]!));
        await using var embedder = OpenFor(shape, fake);
        var failure = await Assert.ThrowsAsync<CtxbException>(() => EmbedAsync(embedder, ["a"]));
        Assert.That(embedder.Endpoints.Single().LastFailure.ToString(), Is.EqualTo((string)refusal["kind"]!));
        Assert.That(failure!.ToString(), Does.Not.Contain("sk-secret-key").And.Not.Contain("try pulling").And.Not.Contain("Please"));
        Assert.That(failure.Next, Is.Not.Empty);
    }

    /// <summary>An embedder that wants as many dimensions as the shortened example has, whatever the model's own are.</summary>
    private static ProviderEmbedder OpenFor(JsonNode shape, FakeProvider fake)
    {
        var options = OptionsFor((string)shape["provider"]!, new Uri(fake.Url, (string)shape["base"]!));
        return Open(options with { Model = (string)shape["model"]!, Dimensions = (int)shape["dimensions"]! });
    }

    private static IEnumerable<float> AtLengthOne(JsonArray row)
    {
        var length = Math.Sqrt(row.Sum(value => (double)value! * (double)value!));
        return row.Select(value => (float)((double)value! / length));
    }
}
