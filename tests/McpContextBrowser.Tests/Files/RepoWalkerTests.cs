using McpContextBrowser.Core.Files;

namespace McpContextBrowser.Tests.Files;

public sealed class RepoWalkerTests
{
    [Test]
    public void This_repository_walks_in_order()
    {
        var entries = new RepoWalker(new FilesOptions()).Walk(TestPaths.RepositoryRoot, CancellationToken.None).ToList();
        Assert.That(entries.Select(entry => entry.Path), Is.Ordered);
    }
}
