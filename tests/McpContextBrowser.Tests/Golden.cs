namespace McpContextBrowser.Tests;

/// <summary>
/// Compares text with the file kept beside the test, under <c>Golden/</c>. <c>UPDATE_GOLDEN=1 ./test.sh</c> rewrites the files;
/// what is reviewed then is their diff.
/// </summary>
internal static class Golden
{
    /// <param name="room">Folder of the test, such as <c>Cli</c>.</param>
    /// <param name="name">Name of the file.</param>
    /// <param name="actual">What the product says now; line ends are made <c>\n</c>.</param>
    public static void Matches(string room, string name, string actual)
    {
        var path = Path.Join(TestPaths.RepositoryRoot, "tests", "McpContextBrowser.Tests", room, "Golden", name);
        var text = actual.ReplaceLineEndings("\n");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
            return;
        }

        Assert.That(File.Exists(path), Is.True, $"{path} is missing; make it with UPDATE_GOLDEN=1");
        Assert.That(text, Is.EqualTo(File.ReadAllText(path).ReplaceLineEndings("\n")), "If the change is meant, run with UPDATE_GOLDEN=1 and review the diff.");
    }
}
