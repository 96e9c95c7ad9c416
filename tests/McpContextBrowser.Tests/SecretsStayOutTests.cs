using System.Collections.Concurrent;
using System.Text;
using McpContextBrowser.Core;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Crypto;
using McpContextBrowser.Core.Embedding;
using McpContextBrowser.Core.Files;
using McpContextBrowser.Tests.Crypto;
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
        var provider = new Listening();
        var answered = new List<string>();
        await using (var browser = new ContextBrowser(new BrowserOptions
        {
            DataFolder = data.Path,
            MasterKey = master,
            Embedder = _ => ValueTask.FromResult<IEmbedder>(provider),
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

        Assert.That(provider.Texts, Has.Count.AtLeast(2 * samples.Count), "the provider was asked");
        var shown = string.Join('\n', answered.Concat(provider.Texts));
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

    /// <summary>A remote model that keeps what it was sent.</summary>
    private sealed class Listening : IEmbedder
    {
        public ConcurrentQueue<string> Texts { get; } = new();

        public string ModelId => "listening:test:4";

        public int Dimensions => 4;

        public bool IsRemote => true;

        public ValueTask EmbedAsync(
            IReadOnlyList<ReadOnlyMemory<char>> texts, EmbeddingSide side, Memory<float> vectors, CallContext call, CancellationToken cancellationToken)
        {
            for (var i = 0; i < texts.Count; i++)
            {
                Texts.Enqueue(texts[i].ToString());
                vectors.Span.Slice(i * 4, 4).Clear();
                vectors.Span[(i * 4) + (texts[i].Length % 4)] = 1;
            }

            return ValueTask.CompletedTask;
        }
    }
}
