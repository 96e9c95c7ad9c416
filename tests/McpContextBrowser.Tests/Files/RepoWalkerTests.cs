using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Files;

namespace McpContextBrowser.Tests.Files;

public sealed class RepoWalkerTests
{
    [Test]
    public void Entries_come_in_the_order_of_their_paths()
    {
        using var tree = new TempTree();
        foreach (var path in new[] { "a/x", "a.cs", "a-b/y", "a b", "a/b/z", "a-", "b", "a0", "B", "\ue000", "\U0001F600/q", "é", "z" })
        {
            tree.Write(path);
        }

        tree.Write("ab/skipped/file").Write(".gitignore", "skipped/\nz\n");
        var paths = new RepoWalker(new FilesOptions()).Walk(tree.Root, CancellationToken.None).Select(entry => entry.Path).ToList();
        Assert.That(paths, Is.EqualTo(paths.Order()).And.Unique);
        Assert.That(paths, Has.Count.EqualTo(15));
    }

    [Test]
    public void An_ignored_folder_is_one_entry_that_names_its_rule()
    {
        using var tree = new TempTree();
        tree.Write(".gitignore", "# build\n/out/\n*.log\n!keep.log\n").Write("out/a").Write("out/b/c").Write("x.log").Write("keep.log").Write("src/out/kept");
        Assert.That(
            tree.Walk(),
            Is.EqualTo(new[] { ".gitignore", "keep.log", "out Ignored .gitignore:2:/out/", "src/out/kept", "x.log Ignored .gitignore:3:*.log" }));
    }

    [Test]
    public void No_folder_is_skipped_by_its_name_but_those_of_version_control_and_of_npm()
    {
        using var tree = new TempTree();
        foreach (var folder in new[] { "build", "dist", "vendor", "bin", "target", ".hg", ".svn", ".jj", "node_modules", "deep/node_modules" })
        {
            tree.Write(folder + "/f");
        }

        var expected = new[]
        {
            ".hg DefaultFolder", ".jj DefaultFolder", ".svn DefaultFolder", "bin/f", "build/f",
            "deep/node_modules DefaultFolder files.includeNodeModules:false", "dist/f",
            "node_modules DefaultFolder files.includeNodeModules:false", "target/f", "vendor/f",
        };
        Assert.That(tree.Walk(), Is.EqualTo(expected));
        Assert.That(tree.Walk(new() { IncludeNodeModules = true }), Does.Contain("node_modules/f").And.Contain("deep/node_modules/f"));
    }

    [Test]
    public void A_line_of_ctxbignore_brings_back_what_git_or_a_default_leaves_out()
    {
        using var tree = new TempTree();
        tree.Write(".gitignore", "gen/\n*.g.cs\n").Write(".ctxbignore", "!gen/\n!/node_modules/\nprivate/\n")
            .Write("gen/a.cs").Write("gen/b.g.cs").Write("node_modules/m").Write("x/node_modules/m").Write("private/p");
        Assert.That(
            tree.Walk(),
            Is.EqualTo(new[]
            {
                ".ctxbignore", ".gitignore", "gen/a.cs", "gen/b.g.cs Ignored .gitignore:2:*.g.cs", "node_modules/m",
                "private Ignored .ctxbignore:3:private/", "x/node_modules DefaultFolder files.includeNodeModules:false",
            }));
    }

    [Test]
    public void Rules_above_the_root_hold_up_to_the_top_of_the_work_tree()
    {
        using var tree = new TempTree();
        tree.Git("", "init", "-q");
        tree.Write(".gitignore", "*.top\n/src/app/x.c\n").Write(".git/info/exclude", "*.ex\n").Write("src/.gitignore", "*.mid\n").Write("src/.ctxbignore", "*.own\n")
            .Write("src/app/a.top").Write("src/app/b.mid").Write("src/app/c.ex").Write("src/app/d.own").Write("src/app/x.c").Write("src/app/y.c");
        Assert.That(
            tree.Walk(below: "src/app"),
            Is.EqualTo(new[]
            {
                "a.top Ignored ../../.gitignore:1:*.top", "b.mid Ignored ../.gitignore:1:*.mid", "c.ex Ignored ../../.git/info/exclude:1:*.ex",
                "d.own Ignored ../.ctxbignore:1:*.own", "x.c Ignored ../../.gitignore:2:/src/app/x.c", "y.c",
            }));
    }

