using McpContextBrowser.Core.Files;

namespace McpContextBrowser.Tests.Files;

public sealed class RepositoryRootTests
{
    [Test]
    public void The_enclosing_work_tree_is_found_from_any_folder_or_file_below_it()
    {
        using var tree = new TempTree();
        tree.Git("", "init", "-q");
        tree.Write("a/b/c");
        var real = RealPath.Resolve(tree.Root)!;
        var expected = new RepositoryRoot(real, Path.Join(real, ".git"), Path.Join(real, ".git"));
        foreach (var path in new[] { "", "a", "a/b", "a/b/c" })
        {
            Assert.That(RepositoryRoot.Find(tree.At(path)), Is.EqualTo(expected), path);
        }
    }

    [Test]
    public void Linked_work_trees_share_the_directory_of_their_repository()
    {
        using var tree = new TempTree();
        tree.Git("", "init", "-q", "main");
        tree.Write("main/f");
        tree.Git("main", "add", ".");
        tree.Git("main", "commit", "-qm", "x");
        tree.Git("main", "worktree", "add", "-q", "../wt");
        var real = RealPath.Resolve(tree.Root)!;
        var found = RepositoryRoot.Find(tree.At("wt"))!;
        Assert.That(found.CommonDirectory, Is.EqualTo(Path.Join(real, "main", ".git")));
        Assert.That(found.GitDirectory, Is.EqualTo(Path.Join(real, "main", ".git", "worktrees", "wt")));
        Assert.That(RepositoryRoot.Find(tree.At("main"))!.CommonDirectory, Is.EqualTo(found.CommonDirectory));
    }

    [Test]
    public void A_pointer_that_its_repository_does_not_confirm_shares_nothing()
    {
        using var tree = new TempTree();
        tree.Git("", "init", "-q", "victim");
        tree.Write("victim/f");
        tree.Git("victim", "add", ".");
        tree.Git("victim", "commit", "-qm", "x");
        tree.Git("victim", "worktree", "add", "-q", "../wt");
        tree.Write("hostile/.git", $"gitdir: {tree.At("victim/.git/worktrees/wt")}\n");
        Assert.That(
            RepositoryRoot.Find(tree.At("hostile"))!.CommonDirectory,
            Is.Not.EqualTo(RepositoryRoot.Find(tree.At("victim"))!.CommonDirectory));
    }

    [TestCase("gitdir: /nonexistent\n")]
    [TestCase("gitdir: \n")]
    [TestCase("gitdir: ../../../../../../../../dev/zero\n")]
    [TestCase("gitdir: a\0b\n")]
    [TestCase("nonsense")]
    [TestCase("")]
    public void A_pointer_to_nothing_is_no_repository(string text)
    {
        using var tree = new TempTree();
        tree.Write("x/.git", text);
        Assert.That(RepositoryRoot.At(tree.At("x")), Is.Null);
    }

    [Test]
    public void What_git_would_not_accept_is_no_repository()
    {
        using var tree = new TempTree();
        tree.Write("empty/.git/x").Write("head/.git/HEAD", "ref: refs/heads/main\n").Write("junk/.git/HEAD", "junk").Write("junk/.git/objects/x");
        tree.Write("huge/.git", "gitdir: " + new string('a', 100_000)).Write("good/.git/HEAD", new string('0', 40) + "\n").Write("good/.git/objects/x");
        tree.Link("linked/.git", "../good/.git");
        Assert.Multiple(() =>
        {
            foreach (var folder in new[] { "empty", "head", "junk", "huge", "linked", "missing" })
            {
                Assert.That(RepositoryRoot.At(tree.At(folder)), Is.Null, folder);
            }

            Assert.That(RepositoryRoot.At(tree.At("good")), Is.Not.Null);
        });
    }

    [Test]
    public void Outside_of_any_work_tree_there_is_none()
    {
        using var tree = new TempTree();
        Assert.That(RepositoryRoot.Find(tree.Root), Is.Null);
        Assert.That(RepositoryRoot.Find(tree.At("not/there")), Is.Null);
    }

    [Test]
    public void Links_are_resolved_part_by_part_and_circles_end()
    {
        using var tree = new TempTree();
        tree.Write("a/b/f").Link("l", "a").Link("a/m", "../l/b").Link("x", "y").Link("y", "x").Link("abs", tree.At("a"));
        var real = RealPath.Resolve(tree.Root)!;
        Assert.Multiple(() =>
        {
            Assert.That(RealPath.Resolve(tree.At("l/m/f")), Is.EqualTo(Path.Join(real, "a", "b", "f")));
            Assert.That(RealPath.Resolve(tree.At("abs/b")), Is.EqualTo(Path.Join(real, "a", "b")));
            Assert.That(RealPath.Resolve(tree.At("x")), Is.Null);
            Assert.That(RealPath.Resolve(tree.At("l/none")), Is.Null);
        });
    }
}
