using System.Text;

namespace McpContextBrowser.Core.Files;

/// <summary>
/// What holds before a walk starts: the rules that stand above the root, up to the top of its work tree. When they would ignore
/// the root itself, none of them is used, because whoever names an ignored folder wants to see it.
/// </summary>
/// <param name="Prefix">The root's path below its work tree with a slash at its end; empty when it is the top.</param>
/// <param name="Rules">The caller's patterns and the rules above the root, not those in it.</param>
/// <param name="Tracked">Null without a repository.</param>
internal sealed record RootRules(byte[] Prefix, IgnoreRules Rules, TrackedFiles? Tracked)
{
    /// <param name="root">Real path.</param>
    public static RootRules For(string root, FilesOptions options, GitIndexCache indexes)
    {
        var callers = options.IgnorePatterns.Count == 0
            ? null
            : IgnoreFile.Parse(Encoding.UTF8.GetBytes(string.Join('\n', options.IgnorePatterns)), "files.ignorePatterns", options.IgnoreCase);
        if (RepositoryRoot.Find(root) is not { } repository)
        {
            return new([], IgnoreRules.ForCaller(callers, 0), null);
        }

        var below = Path.GetRelativePath(repository.WorkTree, root).Replace(Path.DirectorySeparatorChar, '/');
        var parts = below == "." ? [] : below.Split('/');
        var prefix = parts.Length == 0 ? [] : Encoding.UTF8.GetBytes(below + "/");
        var bare = IgnoreRules.ForCaller(callers, prefix.Length);
        var up = string.Concat(Enumerable.Repeat("../", parts.Length));
        var rules = bare.ForRepository(0, ReadExclude(repository, up, options));
        var folder = repository.WorkTree;
        var start = 0;
        foreach (var part in parts)
        {
            using (var open = SourceFolder.TryOpen(folder))
            {
                rules = rules.Within(
                    start,
                    ReadFile(open, ".ctxbignore\0"u8, up + ".ctxbignore", options),
                    ReadFile(open, ".gitignore\0"u8, up + ".gitignore", options));
            }

            var end = start + Encoding.UTF8.GetByteCount(part);
            if (rules.Decide(prefix.AsSpan(0, end), start, isFolder: true, withCallers: false).Ignored)
            {
                rules = bare;
                break;
            }

            (start, up, folder) = (end + 1, up[3..], Path.Join(folder, part));
        }

        return new(prefix, rules, new TrackedFiles(repository.GitDirectory, 0, indexes));
    }

    /// <summary>Files outside a tree's walk that have a say in it: of its repository, and of every folder above.</summary>
    /// <param name="root">Real path.</param>
    /// <returns>Absolute paths, existing or not.</returns>
    public static IReadOnlyList<string> Sources(string root)
    {
        var sources = new List<string> { Path.Join(root, ".git") };
        for (var folder = Path.GetDirectoryName(root); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            sources.AddRange([Path.Join(folder, ".git"), Path.Join(folder, ".gitignore"), Path.Join(folder, ".ctxbignore")]);
        }

        if (RepositoryRoot.Find(root) is { } repository)
        {
            sources.AddRange(
            [
                Path.Join(repository.GitDirectory, "HEAD"), Path.Join(repository.GitDirectory, "index"), Path.Join(repository.GitDirectory, "commondir"),
                Path.Join(repository.GitDirectory, "gitdir"), Path.Join(repository.CommonDirectory, "info", "exclude"),
            ]);
        }

        return sources;
    }

    /// <summary>The rules of <c>.git/info/exclude</c>.</summary>
    /// <param name="folder">How verdicts name the work tree: empty, or with a slash at its end.</param>
    public static IgnoreFile? ReadExclude(RepositoryRoot repository, string folder, FilesOptions options)
    {
        using var common = SourceFolder.TryOpen(repository.CommonDirectory);
        return ReadFile(common, "info/exclude\0"u8, folder + ".git/info/exclude", options);
    }

    /// <summary>Reads an ignore file; git, too, does not follow a link in its place.</summary>
    /// <param name="name">A NUL at its end.</param>
    /// <returns>Null when there is none that can be read.</returns>
    public static IgnoreFile? ReadFile(SourceFolder? folder, ReadOnlySpan<byte> name, string shown, FilesOptions options)
    {
        using var file = folder?.Read(name, IgnoreFile.MaxBytes);
        return file is null ? null : IgnoreFile.Parse(file.Bytes, shown, options.IgnoreCase);
    }
}