    [TestCase("out/")]
    [TestCase("out")]
    [TestCase("*\n!.gitignore")]
    [TestCase("/out/deep/")]
    public void Rules_above_that_would_ignore_the_root_itself_do_not_hold(string rules)
    {
        using var tree = new TempTree();
        tree.Git("", "init", "-q");
        tree.Write(".gitignore", rules + "\n*.log\n").Write("out/deep/a.log").Write("out/deep/b").Write("out/deep/.gitignore", "b\n");
        Assert.That(tree.Walk(below: "out/deep"), Is.EqualTo(new[] { ".gitignore", "a.log", "b Ignored .gitignore:1:b" }));
    }

    [TestCase(2)]
    [TestCase(3)]
    [TestCase(4)]
    public void What_git_tracks_is_not_ignored(int version)
    {
        using var tree = new TempTree();
        tree.Git("", "init", "-q");
        tree.Write("out/a/kept").Write("out/a/stray").Write("out/b/stray").Write("out.txt/x").Write("x.log").Write("y.log").Write("out/a/.gitignore", "kept\n");
        tree.Git("", "add", "-f", "out/a/kept", "x.log", "out.txt/x");
        tree.Git("", "update-index", "--index-version", version.ToString());
        if (version == 3)
        {
            tree.Git("", "add", "-N", "-f", "y.log"); // intent to add: the bit that only version 3 has
        }

        tree.Write(".gitignore", "out/\n*.log\n");
        Assert.That(
            tree.Walk(),
            Is.EqualTo(new[]
            {
                ".gitignore", "out.txt/x", "out/a/.gitignore Ignored .gitignore:1:out/", "out/a/kept", "out/a/stray Ignored .gitignore:1:out/",
                "out/b Ignored .gitignore:1:out/", "x.log", version == 3 ? "y.log" : "y.log Ignored .gitignore:2:*.log",
            }));
        Assert.That(tree.Walk(below: "out/a"), Does.Contain("stray"), "the rule would ignore the root itself");
    }

    [Test]
    public void Rules_of_our_own_ignore_tracked_files_too()
    {
        using var tree = new TempTree();
        tree.Git("", "init", "-q");
        tree.Write("legacy/a").Write("b.gen").Write(".ctxbignore", "legacy/\n");
        tree.Git("", "add", ".");
        Assert.That(
            tree.Walk(new() { IgnorePatterns = ["*.gen"] }),
            Is.EqualTo(new[] { ".ctxbignore", "b.gen Ignored files.ignorePatterns:1:*.gen", "legacy Ignored .ctxbignore:1:legacy/" }));
    }

    [Test]
    public void Submodules_work_trees_and_clones_inside_the_tree_are_left_out_unless_asked_for()
    {
        using var tree = new TempTree();
        tree.Git("", "init", "-q");
        tree.Write("a.log").Write(".gitignore", "*.log\n");
        tree.Git("", "add", ".gitignore");
        tree.Git("", "commit", "-qm", "x");
        tree.Git("", "worktree", "add", "-q", "wt");
        tree.Write("sub/b.log").Write("sub/c.txt").Write("sub/.gitignore", "c.*\n").Write("sub/deep/d.ex");
        tree.Git("sub", "init", "-q");
        tree.Write("sub/.git/info/exclude", "*.ex\n").Write("fake/.git/empty", "").Write("fake/f");
        Assert.That(
            tree.Walk(),
            Is.EqualTo(new[] { ".gitignore", "a.log Ignored .gitignore:1:*.log", "fake/f", "sub NestedRepository", "wt NestedRepository" }));
        Assert.That(
            tree.Walk(new() { IncludeNestedRepositories = true }),
            Is.EqualTo(new[]
            {
                ".gitignore", "a.log Ignored .gitignore:1:*.log", "fake/f", "sub/.gitignore", "sub/b.log", "sub/c.txt Ignored sub/.gitignore:1:c.*",
                "sub/deep/d.ex Ignored sub/.git/info/exclude:1:*.ex", "wt/.gitignore",
            }),
            "git's rules end where a repository begins");
    }

