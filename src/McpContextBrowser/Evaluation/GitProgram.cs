using System.Diagnostics;
using System.Text;

namespace McpContextBrowser.Evaluation;

/// <summary>
/// How git is started: on a bare repository of our own that borrows the objects of another, so that nothing of that one's
/// configuration, hooks, attributes or remotes is ever read. It sees no other setting either: not the user's, not the system's, not
/// the environment's.
/// </summary>
/// <param name="program">Absolute path of git.</param>
/// <param name="folder">Our bare repository.</param>
/// <param name="surroundings">Variables without which a program cannot start on some systems.</param>
internal sealed class GitProgram(string program, string folder, IReadOnlyDictionary<string, string> surroundings)
{
    private static readonly string[] Needed = ["SystemRoot", "TEMP", "TMP", "DYLD_FALLBACK_LIBRARY_PATH", "LD_LIBRARY_PATH"];

    public Process Start(params string[] words)
    {
        // Bytes as they are: a stream's own decoding would lose names that are not UTF-8, and cat-file's contents.
        var start = new ProcessStartInfo(program, ["--no-pager", "--literal-pathspecs", "-c", "core.quotePath=false", .. words])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            CreateNoWindow = true,
        };
        start.Environment.Clear();
        foreach (var name in Needed)
        {
            if (surroundings.TryGetValue(name, out var value))
            {
                start.Environment[name] = value;
            }
        }

        start.Environment["PATH"] = Path.GetDirectoryName(program);
        start.Environment["HOME"] = start.Environment["XDG_CONFIG_HOME"] = start.Environment["USERPROFILE"] = folder;
        start.Environment["GIT_DIR"] = folder;
        start.Environment["GIT_CONFIG_NOSYSTEM"] = start.Environment["GIT_ATTR_NOSYSTEM"] = "1";
        start.Environment["GIT_CONFIG_GLOBAL"] = Path.Join(folder, "empty");
        start.Environment["GIT_NO_REPLACE_OBJECTS"] = start.Environment["GIT_NO_LAZY_FETCH"] = "1";
        start.Environment["GIT_TERMINAL_PROMPT"] = start.Environment["GIT_OPTIONAL_LOCKS"] = "0";
        start.Environment["GIT_ALLOW_PROTOCOL"] = "none";
        start.Environment["LC_ALL"] = "C";
        return Process.Start(start)!;
    }

    /// <summary>Where git is: only absolute folders of the search path count, and none inside the evaluated tree, which may hold a git of its own.</summary>
    /// <param name="searchPath">The variable PATH.</param>
    /// <param name="untrusted">The evaluated repository.</param>
    /// <returns>Null when there is none.</returns>
    public static string? Find(string? searchPath, string untrusted)
    {
        var name = OperatingSystem.IsWindows() ? "git.exe" : "git";
        foreach (var folder in (searchPath ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            var full = Path.Join(folder, name);
            if (Path.IsPathFullyQualified(folder) && !Path.GetFullPath(full).StartsWith(untrusted, StringComparison.OrdinalIgnoreCase) && File.Exists(full))
            {
                return Path.GetFullPath(full);
            }
        }

        return null;
    }
}
