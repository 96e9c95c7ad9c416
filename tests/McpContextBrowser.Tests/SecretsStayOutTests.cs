using System.Text;
using System.Text.Json.Nodes;
using McpContextBrowser.Core;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Crypto;
using McpContextBrowser.Core.Embedding;
using McpContextBrowser.Core.Embedding.Providers;
using McpContextBrowser.Core.Files;
using McpContextBrowser.Tests.Crypto;
using McpContextBrowser.Tests.Embedding.Providers;
using McpContextBrowser.Tests.Files.Secrets;

namespace McpContextBrowser.Tests;

/// <summary>A tree full of canaries, indexed and searched: none is in an answer, in a file of the index, or in what a provider is sent.</summary>
public sealed class SecretsStayOutTests
{
    private const int Piece = 12; // characters in a row that count as leaked

    [Test]
    public async Task No_canary_reaches_an_answer_a_file_or_a_provider()
    {
        using var source = new ScratchFolder();
        using var data = new ScratchFolder();
        using var master = new MasterKeyText(new string('4', 64), "test");
        var samples = SecretCorpus.Templates("Canaries.txt").Select((template, i) => SecretCorpus.Draw(template, new Random(1000 + i))).ToList();
        for (var i = 0; i < samples.Count; i++)
        {
            File.WriteAllText(source[$"file{i}.txt"], $"marker{i}x begins\n{samples[i].Text}\nand ends\n");
        }

        File.WriteAllText(source[".env"], $"EVERYTHING={samples[0].Text}\nneverindexed=1\n");
        File.WriteAllText(source["server.pem"], samples[^1].Text);
        await using var provider = await FakeProvider.StartAsync(FakeAnswers.OpenAiAsync);
        var embedding = new EmbeddingOptions
        {
            Provider = "openai",
            Model = "fake-model",
            Dimensions = FakeAnswers.Dimensions,
            CachedQueries = 0,
            Endpoints = [new(provider.Url, ApiKey.From("k"))],
        };
        var answered = new List<string>();
        await using (var browser = new ContextBrowser(new BrowserOptions
        {
            DataFolder = data.Path,
            MasterKey = master,
            Embedding = embedding,
            Embedder = cancellationToken => new EmbedderCatalog().OpenAsync(embedding, TimeProvider.System, cancellationToken),
        }))
        {
            await browser.IndexAsync(new() { Root = source.Path }, null, CallContext.For("test"), default);
            for (var i = 0; i < samples.Count; i++)
            {
                foreach (var query in new[] { $"marker{i}x", samples[i].Text })
                {
                    var answer = await browser.SearchAsync(new() { Query = query, Roots = [source.Path], Limit = 5 }, null, CallContext.For("test"), default);
                    answered.AddRange(answer.Hits.Select(hit => hit.Text));
                    answered.AddRange(answer.Notes);
                    if (query.StartsWith("marker", StringComparison.Ordinal))
                    {
                        Assert.That(answer.Hits.Select(hit => hit.Path), Does.Contain($"file{i}.txt"));
                    }
                }
            }

            var skipped = (await browser.StatusAsync(source.Path, true, CallContext.For("test"), default)).Single().SkippedPaths!;
            Assert.That(skipped.Select(path => (path.Path, path.Reason)), Is.SupersetOf(new[] { (".env", SkipReason.Secret), ("server.pem", SkipReason.Secret) }));
        }

        // As it came over the wire, and as it reads: JSON writes some characters in another way.
        var sent = provider.Requests.SelectMany(request => JsonNode.Parse(request.Body)!["input"]!.AsArray().Select(text => (string)text!)).ToList();
        Assert.That(sent, Has.Count.AtLeast(2 * samples.Count), "the provider was asked");
        Assert.That(sent.Count(text => text.Contains("begins", StringComparison.Ordinal)), Is.AtLeast(samples.Count), "and got the code around the secrets");
        var raw = provider.Requests.Select(request => request.Body + request.PathAndQuery + string.Join('\n', request.Headers.Select(header => header.Value)));
        var shown = string.Join('\n', answered.Concat(sent).Concat(raw));
        var files = Directory.EnumerateFiles(data.Path, "*", SearchOption.AllDirectories).Select(File.ReadAllBytes).ToList();
        foreach (var (secret, sample) in samples.SelectMany(sample => sample.Secrets.SelectMany(whole => whole.Split('\n')), (sample, secret) => (secret, sample)))
        {
            for (var at = 0; at + Piece <= secret.Length; at += Piece)
            {
                var piece = secret.Substring(at, Piece);
                Assert.That(shown.Contains(piece, StringComparison.Ordinal), Is.False, $"{sample.Template}: {piece}");
                Assert.That(files.Any(bytes => bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(piece)) >= 0), Is.False, sample.Template);
            }
        }
    }
}
