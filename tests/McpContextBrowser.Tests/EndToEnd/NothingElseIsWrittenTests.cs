using System.Text.Json;
using System.Text.RegularExpressions;

namespace McpContextBrowser.Tests.EndToEnd;

/// <summary>A search changes nothing but the index: by the kernel's own record of every call that could, and by the disk before and after.</summary>
[TestFixture]
public sealed partial class NothingElseIsWrittenTests
{
    private const string Traced =
        "open,openat,openat2,creat,mkdir,mkdirat,rmdir,rename,renameat,renameat2,unlink,unlinkat,link,linkat,symlink,symlinkat,truncate,chmod,fchmodat,chown,lchown,fchownat,"
        + "utime,utimes,utimensat,futimesat,mknod,mknodat,setxattr,lsetxattr,removexattr,mount,execve";

    private TemporaryFolder _disk;

    [SetUp]
    public async Task MakeDisk()
    {
        _disk = new TemporaryFolder();
        _disk.Folder("tmp");
        _disk.Write("home/code/pool.py", "class Pool:\n    def close_sessions(self):\n        for session in self.sessions:\n            session.shutdown()\n");
        _disk.Write("home/code/.git/HEAD", "ref: refs/heads/main\n");
        _disk.Write("home/code/sub/readme.md", "# Sessions\n");
        _disk.Folder("home", "code", ".git", "objects");
        var indexed = await Ctxb(CtxbProcess.Built).RunAsync(_disk.Join("home"), "index", "code");
        Assert.That(indexed.ExitCode, Is.Zero, indexed.Messages);
        _disk.Write("home/code/new.py", "def written_after_indexing():\n    pass\n");
    }

    [TearDown]
    public void RemoveDisk() => _disk.Dispose();

    [Test]
    public async Task By_a_search_of_the_command_line() => await AssertNothingElseAsync("", "search", "where are sessions closed", "code");

    [Test]
    public async Task By_tools_that_are_announced_as_read_only()
    {
        var path = JsonSerializer.Serialize(_disk.Join("home", "code"));
        string[] calls =
        [
            $$"""{"name":"search_code","arguments":{"query":"where are sessions closed","path":{{path}},"session":"s","explain":true } }""",
            $$"""{"name":"search_code","arguments":{"query":"zq_occurs_nowhere","path":{{path}} } }""",
            $$"""{"name":"find_similar","arguments":{"file":"pool.py","path":{{path}} } }""",
            $$"""{"name":"get_indexing_status","arguments":{"path":{{path}},"skipped":true } }""",
        ];
        var lines = calls.Select((call, id) => $$"""{"jsonrpc":"2.0","id":{{id}},"method":"tools/call","params":{{call}} }""");
        await AssertNothingElseAsync(string.Join('\n', lines) + "\n", "serve");
    }

    private async Task AssertNothingElseAsync(string input, params string[] args)
    {
        var log = _disk.Join("trace");
        var before = Entries();
        System.Diagnostics.Process process;
        try
        {
            process = Ctxb(CtxbProcess.At("strace")).Start(
                _disk.Join("home"), ["-f", "-qq", "-y", "-s", "4096", "-e", $"trace={Traced}", "-o", log, CtxbProcess.Dotnet, CtxbProcess.Assembly, .. args]);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Ignore("needs strace");
            return;
        }

        using (process)
        {
            await process.StandardInput.WriteAsync(input);
            await process.StandardInput.FlushAsync();
            var answers = new List<string>();
            for (var i = 0; i < input.Count(c => c == '\n'); i++)
            {
                answers.Add((await process.StandardOutput.ReadLineAsync())!);
            }

            process.StandardInput.Close();
            answers.Add(await process.StandardOutput.ReadToEndAsync());
            var messages = await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            if (!File.Exists(log) || !File.ReadAllText(log).Contains("execve", StringComparison.Ordinal))
            {
                Assert.Ignore($"needs the right to use strace: {messages}");
            }

            Assert.That((process.ExitCode, messages), Is.EqualTo((0, "")));
            Assert.That(string.Concat(answers), Does.Contain("pool.py"));
        }

        var written = File.ReadLines(log).Where(Writes).Where(line => !IsOurs(line)).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(written, Is.Empty);
            Assert.That(Entries(), Is.EqualTo(before));
            Assert.That(File.ReadLines(log).Where(Writes), Is.Not.Empty, "the record shows what is written to the index");
        });
    }

    /// <summary>Whether a call of the record may have changed a file system; one whose end stands on another line counts as done.
    /// A thread that ends while strace takes hold of it is written as "???(", without a call: no call was seen to begin.</summary>
    private static bool Writes(string line) =>
        !Failed().IsMatch(line) && !line.Contains(" execve(", StringComparison.Ordinal)
        && (!Opens().IsMatch(line) || line.Contains("O_WRONLY", StringComparison.Ordinal) || line.Contains("O_RDWR", StringComparison.Ordinal) || line.Contains("O_CREAT", StringComparison.Ordinal));

    /// <summary>The data folder, and what is no file of a disk.</summary>
    private bool IsOurs(string line)
    {
        var names = Names().Matches(line).Select(match => match.Groups["name"].Value).ToList();
        return names.Count > 0 && names.All(name => name.StartsWith(_disk.Join("home", ".local", "share", "ctxb"), StringComparison.Ordinal)
            || name.StartsWith("/dev/", StringComparison.Ordinal) || name.StartsWith("/proc/self/", StringComparison.Ordinal));
    }

    private CtxbProcess Ctxb(CtxbProcess process) => process.With(("DOTNET_EnableDiagnostics", "0"), ("TMPDIR", _disk.Join("tmp")));

    /// <summary>All of the disk but the data folder: name, kind, length, time.</summary>
    private List<string> Entries() =>
        [.. new DirectoryInfo(_disk.Path).EnumerateFileSystemInfos("*", SearchOption.AllDirectories)
            .Where(entry => !entry.FullName.StartsWith(_disk.Join("home", ".local", "share", "ctxb"), StringComparison.Ordinal) && entry.FullName != _disk.Join("trace"))
            .Select(entry => $"{entry.FullName} {entry.Attributes} {(entry as FileInfo)?.Length} {entry.LastWriteTimeUtc:O}").Order(StringComparer.Ordinal)];

    [GeneratedRegex(@" = -1 E[A-Z]+|\+\+\+ |--- SIG|resumed>|^\d+ +\?\?\?\(")]
    private static partial Regex Failed();

    [GeneratedRegex(@"^\d+ +open(at2?)?\(")]
    private static partial Regex Opens();

    [GeneratedRegex("\"(?<name>(?:[^\"\\\\]|\\\\.)+)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Names();
}
