namespace McpContextBrowser.Tests.EndToEnd;

/// <summary>Real code of others, at exact versions, kept in the user's temporary folder between runs.</summary>
internal static class ForeignCode
{
    private const string Keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";

    private static readonly string Cache = Path.Join(Path.GetTempPath(), $"ctxb-test-cache-{Environment.UserName}");

    /// <summary>The sources of redis as Debian 12 has them; this machine's own package sources are not touched.</summary>
    /// <returns>The unpacked folder.</returns>
    public static async Task<string> RedisAsync()
    {
        var folder = Path.Join(Cache, "redis-bookworm");
        if (IsThere(folder, out var unpacked))
        {
            return unpacked;
        }

        if (!File.Exists(Keyring))
        {
            Assert.Ignore("the Debian source package redis needs apt-get with Debian's keyring, which is not on this machine");
        }

        var apt = Directory.CreateDirectory(Path.Join(folder, "apt")).FullName;
        Directory.CreateDirectory(Path.Join(apt, "lists", "partial"));
        var sources = Path.Join(apt, "sources.list");
        await File.WriteAllTextAsync(sources, $"deb-src [signed-by={Keyring}] http://deb.debian.org/debian bookworm main\n");
        string[] own =
        [
            "-qq", "-o", $"Dir::Etc::sourcelist={sources}", "-o", "Dir::Etc::sourceparts=-", "-o", $"Dir::State::lists={apt}/lists",
            "-o", $"Dir::Cache={apt}/cache", "-o", "APT::Sandbox::User=", "-o", "Acquire::Retries=2",
        ];
        const string What = "the Debian source package redis";
        await Programs.NeedAsync(What, folder, "apt-get", [.. own, "update"]);
        await Programs.NeedAsync(What, folder, "apt-get", [.. own, "source", "--download-only", "redis"]);
        var tar = Directory.EnumerateFiles(folder, "redis_*.orig.tar.gz").Single();
        return await UnpackAsync(What, folder, tar);
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

    /// <summary>npm as this system starts it.</summary>
    public static string Npm => OperatingSystem.IsWindows() ? "npm.cmd" : "npm";

    private static async Task<string> UnpackAsync(string what, string folder, string tar)
    {
        var half = Directory.CreateDirectory(Path.Join(folder, "half")).FullName;
        await Programs.NeedAsync(what, folder, "tar", "-xzf", tar, "-C", half);
        var unpacked = Path.Join(folder, "tree");
        Directory.Move(Directory.EnumerateDirectories(half).Single(), unpacked); // at once, so that a stopped run leaves no half tree
        return unpacked;
    }

    private static bool IsThere(string folder, out string unpacked)
    {
        unpacked = Path.Join(folder, "tree");
        return Directory.Exists(unpacked);
    }
}
