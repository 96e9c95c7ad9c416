using System.IO.Compression;

namespace McpContextBrowser.Tests;

/// <summary>Where tests find the repository and the shared material beside it.</summary>
internal static class TestPaths
{
    /// <summary>The folder that holds the solution.</summary>
    public static string RepositoryRoot { get; } = FindRoot();

    /// <summary>Configuration and framework of this build, as its output folders are named.</summary>
    public static IReadOnlyList<string> BuildFolder { get; } =
        [.. Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory).Split(Path.DirectorySeparatorChar)[^2..]];

    /// <summary>A file or folder of <c>tests/harness</c>; its README says where each comes from.</summary>
    public static string Harness(params string[] parts) => Path.Join([RepositoryRoot, "tests", "harness", .. parts]);

    /// <summary>Opens a compressed file of <c>tests/harness</c>.</summary>
    public static Stream OpenHarness(params string[] parts) => new GZipStream(File.OpenRead(Harness(parts)), CompressionMode.Decompress);

    /// <summary>Material that does not travel with a clone: looked for in a folder beside the repository, absent on most machines.</summary>
    public static string Shared { get; } = Path.GetFullPath(Path.Join(RepositoryRoot, "..", "shared"));

    /// <summary>A file or folder of the shared material; the test is skipped by name where it is not there.</summary>
    public static string SharedPath(params string[] parts)
    {
        var path = Path.Join([Shared, .. parts]);
        if (!Path.Exists(path))
        {
            Assert.Ignore($"needs ../shared/{string.Join('/', parts)}, which is not beside this clone");
        }

        return path;
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Join(folder.FullName, "McpContextBrowser.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("No McpContextBrowser.sln above the test directory.");
    }
}
