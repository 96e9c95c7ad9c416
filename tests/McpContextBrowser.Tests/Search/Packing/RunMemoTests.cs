using McpContextBrowser.Core.Search.Packing;

namespace McpContextBrowser.Tests.Search.Packing;

[TestFixture]
public sealed class RunMemoTests
{
    [Test]
    public void Runs_that_differ_in_a_character_in_length_or_in_vocabulary_are_told_apart()
    {
        var hashes = new HashSet<ulong>();
        var runs = 0;
        for (var first = '\0'; first < 128; first++)
        {
            foreach (var rest in new[] { "", "\0", "\0\0", "a", "ab", "abc", "abcd", "abcdefgh", "abcdefghi" })
            {
                hashes.Add(RunMemo.Hash(first + rest, Vocabulary.Cl100K));
                hashes.Add(RunMemo.Hash(first + rest, Vocabulary.O200K));
                runs += 2;
            }
        }

        Assert.That(hashes, Has.Count.EqualTo(runs));
    }

    [Test]
    public void A_count_that_does_not_fit_an_entry_is_not_remembered()
    {
        var hash = RunMemo.Hash("a run of this test alone", Vocabulary.Cl100K);
        RunMemo.Add(hash, 64);
        Assert.That(RunMemo.Find(hash), Is.Zero);
        RunMemo.Add(hash, 63);
        Assert.That(RunMemo.Find(hash), Is.EqualTo(63));
    }

    [Test]
    public void Threads_that_share_the_table_count_as_one_does()
    {
        var lines = File.ReadAllLines(Path.Join(TestPaths.RepositoryRoot, "src", "McpContextBrowser.Core", "Search", "Packing", "TokenCounter.cs"));
        var alone = lines.Select(line => TokenCounter.Count(line)).ToList();
        Parallel.For(0, 64, _ => Assert.That(lines.Select(line => TokenCounter.Count(line)), Is.EqualTo(alone)));
    }
}
