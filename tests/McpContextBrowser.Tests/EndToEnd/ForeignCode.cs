namespace McpContextBrowser.Tests.EndToEnd;

/// <summary>Real code of others, at exact versions, kept in the user's temporary folder between runs.</summary>
internal static class ForeignCode
{
    private static readonly string Cache = Path.Join(Path.GetTempPath(), $"ctxb-test-cache-{Environment.UserName}");

    /// <summary>The sources of a package of this machine's own Debian release, whose list of package sources is not touched.</summary>
    /// <param name="package">Name of the source package, or of a package made from it.</param>
    /// <returns>The unpacked folder.</returns>
    public static async Task<string> DebianAsync(string package)
    {
        var folder = Path.Join(Cache, $"debian-{package}");
        if (IsThere(folder, out var unpacked))
        {
            return unpacked;
        }

        var what = $"the Debian source package {package}";
        var apt = Directory.CreateDirectory(Path.Join(folder, "apt")).FullName;
        Directory.CreateDirectory(Path.Join(apt, "lists", "partial"));
        var targets = await Programs.NeedAsync(
            what, folder, "apt-get", "indextargets", "--format", "$(REPO_URI) $(CODENAME) $(COMPONENT)", "Created-By: Packages");
        var sources = Path.Join(apt, "sources.list");
        await File.WriteAllLinesAsync(
            sources, targets.Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).Select(target => $"deb-src {target}"));
        string[] own =
        [
            "-qq", "-o", $"Dir::Etc::sourcelist={sources}", "-o", "Dir::Etc::sourceparts=-", "-o", $"Dir::State::lists={apt}/lists",
            "-o", $"Dir::Cache={apt}/cache", "-o", "APT::Sandbox::User=", "-o", "Acquire::Retries=2",
        ];
        await Programs.NeedAsync(what, folder, "apt-get", [.. own, "update"]);
        await Programs.NeedAsync(what, folder, "apt-get", [.. own, "source", "--download-only", package]);
        return await UnpackAsync(what, folder, Directory.EnumerateFiles(folder, "*.orig.tar.*").Single(file => !file.EndsWith(".asc", StringComparison.Ordinal)));
    }

    /// <summary>An npm package.</summary>
    /// <param name="name">Without a scope.</param>
    /// <param name="version">Exact.</param>
    /// <returns>The unpacked folder.</returns>
    public static async Task<string> NpmAsync(string name, string version)
    {
        var folder = Path.Join(Cache, $"npm-{name}-{version}");
        if (IsThere(folder, out var unpacked))
        {
            return unpacked;
        }

        Directory.CreateDirectory(folder);
        var what = $"the npm package {name}@{version}";
        await Programs.NeedAsync(what, folder, Npm, "pack", "--silent", $"{name}@{version}");
        return await UnpackAsync(what, folder, Path.Join(folder, $"{name}-{version}.tgz"));
    }

    /// <summary>npm packages that a script uses, with all they need; their install scripts do not run.</summary>
    /// <param name="packages">As <c>name@version</c>.</param>
    /// <returns>The folder that holds <c>node_modules</c>.</returns>
    public static async Task<string> NpmModulesAsync(params string[] packages)
    {
        var folder = Path.Join(Cache, $"modules-{string.Join('-', packages)}");
        var done = Path.Join(folder, "done");
        if (!File.Exists(done))
        {
            Directory.CreateDirectory(folder);
            await File.WriteAllTextAsync(Path.Join(folder, "package.json"), "{}");
            await Programs.NeedAsync(string.Join(", ", packages), folder, Npm, ["install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", .. packages]);
            await File.WriteAllTextAsync(done, "");
        }

        return folder;
    }

    /// <summary>npm as this system starts it.</summary>
    public static string Npm => OperatingSystem.IsWindows() ? "npm.cmd" : "npm";

    private static async Task<string> UnpackAsync(string what, string folder, string tar)
    {
        var half = Directory.CreateDirectory(Path.Join(folder, "half")).FullName;
        await Programs.NeedAsync(what, folder, "tar", "-xf", tar, "-C", half);
        var unpacked = Path.Join(folder, "tree");
        var entries = Directory.EnumerateFileSystemEntries(half).Take(2).ToList();
        Directory.Move(entries.Count == 1 ? entries[0] : half, unpacked); // at once, so that a stopped run leaves no half tree
        return unpacked;
    }

    private static bool IsThere(string folder, out string unpacked)
    {
        unpacked = Path.Join(folder, "tree");
        return Directory.Exists(unpacked);
    }
}
