using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Files;

namespace McpContextBrowser.Configuration;

/// <summary>
/// Which folder a call means. A folder that was named is taken as it is; where none was, the enclosing repository of the working
/// directory is. A guess is never wide: home, the root of a file system and a folder of many repositories are refused.
/// </summary>
/// <param name="surroundings">Working directory and home.</param>
/// <param name="configuration">Data directory and allowed roots.</param>
internal sealed class RootChoice(Surroundings surroundings, CtxbConfiguration configuration)
{
    private const int ManyRepositories = 2;
    private const string NameOnCommandLine = "Name one, as in 'ctxb index PATH', or start ctxb inside a repository.";

    /// <summary>The folder that is meant when none is named; it may still be refused.</summary>
    /// <value>Empty for a caller to whom several folders are open, or none: the server's own working directory is no concern of theirs.</value>
    public string Default => Guess();

    /// <summary>The folder a person named, or the enclosing repository.</summary>
    /// <returns>The real path of an existing directory: no link hides where it leads.</returns>
    /// <exception cref="CtxbException">It does not exist, is a file, holds the index, or was a guess that is too wide.</exception>
    public string ForPerson(string? named) => NotAroundData(named is null ? Narrow(Guess(), NameOnCommandLine) : Existing(named));

    /// <summary>The folder to remove from the index: it may be gone from the disk.</summary>
    public string ForRemoval(string? named) => named is null ? Narrow(Guess(), NameOnCommandLine) : Full(named);

    /// <summary>The same for a client of <c>serve</c>: a program named the folder, so wide ones are refused too.</summary>
    /// <inheritdoc cref="ForPerson"/>
    public string ForClient(string? named)
    {
        if (configuration.OnlyAllowedRoots)
        {
            return NotAroundData(Narrow(Open(named ?? Guess()), "Name one repository with the argument path."));
        }

        var root = Narrow(named is null ? Guess() : Existing(named), "Name one repository with the argument path.");
        if (!MayBeRead(root))
        {
            throw new CtxbException(
                ErrorCodes.PathOutsideRoots,
                "That folder is outside the folders this server may read.",
                $"Use one of: {string.Join(", ", configuration.AllowedRoots)}.");
        }

        return NotAroundData(root);
    }

    /// <summary>Whether a client may name this folder at all.</summary>
    public bool MayBeRead(string root) => configuration.AllowedRoots.Count == 0 ? !configuration.OnlyAllowedRoots : configuration.AllowedRoots.Any(allowed => IsWithin(root, Real(allowed)));

    /// <summary>Whether what a client named lies within the folders that are open to it, there or not.</summary>
    public bool IsGranted(string named) => Named(named) is { } path && MayBeRead(Real(path));

    private string Guess() =>
        configuration.OnlyAllowedRoots ? configuration.AllowedRoots is [var one] ? one : ""
        : RepositoryRoot.Find(surroundings.WorkingDirectory)?.WorkTree ?? Real(surroundings.WorkingDirectory);

    /// <summary>A folder that is open to the caller, by its path or by the name of an allowed one. Any other is as if it did not exist.</summary>
    private string Open(string named)
    {
        if (named.Length == 0)
        {
            throw new CtxbException(
                ErrorCodes.ArgumentInvalid,
                "No folder is named, and there is no single one that could be meant.",
                configuration.AllowedRoots.Count == 0 ? "Ask an administrator to grant one." : $"Name one with the argument path: {string.Join(", ", configuration.AllowedRoots)}.");
        }

        var path = Named(named);
        return path is not null && Directory.Exists(path) && RealPath.Resolve(path) is { } real && MayBeRead(real)
            ? real
            : throw new CtxbException(ErrorCodes.PathMissing, $"{named} does not exist.", "Check the spelling, or ask an administrator to grant it.");
    }

    /// <returns>The absolute path that is meant; null when nothing can be.</returns>
    private string? Named(string named) =>
        named.Length == 0 || named.Contains('\0', StringComparison.Ordinal) ? null
        : Path.IsPathFullyQualified(named) || !configuration.OnlyAllowedRoots ? Full(named)
        : configuration.AllowedRoots.FirstOrDefault(allowed => Path.GetFileName(allowed) == named);

    private string Full(string named) => named.Length > 0 && !named.Contains('\0', StringComparison.Ordinal)
        ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(named, surroundings.WorkingDirectory))
        : throw new CtxbException(ErrorCodes.PathInvalid, "The path is empty or holds a NUL character.", "Name a folder.");

    private string Existing(string named)
    {
        var path = Full(named);
        if (Directory.Exists(path) && RealPath.Resolve(path) is { } real)
        {
            return real;
        }

        throw File.Exists(path)
            ? new CtxbException(ErrorCodes.PathNotDirectory, $"{path} is a file.", $"Name its folder: {Path.GetDirectoryName(path)}")
            : new CtxbException(ErrorCodes.PathMissing, $"{path} does not exist.", "Check the spelling, or give an absolute path.");
    }

    private string Narrow(string root, string next)
    {
        var reason =
            Path.GetPathRoot(root) == root ? "is the root of a file system"
            : surroundings.Home.Length > 0 && Same(root, Real(surroundings.Home)) ? "is your home directory"
            : !IsRepository(root) && HoldsManyRepositories(root) ? "holds several repositories"
            : null;
        return reason is null
            ? root
            : throw new CtxbException(ErrorCodes.RootTooWide, $"{root} {reason}, which is too much to index unasked.", next);
    }

    private string NotAroundData(string root) => !IsWithin(Real(configuration.DataDirectory), root)
        ? root
        : throw new CtxbException(
            ErrorCodes.ConfigurationInvalid,
            $"The data directory {configuration.DataDirectory} lies inside {root}: the index would index itself.",
            "Give another place with --data DIR or CTXB_DATA.");

    private static bool IsRepository(string folder) => RepositoryRoot.At(folder) is not null;

    private static bool HoldsManyRepositories(string folder)
    {
        try
        {
            return Directory.EnumerateDirectories(folder).Where(IsRepository).Take(ManyRepositories).Count() == ManyRepositories;
        }
        catch (UnauthorizedAccessException)
        {
            return false; // what cannot be listed cannot be indexed either; the walk tells it better
        }
    }

    /// <summary>The path without links; as it is written while it does not exist.</summary>
    private static string Real(string path) => RealPath.Resolve(path) ?? path;

    private static bool IsWithin(string path, string folder)
    {
        var below = Path.GetRelativePath(folder, path);
        return below == "." || (below != ".." && !below.StartsWith(".." + Path.DirectorySeparatorChar, StringComparison.Ordinal) && !Path.IsPathRooted(below));
    }

    private static bool Same(string a, string b) => Path.GetRelativePath(a, b) == ".";
}
