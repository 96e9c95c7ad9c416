namespace McpContextBrowser.Tests.ModelBuilder;

/// <summary>Three tiny repositories, written for these tests.</summary>
internal static class Fixture
{
    public static readonly IReadOnlyDictionary<string, string> Licences = new Dictionary<string, string> { ["shop"] = "MIT", ["mail"] = "Apache-2.0", ["graph"] = "BSD-3-Clause" };

    public static string PathOf(string name) => Path.Join([TestPaths.RepositoryRoot, "tests", "McpContextBrowser.Tests", "ModelBuilder", "Fixtures", .. name.Split('/')]);
}
