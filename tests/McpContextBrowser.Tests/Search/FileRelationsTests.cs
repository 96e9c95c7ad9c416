using McpContextBrowser.Core.Files;
using McpContextBrowser.Core.Search;

namespace McpContextBrowser.Tests.Search;

public sealed class FileRelationsTests
{
    private static readonly (string Path, string Text)[] Files =
    [
        ("a.py", "def open_pool(size):\n    return size\n"),
        ("b.py", "def drain(pool):\n    open_pool(1)\n    close_pool(pool)\n"),
        ("c.py", "def close_pool(pool):\n    return open_pool(pool)\n"),
        ("d.py", "def open_door(door):\n    return door\n"),
    ];

    private readonly SearchCorpus _corpus = SampleTree.Corpus(Files);

    [TestCase(0, "b.py c.py", "")]
    [TestCase(1, "", "c.py a.py")]
    [TestCase(2, "b.py", "a.py")]
    [TestCase(3, "", "")]
    public void A_file_is_related_by_names_of_several_words_rare_ones_first(int place, string mentionedBy, string mentions)
    {
        var relations = FileRelations.Of(_corpus, place, Files[place].Text, 10);
        Assert.Multiple(() =>
        {
            Assert.That(Paths(relations.MentionedBy), Is.EqualTo(mentionedBy));
            Assert.That(Paths(relations.Mentions), Is.EqualTo(mentions));
        });
    }

    [Test]
    public void No_more_files_are_named_than_are_wanted() =>
        Assert.That(FileRelations.Of(_corpus, 1, Files[1].Text, 1).Mentions, Has.Count.EqualTo(1));

    [Test]
    public void Who_mentions_a_file_is_mentioned_by_it_the_other_way_in_this_repository()
    {
        var root = Path.Join(TestPaths.RepositoryRoot, "src", "McpContextBrowser.Core");
        var files = new RepoWalker(new FilesOptions()).Walk(root, default).Where(entry => entry.Skip is null && entry.Path.Value.EndsWith(".cs", StringComparison.Ordinal))
            .Select(entry => (entry.Path.Value, Text: File.ReadAllText(entry.Path.UnderRoot(root)))).OrderBy(file => file.Value, StringComparer.Ordinal).ToArray();
        var corpus = SampleTree.Corpus(files);
        var mentions = new HashSet<(int, int)>();
        var mentioned = new HashSet<(int, int)>();
        for (var place = 0; place < files.Length; place++)
        {
            var relations = FileRelations.Of(corpus, place, files[place].Text, int.MaxValue);
            mentions.UnionWith(relations.Mentions.Select(other => (place, other)));
            mentioned.UnionWith(relations.MentionedBy.Select(other => (other, place)));
        }

        Assert.That(mentions, Has.Count.GreaterThan(500));
        Assert.That(mentions, Is.EquivalentTo(mentioned));
    }

    private string Paths(IEnumerable<int> places) => string.Join(' ', places.Select(place => _corpus.PathOf(place).Value));
}
