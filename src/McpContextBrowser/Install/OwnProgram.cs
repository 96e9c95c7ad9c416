namespace McpContextBrowser.Install;

/// <summary>What an agent is told to start.</summary>
internal static class OwnProgram
{
    /// <summary>The name under which a shell finds it.</summary>
    public const string Name = "ctxb";

    private const string ToolStore = ".store"; // where `dotnet tool` keeps its packages, a folder a version

    /// <summary>
    /// The full path of the program: an agent started from a desktop does not see the shell's PATH. Of an installed tool it is the entry
    /// beside the store of its versions, which stays where it is when the tool is updated.
    /// </summary>
    /// <param name="running">Path of the running process.</param>
    /// <returns>The name alone when this process is started by another program, such as <c>dotnet</c>.</returns>
    public static string PathOf(string? running)
    {
        if (running is null || Path.GetFileNameWithoutExtension(running) != Name)
        {
            return Name;
        }

        for (var folder = Path.GetDirectoryName(running); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (Path.GetFileName(folder) == ToolStore && EntryIn(Path.GetDirectoryName(folder)) is { } entry)
            {
                return entry;
            }
        }

        return running;
    }

    private static string? EntryIn(string? tools) =>
        new[] { Name, Name + ".exe", Name + ".cmd" }.Select(name => Path.Join(tools, name)).FirstOrDefault(File.Exists);
}