    [Test]
    public void A_work_tree_uses_the_index_of_its_own_and_the_exclusions_of_its_repository()
    {
        using var tree = new TempTree();
        tree.Git("", "init", "-q", "main");
        tree.Write("main/x.log").Write("main/y.ex");
        tree.Git("main", "add", "-f", ".");
        tree.Git("main", "commit", "-qm", "x");
        tree.Git("main", "worktree", "add", "-q", "../wt");
        tree.Git("wt", "rm", "-q", "--cached", "y.ex");
        tree.Write("main/.git/info/exclude", "*.log\n*.ex\n");
        Assert.That(tree.Walk(below: "wt"), Is.EqualTo(new[] { "x.log", "y.ex Ignored .git/info/exclude:2:*.ex" }));
        Assert.That(tree.Walk(below: "main"), Is.EqualTo(new[] { "x.log", "y.ex" }));
    }

    [Test]
    public void Links_are_never_followed_and_say_why()
    {
        using var tree = new TempTree();
        Directory.CreateDirectory(tree.Outside);
        tree.Write("real/f").Link("to_file", "real/f").Link("to_folder", "real").Link("absolute", tree.At("real/f")).Link("up", "..")
            .Link("real/up", "..").Link("out", tree.Outside).Link("sibling", tree.Root + "_evil").Link("broken", "nowhere")
            .Link("ring_a", "ring_b").Link("ring_b", "ring_a").Link("via", "to_folder/f").Link("sneaky", "real/up/../../x");
        Assert.That(
            tree.Walk(),
            Is.EqualTo(new[]
            {
                "absolute LinkDuplicate", "broken LinkBroken", "out LinkOutside", "real/f", "real/up LinkDuplicate", "ring_a LinkBroken",
                "ring_b LinkBroken", "sibling LinkOutside", "sneaky LinkOutside", "to_file LinkDuplicate", "to_folder LinkDuplicate",
                "up LinkOutside", "via LinkDuplicate",
            }));
    }

    [Test]
    public void A_linked_ignore_file_is_not_read()
    {
        using var tree = new TempTree();
        tree.Write("rules", "a\n").Write("a").Link(".gitignore", "rules");
        Assert.That(tree.Walk(), Is.EqualTo(new[] { ".gitignore LinkDuplicate", "a", "rules" }));
    }

    [Test]
    public void Folders_below_the_limit_are_too_deep()
    {
        using var tree = new TempTree();
        tree.Write("1/2/3/f").Write("1/f");
        Assert.That(tree.Walk(new() { MaxDepth = 2 }), Is.EqualTo(new[] { "1/2/3 TooDeep files.maxDepth:2", "1/f" }));
    }

    [Test]
    public void No_depth_overflows()
    {
        if (OperatingSystem.IsMacOS())
        {
            Assert.Ignore("needs paths of 1,200 characters; macOS takes 1,024");
        }

        using var tree = new TempTree();
        Directory.CreateDirectory(tree.At(string.Join('/', Enumerable.Repeat("d", 600))));
        Assert.That(tree.Walk(new() { MaxDepth = 512 }).Count(line => line.Contains("TooDeep", StringComparison.Ordinal)), Is.EqualTo(1));
    }

