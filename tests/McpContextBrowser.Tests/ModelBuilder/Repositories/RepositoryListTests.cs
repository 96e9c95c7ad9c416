using McpContextBrowser.Core.Contracts;
using McpContextBrowser.ModelBuilder.Repositories;

namespace McpContextBrowser.Tests.ModelBuilder.Repositories;

public sealed class RepositoryListTests
{
    private const string Head = "repo\tcommit\tlicence\tsplit\n";
    private static readonly string Commit = new('a', 40);

    [Test]
    public void A_row_names_repository_commit_licence_and_split()
    {
        var rows = RepositoryList.Parse($"{Head}a/b\t{Commit}\tMIT\ttrain\r\nc/d\t{Commit}\tBSD-3-Clause OR GPL-2.0\tcheck\n");
        Assert.That(rows, Is.EqualTo(new RepositoryRow[] { new("a/b", Commit, "MIT", Split.Train), new("c/d", Commit, "BSD-3-Clause OR GPL-2.0", Split.Check) }));
    }

    [TestCase("a/b\tHEAD\tMIT\ttrain", "Line 2 of the list")]
    [TestCase("b\t{0}\tMIT\ttrain", "Line 2 of the list")]
    [TestCase("a/b\t{0}\tMIT\t7", "Line 2 of the list")]
    [TestCase("a/b\t{0}\tMIT", "Line 2 of the list")]
    [TestCase("a/b\t{0}\tGPL-3.0\ttrain", "a/b is under GPL-3.0, which is not on the list of allowed licences")]
    [TestCase("redis/redis\t{0}\tMIT\ttrain", "redis/redis is a repository that the model is evaluated on, or a fork of one")]
    [TestCase("Valkey-IO/valkey\t{0}\tBSD-3-Clause\ttrain", "evaluated on, or a fork")]
    [TestCase("illuminate/database\t{0}\tMIT\tcheck", "evaluated on, or a fork")]
    [TestCase("a/b\t{0}\tMIT\ttrain\nA/B\t{0}\tMIT\ttrain", "A/B stands twice")]
    public void A_row_that_cannot_be_taken_is_refused_with_the_reason(string row, string reason) =>
        Assert.That(
            () => RepositoryList.Parse(Head + string.Format(System.Globalization.CultureInfo.InvariantCulture, row, Commit)),
            Throws.InstanceOf<CtxbException>().With.Message.Contains(reason));

    [Test]
    public void Every_repository_that_is_evaluated_on_here_is_denied()
    {
        foreach (var meta in Directory.EnumerateFiles(TestPaths.SharedPath("eval"), "meta.json", SearchOption.AllDirectories))
        {
            using var json = System.Text.Json.JsonDocument.Parse(File.ReadAllText(meta));
            var name = json.RootElement.TryGetProperty("repo", out var repo)
                ? repo.GetString()!
                : string.Join('/', json.RootElement.GetProperty("url").GetString()!.Replace(".git", "", StringComparison.Ordinal).Split('/')[^2..]);
            Assert.That(() => DenyList.Refuse(name), Throws.InstanceOf<CtxbException>(), name);
        }
    }
}
