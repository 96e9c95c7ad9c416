namespace McpContextBrowser.Tests.Chunking;

/// <summary>A short text in each language, written to hold what is hard to read in it; beside this file.</summary>
internal static class Samples
{
    private static readonly string Folder = Path.Join(TestPaths.RepositoryRoot, "tests", "McpContextBrowser.Tests", "Chunking", "Samples");

    /// <summary>Language ids, in order.</summary>
    public static IEnumerable<string> Languages =>
        Directory.EnumerateFiles(Folder, "*.sample").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal);

    /// <summary>The sample of a language, with line ends <c>\n</c>.</summary>
    public static string Text(string language) => File.ReadAllText(Path.Join(Folder, language + ".sample")).ReplaceLineEndings("\n");
}
