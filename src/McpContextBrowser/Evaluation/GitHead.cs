using System.Text;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Files;

namespace McpContextBrowser.Evaluation;

/// <summary>Which commit a work tree stands at, read without git: small regular files, and no link is followed.</summary>
internal static class GitHead
{
    private const int MostBytes = 64 << 20; // packed-refs of a very large repository
    private const int MostHops = 5;

    /// <returns>The commit's name; null when there is none yet, or refs are kept in a form that is not known here.</returns>
    public static string? Of(RepositoryRoot repository)
    {
        var text = Read(repository.GitDirectory, "HEAD");
        for (var hop = 0; hop < MostHops && text?.StartsWith("ref: ", StringComparison.Ordinal) == true; hop++)
        {
            var name = text["ref: ".Length..].Trim();
            text = Read(repository.CommonDirectory, name) ?? Packed(repository.CommonDirectory, name);
        }

        return text?.Trim() is { } id && IsId(id) ? id : null;
    }

    /// <summary>Commits behind which a shallow clone has nothing.</summary>
    public static IReadOnlyList<string> Shallow(RepositoryRoot repository) =>
        [.. (Read(repository.CommonDirectory, "shallow") ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(IsId)];

    public static bool IsId(string text) => text.Length is 40 or 64 && text.All(char.IsAsciiHexDigitLower);

    private static string? Packed(string folder, string name)
    {
        foreach (var line in (Read(folder, "packed-refs") ?? "").Split('\n'))
        {
            if (line.Length > name.Length + 1 && line.EndsWith(name, StringComparison.Ordinal) && line[^(name.Length + 1)] == ' ')
            {
                return line[..^(name.Length + 1)];
            }
        }

        return null;
    }

    private static string? Read(string folder, string name)
    {
        if (!RelativePath.TryParse(name, out var path) || path.IsRoot || !Directory.Exists(folder))
        {
            return null;
        }

        using var open = SourceFolder.Open(folder);
        using var file = open.Read(path, MostBytes);
        return file.Failure == SkipReason.None ? Encoding.UTF8.GetString(file.Bytes) : null;
    }
}
