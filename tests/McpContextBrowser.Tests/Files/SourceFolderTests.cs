using System.Runtime.InteropServices;
using System.Text;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Files;

namespace McpContextBrowser.Tests.Files;

public sealed partial class SourceFolderTests
{
    private static readonly Func<string, SourceFolder>[] Ways = [SourceFolder.Open, path => new PortableFolder(path)];

    [TestCaseSource(nameof(Ways))]
    public void A_file_is_read_whole_with_its_stamp(Func<string, SourceFolder> open)
    {
        using var tree = new TempTree();
        foreach (var size in new[] { 0, 1, 15, 16, 4096, 100_000 })
        {
            tree.Write("a/f", Enumerable.Range(0, size).Select(i => (byte)i).ToArray());
            using var folder = open(tree.Root);
            using var file = folder.Read(RelativePath.FromNormalised("a/f"), 100_000);
            Assert.That(file.Failure, Is.EqualTo(SkipReason.None));
            Assert.That(file.Bytes.SequenceEqual(File.ReadAllBytes(tree.At("a/f"))), Is.True);
            Assert.That(file.Stamp.Size, Is.EqualTo(size));
            Assert.That(folder.Stamp(RelativePath.FromNormalised("a/f"), out var stamp), Is.EqualTo(SkipReason.None));
            Assert.That(stamp, Is.EqualTo(file.Stamp));
        }
    }

    [TestCaseSource(nameof(Ways))]
    public void What_cannot_be_read_says_why(Func<string, SourceFolder> open)
    {
        using var tree = new TempTree();
        tree.Write("big", new byte[101]).Write("folder/f").Link("link", "big").Link("way", "folder");
        Directory.CreateDirectory(tree.Outside);
        File.WriteAllText(Path.Join(tree.Outside, "secret"), "secret");
        tree.Link("out", tree.Outside).Link("folder/secret", Path.Join(tree.Outside, "secret"));
        using var folder = open(tree.Root);
        Assert.Multiple(() =>
        {
            Assert.That(Read("big"), Is.EqualTo(SkipReason.TooLarge));
            Assert.That(Read("folder"), Is.EqualTo(SkipReason.NotAFile));
            Assert.That(Read("missing"), Is.EqualTo(SkipReason.Vanished));
            Assert.That(Read("big/f"), Is.EqualTo(SkipReason.Vanished));
            Assert.That(Read("missing/f"), Is.EqualTo(SkipReason.Vanished));
            Assert.That(Read("link"), Is.EqualTo(SkipReason.LinkOutside), "where a walk saw no link there must be none");
            Assert.That(Read("way/f"), Is.EqualTo(SkipReason.LinkOutside).Or.EqualTo(SkipReason.Vanished));
            Assert.That(Read("out/secret"), Is.EqualTo(SkipReason.LinkOutside).Or.EqualTo(SkipReason.Vanished));
            Assert.That(Read("folder/secret"), Is.EqualTo(SkipReason.LinkOutside));
            Assert.That(Read("folder/f"), Is.EqualTo(SkipReason.None));
        });
        SkipReason Read(string path)
        {
            using var file = folder.Read(RelativePath.FromNormalised(path), 100);
            Assert.That(file.Failure == SkipReason.None || file.Bytes.IsEmpty, Is.True);
            Assert.That(folder.Stamp(RelativePath.FromNormalised(path), out _), Is.EqualTo(path == "big" ? SkipReason.None : file.Failure));
            return file.Failure;
        }
    }

    [Test]
    public void A_FIFO_and_a_device_are_refused_without_waiting()
    {
        NeedUnix();
        using var tree = new TempTree();
        TempTree.Run("mkfifo", tree.Root, "pipe");
        using var folder = SourceFolder.Open(tree.Root);
        using var pipe = folder.Read(RelativePath.FromNormalised("pipe"), 100);
        Assert.That(pipe.Failure, Is.EqualTo(SkipReason.NotAFile));
        using var devices = SourceFolder.Open("/dev");
        using var zero = devices.Read(RelativePath.FromNormalised("zero"), 100);
        Assert.That(zero.Failure, Is.EqualTo(SkipReason.NotAFile));
    }

