using System.Text;
using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Core.Files;

/// <summary>
/// A work tree and where git keeps its data, found by reading <c>.git</c>, never by starting git. Everything read is taken as
/// hostile: small regular files only, no link inside <c>.git</c> is followed.
/// </summary>
/// <param name="WorkTree">Real path of the folder that holds <c>.git</c>.</param>
/// <param name="GitDirectory">Real path of this work tree's own git directory (HEAD, index).</param>
/// <param name="CommonDirectory">
/// Real path of the directory that all work trees of the repository share: the identity of a collection. It equals
/// <paramref name="GitDirectory"/> but for linked work trees that their repository confirms: a cloned <c>.git</c> file can
/// name anybody's repository, and so must not make its folder a part of it.
/// </param>
public sealed record RepositoryRoot(string WorkTree, string GitDirectory, string CommonDirectory)
{
    internal const int MaxPointerBytes = 16 * 1024;

    /// <summary>Finds the work tree that encloses a path.</summary>
    /// <param name="path">A folder or file, existing or not.</param>
    /// <returns>Null outside of any.</returns>
    public static RepositoryRoot? Find(string path)
    {
        var start = RealPath.Resolve(Path.GetFullPath(path)) ?? Path.GetFullPath(path);
        for (var folder = start; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (At(folder) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>The work tree whose top is this very folder.</summary>
    /// <param name="folder">Real path.</param>
    /// <returns>Null when it holds no <c>.git</c>, or one that git would not accept.</returns>
    public static RepositoryRoot? At(string folder)
    {
        var dotGit = Path.Join(folder, ".git");
        var info = new FileInfo(dotGit);
        if ((int)info.Attributes == -1 || info.LinkTarget is not null)
        {
            return null;
        }

        var isFolder = (info.Attributes & FileAttributes.Directory) != 0;
        var directory = isFolder ? dotGit : ReadPath(folder, ".git", "gitdir: ");
        if (directory is null || !HasHead(directory))
        {
            return null;
        }

        var common = ReadPath(directory, "commondir", "");
        var confirmed = common is not null && ReadPath(directory, "gitdir", "") == dotGit;
        if (!Directory.Exists(Path.Join(common ?? directory, "objects")))
        {
            return null;
        }

        return new(folder, directory, confirmed ? common! : directory);
    }

    /// <summary>Reads a file of a folder that names a path.</summary>
    /// <returns>The real path; null when there is none.</returns>
    private static string? ReadPath(string folder, string file, string prefix)
    {
        var text = ReadText(folder, file);
        if (text?.StartsWith(prefix, StringComparison.Ordinal) != true)
        {
            return null;
        }

        var named = text[prefix.Length..].TrimEnd('\n', '\r');
        return named.Length == 0 || named.Contains('\0', StringComparison.Ordinal)
            ? null
            : RealPath.Resolve(Path.GetFullPath(named, folder));
    }

    private static bool HasHead(string directory)
    {
        var head = ReadText(directory, "HEAD")?.TrimEnd();
        return head is not null
            && (head.StartsWith("ref: refs/", StringComparison.Ordinal)
                || (head.Length is 40 or 64 && head.All(char.IsAsciiHexDigit)));
    }

    private static string? ReadText(string folder, string file)
    {
        using var open = SourceFolder.TryOpen(folder);
        using var read = open?.Read(RelativePath.FromNormalised(file), MaxPointerBytes);
        return read is { Failure: SkipReason.None } ? Encoding.UTF8.GetString(read.Bytes) : null;
    }
}
