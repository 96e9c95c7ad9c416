using System.Runtime.InteropServices;
using McpContextBrowser.Core.Files;

namespace McpContextBrowser.Tests.Files;

public sealed partial class NastyTreeTests
{
    [Test]
    public void Every_entry_is_treated_as_expected()
    {
        using var tree = new NastyTree();
        Check(tree, tree.Treat(), isPrivileged: Environment.IsPrivilegedProcess);
    }

    [Test]
    public void Every_entry_is_treated_as_expected_for_a_user_other_than_root()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            Assert.Ignore("needs root on Linux, to become somebody else; the other test covers any other user");
        }

        using var tree = new NastyTree();
        tree.LetOthersIn();
        Dictionary<string, NastyTree.Outcome>? outcomes = null;
        Exception? failure = null;

        // The system call itself changes one thread only, and the thread ends with the test.
        var thread = new Thread(() =>
        {
            try
            {
                const int nobody = 65_534;
                var number = RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? 147 : 117;
                Assert.That((int)SetResUid(number, -1, nobody, -1), Is.Zero);
                outcomes = tree.Treat();
            }
            catch (Exception e)
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        Assert.That(failure, Is.Null);
        Check(tree, outcomes!, isPrivileged: false);
    }

    private static void Check(NastyTree tree, Dictionary<string, NastyTree.Outcome> outcomes, bool isPrivileged) => Assert.Multiple(() =>
    {
        foreach (var (path, expected) in tree.Expected)
        {
            var (at, outcome) = Find(outcomes, path);
            var isIndexed = outcome.Skip is null;
            var shown = $"{path}: {expected}; got {outcome.Skip} at {at}";
            switch (expected)
            {
                case var _ when path.StartsWith(".git/", StringComparison.Ordinal):
                    Assert.That(at, Is.Empty, shown);
                    break;
                case "error-reported" or "error-reported (not as root)":
                    Assert.That(outcome.Skip?.Reason, Is.EqualTo(isPrivileged ? null : SkipReason.Unreadable), shown);
                    break;
                case "skip: name is not UTF-8":
                    Assert.That(outcome.Skip?.Reason, Is.EqualTo(SkipReason.NameNotUtf8), shown);
                    break;
                case "once only" or "no loop":
                    Assert.That(outcome.Skip?.Reason, Is.EqualTo(SkipReason.LinkDuplicate), shown);
                    break;
                case "skip" or "cap" or "skip or cap" or "skip, no hang":
                case var _ when expected.StartsWith("skip (CVE", StringComparison.Ordinal) || expected.StartsWith("skip by size", StringComparison.Ordinal):
                    Assert.That(isIndexed, Is.False, shown);
                    break;
                case var _ when expected.StartsWith("index", StringComparison.Ordinal):
                    Assert.That(isIndexed, Is.True, shown);
                    var hasMark = File.ReadAllBytes(Path.Join(tree.Root, path)).AsSpan().IndexOf("MARK_"u8) >= 0;
                    Assert.That(outcome.Text.Contains("MARK_", StringComparison.Ordinal), Is.EqualTo(hasMark || path.StartsWith("utf16", StringComparison.Ordinal)), shown);
                    break;
                default:
                    Assert.That(at, Is.Not.Empty, shown); // either way, but said
                    break;
            }
        }

        Assert.That(outcomes["sparse.py"].Skip!.Value.Reason, Is.EqualTo(SkipReason.TooLarge));
        Assert.That(outcomes["fifo.py"].Skip!.Value.Reason, Is.EqualTo(SkipReason.NotAFile));
        Assert.That(outcomes["submod"].Skip!.Value.Reason, Is.EqualTo(SkipReason.NestedRepository));
        Assert.That(outcomes["wt"].Skip!.Value.Reason, Is.EqualTo(SkipReason.NestedRepository));
        Assert.That(outcomes["link_outfile.py"].Skip!.Value.Reason, Is.EqualTo(SkipReason.LinkOutside));
        Assert.That(outcomes["sjis.py"].Text, Does.StartWith("# 日本語コメント\n"));
        Assert.That(outcomes["gb18030.py"].Text, Does.StartWith("# 中文注释\n"));
        Assert.That(outcomes["eucjp.py"].Text, Does.StartWith("# 日本語\n"));
        Assert.That(outcomes["cp1252.py"].Text, Does.StartWith("# \u201cquoted\u201d €\n"));
        Assert.That(outcomes["latin1.py"].Text, Does.StartWith("# café\n"));
        Assert.That(tree.Traces, Is.Empty);
    });

    /// <summary>The entry of the path, or of the folder above it that was skipped as a whole.</summary>
    private static (string At, NastyTree.Outcome Outcome) Find(Dictionary<string, NastyTree.Outcome> outcomes, string path)
    {
        for (var at = path; at.Length > 0; at = at.LastIndexOf('/') is var slash && slash > 0 ? at[..slash] : "")
        {
            if (outcomes.TryGetValue(at, out var outcome))
            {
                return (at, outcome);
            }
        }

        return ("", default);
    }

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint SetResUid(nint number, nint real, nint effective, nint saved);
}