    [Test]
    public void A_file_of_unknown_length_is_read_to_its_end()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Ignore("needs /proc, whose files say that they are empty");
        }

        using var folder = SourceFolder.Open("/proc/self");
        using var file = folder.Read(RelativePath.FromNormalised("maps"), 10_000_000);
        Assert.That(file.Failure, Is.EqualTo(SkipReason.None));
        Assert.That(file.Bytes.Length, Is.GreaterThan(2_000));
        using var cut = folder.Read(RelativePath.FromNormalised("maps"), 1_000);
        Assert.That(cut.Failure, Is.EqualTo(SkipReason.TooLarge));
    }

    [Test]
    public void Opening_by_components_gives_what_the_kernel_gives()
    {
        NeedUnix();
        using var tree = new TempTree();
        tree.Write("a/b/c/f").Link("a/link", "b").Link("a/b/c/l", "f");
        using var folder = UnixFolder.OpenRoot(tree.Root);
        foreach (var (path, expected) in new[] { ("a/b/c/f", 0), ("a/link/c/f", 20), ("a/b/c/l", UnixCalls.Loop), ("a/x", 2), ("a/b/c/f/g", 20), (new string('n', 2000), UnixCalls.NameTooLong) })
        {
            var descriptor = folder.OpenByComponents(Encoding.UTF8.GetBytes(path + "\0"), out var error);
            Assert.That(error, Is.EqualTo(expected), path);
            Assert.That(descriptor >= 0, Is.EqualTo(expected == 0), path);
            if (descriptor >= 0)
            {
                Assert.That(UnixCalls.Close(descriptor), Is.Zero);
            }
        }
    }

    [Test]
    public void A_path_longer_than_the_system_takes_is_read_folder_by_folder()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Ignore("needs Linux");
        }

        using var tree = new TempTree();
        TempTree.Run("sh", tree.Root, "-c", "n=$(printf '%0250d' 7); for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do mkdir $n && cd -P $n || exit 1; done; printf deep > f");
        var path = RelativePath.FromNormalised(string.Concat(Enumerable.Repeat(new string('0', 249) + "7/", 20)) + "f");
        using var folder = SourceFolder.Open(tree.Root);
        using var file = folder.Read(path, 100);
        Assert.That(file.Failure, Is.EqualTo(SkipReason.None));
        Assert.That(file.Bytes.SequenceEqual("deep"u8), Is.True);
        Assert.That(new RepoWalker(new()).Walk(tree.Root, CancellationToken.None).Single().Path, Is.EqualTo(path));
    }

    [Test]
    public void A_folder_swapped_for_a_link_while_it_is_read_never_leads_out()
    {
        NeedUnix();
        using var tree = new TempTree();
        tree.Write("d/f", "inside").Write("d/sub/f", "inside");
        Directory.CreateDirectory(Path.Join(tree.Outside, "sub"));
        File.WriteAllText(Path.Join(tree.Outside, "f"), "OUTSIDE");
        File.WriteAllText(Path.Join(tree.Outside, "sub", "f"), "OUTSIDE");
        File.CreateSymbolicLink(tree.At("l"), tree.Outside);
        using var done = new CancellationTokenSource();
        var swapping = Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
            {
                Assert.That(Rename("d", "kept") + Rename("l", "d") + Rename("d", "l") + Rename("kept", "d"), Is.Zero);
            }
        });
        var (read, refused) = (0, 0);
        try
        {
            using var folder = SourceFolder.Open(tree.Root);
            for (var i = 0; i < 3_000; i++)
            {
                using var file = folder.Read(RelativePath.FromNormalised(i % 2 == 0 ? "d/f" : "d/sub/f"), 100);
                if (file.Failure == SkipReason.None)
                {
                    Assert.That(Encoding.UTF8.GetString(file.Bytes), Is.EqualTo("inside"));
                    read++;
                }
                else
                {
                    refused++;
                }
            }

            for (var i = 0; i < 200; i++)
            {
                foreach (var entry in new RepoWalker(new()).Walk(tree.Root, CancellationToken.None))
                {
                    Assert.That(entry.Skip is null && entry.Path.Value.StartsWith("l/", StringComparison.Ordinal), Is.False);
                }
            }
        }
        finally
        {
            done.Cancel();
            swapping.Wait();
        }

        Assert.That(read, Is.GreaterThan(0), $"refused {refused}");
        int Rename(string from, string to) => RenameEntry(tree.At(from), tree.At(to));
    }

    // .NET's own Move looks at what it moves first, and takes links for what they lead to.
    [LibraryImport("libc", EntryPoint = "rename", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameEntry(string from, string to);

    [Test]
    public void A_file_that_changes_while_it_is_read_counts_as_changed()
    {
        using var tree = new TempTree();
        tree.Write("f", new string('a', 50_000));
        using var done = new CancellationTokenSource();
        var writing = Task.Run(() =>
        {
            for (var i = 0; !done.IsCancellationRequested; i++)
            {
                using var file = new FileStream(tree.At("f"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
                file.Write(Encoding.UTF8.GetBytes(new string((char)('a' + (i % 26)), 50_000)));
            }
        });
        try
        {
            using var folder = SourceFolder.Open(tree.Root);
            for (var i = 0; i < 300; i++)
            {
                using var file = folder.Read(RelativePath.FromNormalised("f"), 100_000);
                Assert.That(file.Failure, Is.EqualTo(SkipReason.None));
                Assert.That(file.Bytes.Length, Is.EqualTo(50_000));
            }
        }
        finally
        {
            done.Cancel();
            writing.Wait();
        }

        using (var folder = SourceFolder.Open(tree.Root))
        {
            using var file = folder.Read(RelativePath.FromNormalised("f"), 100_000);
            Assert.That(file.Bytes.ContainsAnyExcept(file.Bytes[0]), Is.False);
            Assert.That(folder.Stamp(RelativePath.FromNormalised("f"), out var stamp), Is.EqualTo(SkipReason.None));
            Assert.That(stamp, Is.EqualTo(file.Stamp));
        }
    }

    [Test]
    public void Reading_allocates_only_its_result()
    {
        if (!UnixCalls.Supported)
        {
            Assert.Ignore("needs Linux or macOS");
        }

        using var tree = new TempTree();
        tree.Write("a/b/f", new byte[10_000]);
        var path = RelativePath.FromNormalised("a/b/f");
        using var folder = SourceFolder.Open(tree.Root);
        for (var i = 0; i < 10; i++)
        {
            folder.Read(path, 100_000).Dispose();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            folder.Read(path, 100_000).Dispose();
        }

        Assert.That((GC.GetAllocatedBytesForCurrentThread() - before) / 100, Is.LessThan(150));
    }

    [Test]
    public void A_second_disposal_does_no_harm()
    {
        using var tree = new TempTree();
        tree.Write("f", "x");
        using var folder = SourceFolder.Open(tree.Root);
        var file = folder.Read(RelativePath.FromNormalised("f"), 10);
        file.Dispose();
        file.Dispose();
        Assert.That(file.Bytes.IsEmpty, Is.True);
    }

    [Test]
    public void Half_a_surrogate_pair_in_a_name_is_kept_apart_and_known_as_bad()
    {
        Span<byte> bytes = stackalloc byte[30];
        var length = WideName.Encode("a\ud800é\U0001F600", bytes);
        Assert.That(bytes[..length].ToArray(), Is.EqualTo(new byte[] { 0x61, 0xED, 0xA0, 0x80, 0xC3, 0xA9, 0xF0, 0x9F, 0x98, 0x80 }));
        var listing = new FolderListing();
        listing.Add(bytes[..length], EntryKind.File);
        Assert.That(listing[0].Kind, Is.EqualTo(EntryKind.BadName));
    }

    private static void NeedUnix()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Ignore("needs links and FIFOs of Unix");
        }
    }
}
