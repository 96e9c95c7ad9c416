using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Files;

namespace McpContextBrowser.Core;

/// <summary>Reads which folder a caller means.</summary>
internal static class RootFolder
{
    /// <summary>The real path of a folder that exists.</summary>
    /// <exception cref="CtxbException">It does not, or is a file.</exception>
    public static string Resolve(string given)
    {
        var full = Full(given);
        if (File.Exists(full))
        {
            throw new CtxbException(
                ErrorCodes.PathNotDirectory, $"'{given}' is a file, not a folder.", $"Name its folder: {Path.GetDirectoryName(full)}");
        }

        return (Directory.Exists(full) ? RealPath.Resolve(full) : null) ?? throw new CtxbException(
            ErrorCodes.PathMissing, $"There is no folder '{given}'.", "Check the path, or change into the folder and leave it out.");
    }

    /// <summary>The same for a folder that may be gone: then as far as it can be told from its name.</summary>
    public static string ResolveMissing(string given)
    {
        var full = Full(given);
        return RealPath.Resolve(full) ?? full;
    }

    /// <summary>What a folder's contents are shared by: its repository, or the folder itself.</summary>
    public static string CollectionOf(string root) => RepositoryRoot.Find(root)?.CommonDirectory ?? root;

    private static string Full(string given)
    {
        if (given.Length == 0 || given.Contains('\0', StringComparison.Ordinal))
        {
            throw new CtxbException(ErrorCodes.PathInvalid, "The path of the folder is empty or holds a NUL.", "Name a folder.");
        }

        return Path.TrimEndingDirectorySeparator(Path.GetFullPath(given));
    }
}
