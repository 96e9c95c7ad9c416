using System.Diagnostics;
using System.Text.Json;
using McpContextBrowser.Core.Files;

namespace McpContextBrowser.Tests.Files;

/// <summary>The hostile source tree, built once, and what became of each of its paths.</summary>
internal sealed class NastyTree : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ctxb-nasty-").FullName;

    public NastyTree()
    {
        var script = TestPaths.Harness("nasty", "nasty_repo.py");
        Root = Path.Join(_folder, "tree");
        if (!OperatingSystem.IsLinux() || !Run("python3", script, Root, "--many", "600"))
        {
            Assert.Ignore("needs Linux with python3 and git to build the hostile tree");
        }

        Expected = JsonSerializer.Deserialize<Dictionary<string, string>>(
            File.ReadAllText(Root + ".expected.json").Replace(@"\udcff", @"\\xFF").Replace(@"\udcfe", @"\\xFE"))!;
    }

    public string Root { get; }

    /// <summary>By path: what an indexer must do.</summary>
    public Dictionary<string, string> Expected { get; }

    /// <summary>What the script's hostile hooks and settings would leave behind if git were started in the tree.</summary>
    public IEnumerable<string> Traces => Directory.EnumerateFiles(_folder, "tree.PWNED_*");

    /// <summary>Temporary folders are their owner's alone; another user gets to the tree, but not past its own modes.</summary>
    public void LetOthersIn() => Run("chmod", "go+rx", _folder);

    /// <summary>Takes every path through walk, reading, filter and decoding.</summary>
    public Dictionary<string, Outcome> Treat()
    {
        var outcomes = new Dictionary<string, Outcome>();
        using var folder = SourceFolder.Open(Root);
        foreach (var entry in new RepoWalker(new FilesOptions()).Walk(Root, CancellationToken.None))
        {
            outcomes.Add(entry.Path.Value, entry.Skip is { } skip ? new(skip, "") : Take(folder, entry));
        }

        return outcomes;
    }

    public void Dispose()
    {
        // Names that are not UTF-8 and folders of mode 0 are beyond Directory.Delete.
        Run("chmod", "-R", "u+rwx", _folder);
        Run("rm", "-rf", _folder);
    }

    private static Outcome Take(SourceFolder folder, WalkEntry entry)
    {
        using var file = folder.Read(entry.Path, new FilesOptions().MaxBytesOf(entry.Path));
        if (file.Failure != SkipReason.None)
        {
            return new(new Skip(file.Failure), "");
        }

        Assert.That(file.Stamp, Is.EqualTo(entry.Stamp), entry.Path.Value);
        var language = LanguageTable.ForContent(entry.Path, file.Bytes);
        if (FileFilter.AfterReading(language, file.Bytes) is { } skip)
        {
            return new(skip, "");
        }

        var reason = TextDecoder.Decode(file.Bytes, out var text);
        return reason == SkipReason.None ? new(null, text) : new(new Skip(reason), "");
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.OutputDataReceived += (_, _) => { };
            process.ErrorDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    /// <param name="Skip">Null when the text is to be indexed.</param>
    internal readonly record struct Outcome(Skip? Skip, string Text);
}
