using McpContextBrowser.Core;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Crypto;
using McpContextBrowser.Core.Embedding;
using McpContextBrowser.Core.Embedding.Providers;
using McpContextBrowser.Core.Files;
using McpContextBrowser.Tests.Embedding.Providers;

namespace McpContextBrowser.Tests;

/// <summary>The scanner can be switched off for a folder: then its secrets are found there, and still never sent.</summary>
[TestFixture]
public sealed class UnscannedFolderTests
{
    private static readonly string Secret = "ghp" + "_" + string.Concat(Enumerable.Range(0, 36).Select(i => "a7Xk2Rp9Qw4Ez1"[i * 5 % 14]));

    [Test]
    public async Task Its_secrets_stand_in_the_index_those_of_other_folders_do_not_and_none_goes_to_a_provider()
    {
        using var disk = new TemporaryFolder();
        using var master = new MasterKeyText(new string('7', 64), "test");
        foreach (var name in new[] { "own", "other" })
        {
            disk.Write($"{name}/deploy.py", $"def deploy():\n    token = \"{Secret}\"\n    return push(token)\n\n\ndef after():\n    return 1\n");
            disk.Write($"{name}/.env", $"API_TOKEN={Secret}\n");
        }

        await using var provider = await FakeProvider.StartAsync(FakeAnswers.OpenAiAsync);
        var embedding = new EmbeddingOptions { Provider = "openai", Model = "fake-model", Dimensions = FakeAnswers.Dimensions, Endpoints = [new(provider.Url, ApiKey.From("k"))] };
        var unscanned = disk.Join("own");
        await using var browser = new ContextBrowser(new BrowserOptions
        {
            DataFolder = disk.Join("data"),
            MasterKey = master,
            Collection = "shared", // one collection: what was derived with the scanner must not be taken for what was derived without
            Embedding = embedding,
            Embedder = cancellationToken => new EmbedderCatalog().OpenAsync(embedding, TimeProvider.System, cancellationToken),
            FilesOf = root => new FilesOptions { ScanForSecrets = root != unscanned },
        });
        await SearchAsync("other");
        await SearchAsync("own");
        var (own, other) = (await SearchAsync("own"), await SearchAsync("other"));
        Assert.That(string.Concat(own.Hits.Select(hit => hit.Text)), Does.Contain(Secret));
        Assert.That(own.Hits.Select(hit => hit.Path), Does.Contain(".env"), "a file of nothing but secrets is read too");
        Assert.That(string.Concat(other.Hits.Select(hit => hit.Text)), Does.Not.Contain(Secret).And.Contain("deploy"));
        Assert.That(other.Hits.Select(hit => hit.Path), Does.Not.Contain(".env"));

        disk.Write("own/deploy.py", $"def deploy():\n    token = \"{Secret}\"\n    return pushed(token)\n");
        Assert.That(string.Concat((await SearchAsync("own")).Hits.Select(hit => hit.Text)), Does.Contain("pushed").And.Contain(Secret), "as it is on disk now");
        var sent = string.Concat(provider.Requests.Select(request => request.Body));
        Assert.That(sent, Does.Contain("def deploy").And.Contain("return pushed").And.Not.Contain(Secret).And.Not.Contain(Secret[8..30]));

        Task<SearchAnswer> SearchAsync(string name) =>
            browser.SearchAsync(new() { Query = "deploy token API_TOKEN", Roots = [disk.Join(name)] }, null, CallContext.For("test"), default);
    }
}
