namespace McpContextBrowser.Core.Files;

/// <summary>
/// The ignore rules in force inside one folder. Strongest first: the caller's own patterns; <c>.ctxbignore</c> files, the
/// deepest first; <c>.gitignore</c> files, the deepest first; <c>.git/info/exclude</c>. Immutable: entering a folder gives new rules.
/// </summary>
/// <remarks>
/// As in git, a folder that is ignored hides all below it: whoever descends asks about each folder first and does not enter an
/// ignored one. Paths are bytes below the top of the work tree, as the file system has them.
/// </remarks>
internal sealed class IgnoreRules
{
    private readonly IgnoreFile? _callers;
    private readonly int _callersBase;
    private readonly Link? _own;
    private readonly Link? _git;

    private IgnoreRules(IgnoreFile? callers, int callersBase, Link? own, Link? git)
    {
        _callers = callers;
        _callersBase = callersBase;
        _own = own;
        _git = git;
    }

    /// <summary>Rules before any folder was entered.</summary>
    /// <param name="callers">Patterns that stand in the indexed root; null without.</param>
    /// <param name="callersBase">Length of the root's own path with its slash; 0 when it is the top.</param>
    public static IgnoreRules ForCaller(IgnoreFile? callers, int callersBase) => new(callers, callersBase, null, null);

    /// <summary>These rules with those of one more folder.</summary>
    /// <param name="baseLength">Length of the folder's path with its slash; 0 for the top.</param>
    /// <param name="own">Its <c>.ctxbignore</c>; null without.</param>
    /// <param name="git">Its <c>.gitignore</c>; null without.</param>
    public IgnoreRules Within(int baseLength, IgnoreFile? own, IgnoreFile? git) =>
        own is null && git is null
            ? this
            : new(
                _callers,
                _callersBase,
                own is null ? _own : new Link(own, baseLength, _own),
                git is null ? _git : new Link(git, baseLength, _git));

    /// <summary>These rules without any of git's, but for the <c>info/exclude</c> of the repository that begins here.</summary>
    public IgnoreRules ForRepository(int baseLength, IgnoreFile? exclude) =>
        new(_callers, _callersBase, _own, exclude is null ? null : new Link(exclude, baseLength, null));

    /// <summary>Asks about one entry of the folder.</summary>
    /// <param name="path">Its path from the top.</param>
    /// <param name="nameStart">Where its last part starts.</param>
    /// <param name="isFolder">A link to a folder is none.</param>
    /// <param name="withGit">False leaves git's rules out.</param>
    /// <param name="withCallers">False leaves the caller's patterns out, for a path above the root they stand in.</param>
    public IgnoreVerdict Decide(
        ReadOnlySpan<byte> path, int nameStart, bool isFolder, bool withGit = true, bool withCallers = true)
    {
        if (withCallers && _callers?.LastMatch(path[_callersBase..], nameStart - _callersBase, isFolder) is { } callers)
        {
            return new(callers, FromGit: false);
        }

        if (LastMatch(_own, path, nameStart, isFolder) is { } own)
        {
            return new(own, FromGit: false);
        }

        return withGit ? new(LastMatch(_git, path, nameStart, isFolder), FromGit: true) : default;
    }

    private static IgnorePattern? LastMatch(Link? link, ReadOnlySpan<byte> path, int nameStart, bool isFolder)
    {
        for (; link is not null; link = link.Outer)
        {
            if (link.File.LastMatch(path[link.BaseLength..], nameStart - link.BaseLength, isFolder) is { } pattern)
            {
                return pattern;
            }
        }

        return null;
    }

    private sealed record Link(IgnoreFile File, int BaseLength, Link? Outer);
}
