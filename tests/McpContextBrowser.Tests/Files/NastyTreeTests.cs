using System.Runtime.InteropServices;
using McpContextBrowser.Core;
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

    [Test]
    public async Task The_status_of_the_index_tells_every_entry_that_was_skipped()
    {
        using var tree = new NastyTree();
        await using var engine = new BrowserFixture();
        await engine.Browser.IndexAsync(new IndexRequest { Root = tree.Root }, null, BrowserFixture.Call, default);
        var status = (await engine.Browser.StatusAsync(tree.Root, withSkipped: true, BrowserFixture.Call, default)).Single();
        var answer = await engine.Browser.SearchAsync(
            new SearchRequest { Query = "MARK_deep MARK_IGNORED MARK_OUTSIDE MARK_PREFIXSIBLING MARK_submodule", Roots = [tree.Root], Limit = 100 }, null, BrowserFixture.Call, default);
        var skipped = status.SkippedPaths!.ToDictionary(entry => entry.Path, SkipReason? (entry) => entry.Reason);
        var held = new RepoWalker(new()).Walk(tree.Root, CancellationToken.None).Select(entry => entry.Path.Value).Except(skipped.Keys).ToDictionary(path => path, SkipReason? (_) => null);
        var told = skipped.Concat(held).ToDictionary();
        Assert.Multiple(() =>
        {
            foreach (var (path, expected) in tree.Expected)
            {
                var (at, reason) = Find(told, path);
                CheckReason(path, expected, at, reason, Environment.IsPrivilegedProcess);
            }

            Assert.That(status.Files, Is.EqualTo(held.Count));
            Assert.That(status.Skipped.Values.Sum(), Is.EqualTo(skipped.Count));
            Assert.That(status.State, Is.EqualTo("ready"));
            Assert.That(answer.Hits[0].Path, Does.EndWith("/deep.py"));
            Assert.That(answer.Hits.Where(hit => hit.Path != "hardlink.py").Select(hit => hit.Text), Has.None.Match("MARK_(IGNORED|OUTSIDE|PREFIXSIBLING|submodule)"));
            Assert.That(tree.Traces, Is.Empty);
        });
    }

    private static void Check(NastyTree tree, Dictionary<string, NastyTree.Outcome> outcomes, bool isPrivileged) => Assert.Multiple(() =>
    {
        foreach (var (path, expected) in tree.Expected)
        {
            var (at, outcome) = Find(outcomes, path);
            CheckReason(path, expected, at, outcome.Skip?.Reason, isPrivileged);
            if (expected.StartsWith("index", StringComparison.Ordinal) && at.Length > 0)
            {
                var hasMark = File.ReadAllBytes(Path.Join(tree.Root, path)).AsSpan().IndexOf("MARK_"u8) >= 0;
                Assert.That(outcome.Text.Contains("MARK_", StringComparison.Ordinal), Is.EqualTo(hasMark || path.StartsWith("utf16", StringComparison.Ordinal)), path);
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

    /// <summary>What became of a path against what its row of the script says.</summary>
    /// <param name="at">The entry that says it; empty when there is none.</param>
    /// <param name="reason">Null when it is indexed.</param>
    private static void CheckReason(string path, string expected, string at, SkipReason? reason, bool isPrivileged)
    {
        var shown = $"{path}: {expected}; got {reason} at {at}";
        switch (expected)
        {
            case var _ when path.StartsWith(".git/", StringComparison.Ordinal):
                Assert.That(at, Is.Empty, shown);
                break;
            case "error-reported" or "error-reported (not as root)":
                Assert.That(reason, Is.EqualTo(isPrivileged ? null : SkipReason.Unreadable), shown);
                break;
            case "skip: name is not UTF-8":
                Assert.That(reason, Is.EqualTo(SkipReason.NameNotUtf8), shown);
                break;
            case "once only" or "no loop":
                Assert.That(reason, Is.EqualTo(SkipReason.LinkDuplicate), shown);
                break;
            case "skip" or "cap" or "skip or cap" or "skip, no hang":
            case var _ when expected.StartsWith("skip (CVE", StringComparison.Ordinal) || expected.StartsWith("skip by size", StringComparison.Ordinal):
                Assert.That(reason, Is.Not.Null, shown);
                break;
            case var _ when expected.StartsWith("index", StringComparison.Ordinal):
                Assert.That(at, Is.Not.Empty, shown);
                Assert.That(reason, Is.Null, shown);
                break;
            default:
                Assert.That(at, Is.Not.Empty, shown); // either way, but said
                break;
        }
    }

    /// <summary>The entry of the path, or of the folder above it that was skipped as a whole.</summary>
    private static (string At, T? Outcome) Find<T>(Dictionary<string, T> outcomes, string path)
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
