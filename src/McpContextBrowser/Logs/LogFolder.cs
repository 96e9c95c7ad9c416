namespace McpContextBrowser.Logs;

/// <summary>The files of all processes, oldest first: their names begin with the time they were made.</summary>
internal static class LogFolder
{
    public const string Name = "logs";
    public const string Ending = ".jsonl";

    /// <summary>Most files that are kept when a new one begins.</summary>
    public const int MostFiles = 30;

    /// <summary>Most bytes of all files that are kept when a new one begins.</summary>
    public const long MostBytes = 16 << 20;

    /// <returns>Full paths; none when there is no folder.</returns>
    public static IReadOnlyList<string> Files(string folder) => Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder, "ctxb-*" + Ending).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>Removes the oldest files until the rest is within the bounds. One that another process holds open is left where the system refuses.</summary>
    /// <param name="folder">The folder of the log.</param>
    /// <param name="oldest">Files last written before this go whatever their number.</param>
    public static void Trim(string folder, DateTimeOffset oldest)
    {
        var (files, bytes) = (0, 0L);
        foreach (var path in Files(folder).Reverse())
        {
            var size = new FileInfo(path) is { Exists: true } file ? file.Length : 0;
            files++;
            bytes += size;
            if (files >= MostFiles || bytes > MostBytes || File.GetLastWriteTimeUtc(path) < oldest)
            {
                Remove(path);
            }
        }
    }

    private static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (IOException)
        {
            // Windows: still written; the next process tries again
        }
    }
}
