using McpContextBrowser.Core;

namespace McpContextBrowser.Answers;

/// <summary>A name that occurs in none of the files that were checked for it, as programs read it.</summary>
internal sealed record AbsentRow(string Name, int FilesChecked, int Files)
{
    public static AbsentRow Of(AbsentName absent) => new(absent.Name, absent.FilesChecked, absent.Files);
}
