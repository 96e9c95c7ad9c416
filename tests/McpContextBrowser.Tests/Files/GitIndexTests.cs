using System.Text;
using McpContextBrowser.Core.Files;

namespace McpContextBrowser.Tests.Files;

public sealed class GitIndexTests
{
    [TestCase("--index-version", "2")]
    [TestCase("--index-version", "4")]
    [TestCase("--split-index")]
    public void Every_path_that_git_lists_is_tracked_and_no_other(params string[] update)
    {
        using var tree = new TempTree();
        tree.Git("", "init", "-q");
        var paths = Many(tree, "");
        tree.Git("", "add", ".");
        tree.Git("", ["update-index", .. update]);
        if (update[0] == "--split-index")
        {
            // Changed, deleted and added entries stand in the index itself now, the others in the shared one.
            tree.Write(paths[3], "changed").Write("added/z");
            tree.Git("", "add", "added/z", paths[3]);
            tree.Git("", "rm", "-q", "--cached", paths[5], paths[200], paths[201]);
            Assert.That(Directory.GetFiles(tree.At(".git"), "sharedindex.*"), Is.Not.Empty);
        }

        var index = new GitIndexCache().Read(tree.At(".git"))!;
        var listed = tree.Git("", "ls-files", "-z").Split('\0', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(index.Count, Is.EqualTo(listed.Length));
        Assert.Multiple(() =>
        {
            foreach (var path in paths.Append("added/z"))
            {
                Assert.That(index.Contains(Encoding.UTF8.GetBytes(path)), Is.EqualTo(listed.Contains(path)), path);
            }
        });
        Assert.That(index.ContainsWithin("dir3"u8), Is.True);
        Assert.That(index.ContainsWithin("dir"u8), Is.False);
        Assert.That(index.Contains("dir3"u8), Is.False);
    }

    [Test]
    public void A_repository_with_SHA256_is_read_too()
    {
        using var tree = new TempTree();
        tree.Git("", "init", "-q", "--object-format=sha256");
        var paths = Many(tree, "");
        tree.Git("", "add", ".");
        var index = GitIndex.Parse(File.ReadAllBytes(tree.At(".git/index")))!;
        Assert.That(index.Count, Is.EqualTo(paths.Count));
        Assert.That(paths.All(path => index.Contains(Encoding.UTF8.GetBytes(path))), Is.True);
    }

    [Test]
    public void A_submodule_is_tracked_as_a_folder()
    {
        using var tree = new TempTree();
        tree.Git("", "init", "-q");
        tree.Write("sub/f");
        tree.Git("sub", "init", "-q");
        tree.Git("sub", "add", ".");
        tree.Git("sub", "commit", "-qm", "x");
        tree.Git("", "add", "sub");
        Assert.That(GitIndex.Parse(File.ReadAllBytes(tree.At(".git/index")))!.ContainsWithin("sub"u8), Is.True);
    }

    [Test]
    public void A_damaged_or_forged_index_is_refused_or_read_but_never_breaks()
    {
        using var tree = new TempTree();
        tree.Git("", "init", "-q");
        Many(tree, "");
        tree.Git("", "add", ".");
        foreach (var version in new[] { "2", "4" })
        {
            tree.Git("", "update-index", "--index-version", version);
            var good = File.ReadAllBytes(tree.At(".git/index"));
            const int seed = 31;
            var random = new Random(seed);
            for (var i = 0; i < 3_000; i++)
            {
                var bad = good.AsSpan(0, i % 3 == 0 ? random.Next(good.Length) : good.Length).ToArray();
                for (var flips = random.Next(1, 6); flips > 0 && bad.Length > 0; flips--)
                {
                    bad[random.Next(3) == 0 ? random.Next(Math.Min(bad.Length, 100)) : random.Next(bad.Length)] = (byte)random.Next(256);
                }

                var index = GitIndex.Parse(bad);
                if (index is not null)
                {
                    _ = index.Contains("dir3/x"u8);
                    _ = index.ContainsWithin("dir3"u8);
                }
            }
        }

        Assert.That(GitIndex.Parse([]), Is.Null);
        Assert.That(GitIndex.Parse("DIRC\0\0\0\u0002\u007f\u007f\u007f\u007f................................"u8), Is.Null, "more entries than the file could hold");
    }

    [Test]
    public void A_forged_bitmap_of_a_split_index_is_refused()
    {
        byte[] header = [.. "DIRC"u8, 0, 0, 0, 2, 0, 0, 0, 0];
        var hash = Enumerable.Repeat((byte)7, 20).ToArray();
        Assert.Multiple(() =>
        {
            Assert.That(Parse([])!.Link!.SharedFile, Is.EqualTo("sharedindex." + string.Concat(Enumerable.Repeat("07", 20))));
            Assert.That(Parse([])!.Link!.Deleted, Is.Empty);
            Assert.That(Parse([0, 0, 0, 70, 0, 0, 0, 2, .. Word(2ul << 33 >> 1), .. Word(5), 0, 0, 0, 0])!.Link!.Deleted, Is.EqualTo(new[] { 0, 2 }));
            Assert.That(Parse([0, 0, 0, 3, 0, 0, 0, 1, .. Word(1 | (1ul << 1)), 0, 0, 0, 0])!.Link!.Deleted, Is.EqualTo(new[] { 0, 1, 2 }));
            Assert.That(Parse([0, 0, 0, 3, 0, 0, 0, 1, .. Word(1 | (0xFFFF_FFFFul << 1)), 0, 0, 0, 0]), Is.Null, "a run beyond the bits");
            Assert.That(Parse([0, 0, 0, 70, 0, 0, 0, 1, .. Word(9ul << 33), 0, 0, 0, 0]), Is.Null, "words that are not there");
            Assert.That(Parse([0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0]), Is.Null, "more bits than any index has entries");
            Assert.That(Parse([0, 0, 0, 3, 0xFF, 0, 0, 1, 0, 0, 0, 0]), Is.Null);
            Assert.That(Parse([1, 2]), Is.Null);
        });
        GitIndex? Parse(byte[] bitmap) =>
            GitIndex.Parse([.. header, .. "link"u8, 0, 0, 0, (byte)(20 + bitmap.Length), .. hash, .. bitmap, .. hash]);
        byte[] Word(ulong word) => [.. BitConverter.GetBytes(word).Reverse()];
    }

    private static List<string> Many(TempTree tree, string folder)
    {
        var paths = new List<string>();
        for (var i = 0; i < 300; i++)
        {
            var path = $"{folder}dir{i % 7}/{(i % 5 == 0 ? "é" : "sub-")}{i % 3}/file{i}.txt";
            tree.Write(path);
            paths.Add(path);
        }

        var longName = "long/" + string.Concat(Enumerable.Repeat(new string('n', 200) + "/", 3));
        foreach (var path in new[] { longName + new string('f', 255), "a", "a.b/c", "a-b" })
        {
            tree.Write(path);
            paths.Add(path);
        }

        return paths;
    }
}
