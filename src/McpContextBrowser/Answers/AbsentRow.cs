using McpContextBrowser.Core;

namespace McpContextBrowser.Answers;

/// <summary>A name that occurs in none of the files that were read for it, as programs read it.</summary>
internal sealed record AbsentRow(string Name, int FilesRead, int Files)
{
    public static AbsentRow Of(AbsentName absent) => new(absent.Name, absent.FilesRead, absent.Files);
}