    [Test]
    public void Names_that_are_not_UTF8_are_told_apart_whatever_their_siblings_are_called()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Ignore("needs a file system that takes any bytes as a name");
        }

        using var tree = new TempTree();
        TempTree.Run("sh", tree.Root, "-c", "printf x > \"$(printf 'a\\377')\"; printf x > \"$(printf 'a\\376')\"; printf x > \"$(printf 'a\\\\\\377')\"; mkdir \"$(printf 'd\\200')\"");
        tree.Write("a\\xFF");
        var lines = tree.Walk();
        Assert.That(
            lines,
            Is.EquivalentTo(new[]
            {
                "a\\\\x5C\\\\xFF NameNotUtf8", "a\\\\xFE NameNotUtf8", "a\\\\xFF NameNotUtf8", "a\\xFF", "d\\\\x80 NameNotUtf8",
            }));
        Assert.That(lines, Is.Ordered.Using((IComparer<string>)StringComparer.Ordinal));
    }

    [Test]
    public void What_is_no_file_is_never_opened()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Ignore("needs FIFOs");
        }

        using var tree = new TempTree();
        TempTree.Run("mkfifo", tree.Root, "pipe.py", ".gitignore");
        Assert.That(tree.Walk(), Is.EqualTo(new[] { ".gitignore NotAFile", "pipe.py NotAFile" }));
    }

    [Test]
    public void Stamps_are_those_that_reading_gives_and_change_with_the_file()
    {
        using var tree = new TempTree();
        tree.Write("f", "12345");
        var before = new RepoWalker(new()).Walk(tree.Root, CancellationToken.None).Single().Stamp;
        using (var folder = SourceFolder.Open(tree.Root))
        {
            using var file = folder.Read(RelativePath.FromNormalised("f"), 100);
            Assert.That(file.Stamp, Is.EqualTo(before));
            Assert.That(before.Size, Is.EqualTo(5));
            Assert.That(before.Mtime, Is.EqualTo(File.GetLastWriteTimeUtc(tree.At("f")).Ticks));
        }

        if (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS())
        {
            // Same size, old time put back: ctime and inode still tell.
            var time = File.GetLastWriteTimeUtc(tree.At("f"));
            tree.Write("g", "54321");
            File.Move(tree.At("g"), tree.At("f"), overwrite: true);
            File.SetLastWriteTimeUtc(tree.At("f"), time);
            var after = new RepoWalker(new()).Walk(tree.Root, CancellationToken.None).Single().Stamp;
            Assert.That(after, Is.Not.EqualTo(before));
            Assert.That((after.Size, after.Mtime), Is.EqualTo((before.Size, before.Mtime)));
        }
    }

    [Test]
    public void A_root_that_is_missing_or_a_file_is_said_so()
    {
        using var tree = new TempTree();
        tree.Write("f");
        var walker = new RepoWalker(new());
        Assert.That(
            () => walker.Walk(tree.At("missing"), CancellationToken.None).Count(),
            Throws.TypeOf<CtxbException>().With.Property("Code").EqualTo(ErrorCodes.PathMissing));
        Assert.That(
            () => walker.Walk(tree.At("f"), CancellationToken.None).Count(),
            Throws.TypeOf<CtxbException>().With.Property("Code").EqualTo(ErrorCodes.PathNotDirectory));
    }

    [Test]
    public void A_root_may_be_reached_through_a_link()
    {
        using var tree = new TempTree();
        tree.Write("real/f").Link("link", "real");
        Assert.That(tree.Walk(below: "link"), Is.EqualTo(new[] { "f" }));
    }

    [Test]
    public void A_walk_stops_when_cancelled_and_closes_what_it_opened()
    {
        using var tree = new TempTree();
        tree.Write("a/b/c/1").Write("a/b/c/2").Write("a/b/d/3");
        using var cancel = new CancellationTokenSource();
        var open = OpenHandles();
        Assert.That(
            () =>
            {
                foreach (var _ in new RepoWalker(new()).Walk(tree.Root, cancel.Token))
                {
                    cancel.Cancel();
                }
            },
            Throws.InstanceOf<OperationCanceledException>());
        foreach (var _ in new RepoWalker(new()).Walk(tree.Root, CancellationToken.None))
        {
            break;
        }

        Assert.That(OpenHandles(), Is.EqualTo(open));
        int OpenHandles() => OperatingSystem.IsLinux() ? Directory.GetFiles("/proc/self/fd").Count(IsOfTree) : 0;
        bool IsOfTree(string handle) => new FileInfo(handle).LinkTarget?.StartsWith(tree.Root, StringComparison.Ordinal) == true;
    }

    [Test]
    public void Folders_with_names_that_Windows_reserves_are_walked()
    {
        if (!OperatingSystem.IsWindows())
        {
            Assert.Ignore("needs Windows, where aux is a device and a trailing dot is lost");
        }

        using var tree = new TempTree();
        var native = @"\\?\" + tree.Root;
        try
        {
            foreach (var name in new[] { "aux", "foo." })
            {
                Directory.CreateDirectory(Path.Join(native, name));
                File.WriteAllText(Path.Join(native, name, "f"), "text\n");
            }

            Assert.That(tree.Walk(), Is.EqualTo(new[] { "aux/f", "foo./f" }));
        }
        finally
        {
            Directory.Delete(Path.Join(native, "aux"), recursive: true);
            Directory.Delete(Path.Join(native, "foo."), recursive: true);
        }
    }

    [Test]
    public void The_portable_way_gives_the_same_entries()
    {
        using var tree = new TempTree();
        tree.Write(".gitignore", "out/\n").Write("out/x").Write("a/b.cs").Write("a.cs").Write("é/日本.py").Link("l", "a.cs").Write("node_modules/x");
        tree.Git("", "init", "-q", "nested");
        var walker = new RepoWalker(new());
        Assert.That(
            walker.Walk(() => new PortableFolder(tree.Root), CancellationToken.None).Select(TempTree.Describe),
            Is.EqualTo(tree.Walk()));
        var stamp = walker.Walk(() => new PortableFolder(tree.Root), CancellationToken.None).Single(entry => entry.Path.Value == "a.cs").Stamp;
        Assert.That((stamp.Size, stamp.Mtime), Is.EqualTo((5, File.GetLastWriteTimeUtc(tree.At("a.cs")).Ticks)));
        Assert.That(stamp is { Ctime: > 0, Inode: > 0 }, Is.EqualTo(OperatingSystem.IsWindows()), "only Windows' own calls tell more");
    }

    [Test]
    public void What_the_walk_keeps_is_what_git_tracks_or_would_add()
    {
        const int seed = 4_711;
        var random = new Random(seed);
        var names = new[] { "a", "b", "c.log", "d.txt", "Out", "gen", "gen.x", "gen-a", "x y", "é" };
        var lines = new[]
        {
            "a", "/b", "*.log", "!c.log", "gen/", "Out/*", "!Out/a", "**/x y", "a/**", "!/gen/", "*", "!*/", "[a-c]*", "gen/**/a", "é", "\\!b", "?", "!a/b",
        };
        for (var round = 0; round < 40; round++)
        {
            using var tree = new TempTree();
            tree.Git("", "init", "-q");
            var folders = new List<string> { "" };
            for (var i = 0; i < 25; i++)
            {
                var path = folders[random.Next(folders.Count)] + names[random.Next(names.Length)];
                if (File.Exists(tree.At(path)) || Directory.Exists(tree.At(path)))
                {
                    continue;
                }

                if (random.Next(3) == 0)
                {
                    folders.Add(path + "/");
                    Directory.CreateDirectory(tree.At(path));
                }
                else
                {
                    tree.Write(path);
                    if (random.Next(5) == 0)
                    {
                        tree.Git("", "add", "-f", "--", path);
                    }
                }
            }

            foreach (var folder in folders.Where(folder => folder.Length == 0 || random.Next(3) == 0))
            {
                tree.Write(folder + ".gitignore", string.Concat(Enumerable.Range(0, random.Next(1, 5)).Select(_ => lines[random.Next(lines.Length)] + "\n")));
            }

            var expected = tree.Git("", "ls-files", "-z", "--cached", "--others", "--exclude-standard").Split('\0', StringSplitOptions.RemoveEmptyEntries);
            var kept = new RepoWalker(new()).Walk(tree.Root, CancellationToken.None).Where(entry => entry.Skip is null).Select(entry => entry.Path.Value);
            Assert.That(kept, Is.EquivalentTo(expected), $"seed {seed}, round {round}");
        }
    }
}
