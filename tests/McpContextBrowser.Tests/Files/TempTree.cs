using System.Diagnostics;
using System.Text;
using McpContextBrowser.Core.Files;

namespace McpContextBrowser.Tests.Files;

/// <summary>A tree of files in a folder of its own, removed at the end of the test.</summary>
internal sealed class TempTree : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ctxb-files-").FullName;

    public TempTree()
    {
        Root = Path.Join(_folder, "tree");
        Directory.CreateDirectory(Root);
    }

    public string Root { get; }

    /// <summary>A folder beside the tree, where nothing of the tree may lead.</summary>
    public string Outside => Path.Join(_folder, "outside");

    public string At(string path) => Path.Join(Root, path);

    public TempTree Write(string path, string text = "text\n") => Write(path, Encoding.UTF8.GetBytes(text));

    public TempTree Write(string path, byte[] bytes)
    {
        var full = Path.Join(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, bytes);
        return this;
    }

    public TempTree Link(string path, string target)
    {
        var full = Path.Join(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        try
        {
            File.CreateSymbolicLink(full, target);
        }
        catch (IOException) when (OperatingSystem.IsWindows())
        {
            Assert.Ignore("needs the right to make links");
        }

        return this;
    }

    /// <summary>Starts git in a folder of the tree; the test is skipped by name where there is none.</summary>
    public string Git(string folder, params string[] arguments)
    {
        var output = Run("git", At(folder), ["-c", "user.name=t", "-c", "user.email=t@t", "-c", "protocol.file.allow=always", .. arguments]);
        if (output is null)
        {
            Assert.Ignore("needs git");
        }

        return output!;
    }

    /// <returns>Standard output; null when there is no such program.</returns>
    public static string? Run(string program, string folder, params string[] arguments)
    {
        try
        {
            var start = new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            start.Environment["GIT_CONFIG_GLOBAL"] = start.Environment["GIT_CONFIG_SYSTEM"] = OperatingSystem.IsWindows() ? "NUL" : "/dev/null";
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.That(process.ExitCode, Is.Zero, $"{program} {string.Join(' ', arguments)}: {errors.Result}");
            return output;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    /// <summary>One line an entry: the path, and for what is skipped the reason and the rule.</summary>
    public string[] Walk(FilesOptions? options = null, string below = "") =>
        [.. new RepoWalker(options ?? new FilesOptions()).Walk(At(below), CancellationToken.None).Select(Describe)];

    public static string Describe(WalkEntry entry) =>
        entry.Skip is not { } skip ? entry.Path.Value
        : skip.Rule is null ? $"{entry.Path.Value} {skip.Reason}"
        : $"{entry.Path.Value} {skip.Reason} {skip.Rule}";

    public void Dispose()
    {
        if (OperatingSystem.IsWindows())
        {
            // Git makes its objects read-only.
            foreach (var file in Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories))
            {
                File.SetAttributes(file, FileAttributes.Normal);
            }

            Directory.Delete(_folder, recursive: true);
            return;
        }

        // Names that are not UTF-8 and folders of mode 0 are beyond Directory.Delete.
        Run("chmod", _folder, "-R", "u+rwx", ".");
        Run("rm", _folder, "-rf", _folder);
    }
}
