namespace McpContextBrowser.Tests.Indexing;

/// <summary>A repository with linked worktrees as git lays them out, written by hand: no git is needed.</summary>
internal static class Repository
{
    public static void Make(string folder)
    {
        Directory.CreateDirectory(Path.Join(folder, ".git", "objects"));
        Directory.CreateDirectory(Path.Join(folder, ".git", "refs"));
        File.WriteAllText(Path.Join(folder, ".git", "HEAD"), "ref: refs/heads/main\n");
    }

    /// <summary>Adds a worktree with the files that the main one has.</summary>
    public static void AddWorktree(string main, string folder, string name)
    {
        var git = Path.Join(main, ".git", "worktrees", name);
        Directory.CreateDirectory(git);
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Join(git, "HEAD"), $"ref: refs/heads/{name}\n");
        File.WriteAllText(Path.Join(git, "commondir"), "../..\n");
        File.WriteAllText(Path.Join(git, "gitdir"), Path.Join(folder, ".git") + "\n");
        File.WriteAllText(Path.Join(folder, ".git"), $"gitdir: {git}\n");
        foreach (var file in Directory.EnumerateFiles(main, "*.py", SearchOption.AllDirectories).Where(file => !file.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal)))
        {
            var copy = Path.Join(folder, Path.GetRelativePath(main, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    /// <summary>Source files of some eighty lines each, no two alike.</summary>
    public static void WriteFiles(string folder, int count)
    {
        string[] nouns = ["session", "buffer", "header", "socket", "cache", "token", "index", "reader", "branch", "ticket"];
        string[] verbs = ["open", "close", "merge", "split", "parse", "flush", "rotate", "verify", "encode", "drain"];
        for (var i = 0; i < count; i++)
        {
            var path = Path.Join(folder, $"part{i / 50}", $"{verbs[i % 10]}_{nouns[i / 10 % 10]}_{i}.py");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, string.Concat(Enumerable.Range(0, 16).Select(n =>
                $"def {verbs[(i + n) % 10]}_{nouns[((i * 7) + n) % 10]}_{i}_{n}(value, limit):\n"
                + $"    \"\"\"{verbs[(i * n) % 10]} the {nouns[n % 10]} of {nouns[(i + (3 * n)) % 10]} {i * n}\"\"\"\n"
                + $"    {nouns[n % 10]} = value.{verbs[(n + 4) % 10]}({(i * 31) + n})\n    return {nouns[n % 10]} if limit > {n * i} else None\n\n")));
        }
    }
}
