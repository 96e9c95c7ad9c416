using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Core.Files;

/// <summary>
/// Walks a tree and says of every path in it what an index should do: read it, or skip it for a reason. Nothing is left out
/// in silence but <c>.git</c> and what vanished while the walk was under way; a skipped folder is one entry.
/// </summary>
/// <remarks>
/// One walker may walk several trees, also at once; it keeps the last git index it read. Folders that are skipped by name:
/// <c>.hg</c>, <c>.svn</c>, <c>.jj</c> and, unless asked for, <c>node_modules</c>; a <c>!</c> line of a <c>.ctxbignore</c> brings them back.
/// </remarks>
public sealed class RepoWalker(FilesOptions options)
{
    private readonly GitIndexCache _indexes = new();

    /// <summary>Walks a tree.</summary>
    /// <param name="root">A folder; its own path is trusted, everything below it is not.</param>
    /// <param name="cancellationToken">Looked at for every entry.</param>
    /// <returns>
    /// Entries in ascending order of <see cref="WalkEntry.Path"/>, each path once, found while they are enumerated. Entries are of one
    /// moment each, not of one moment together.
    /// </returns>
    /// <exception cref="CtxbException">On enumeration: the root is missing, no folder, or unreadable.</exception>
    public IEnumerable<WalkEntry> Walk(string root, CancellationToken cancellationToken) =>
        Walk(() => SourceFolder.Open(root), cancellationToken);

    /// <summary>The same with the folder implementation that the caller opens.</summary>
    internal IEnumerable<WalkEntry> Walk(Func<SourceFolder> open, CancellationToken cancellationToken)
    {
        using var walk = new TreeWalk(open(), options, _indexes);
        while (walk.MoveNext())
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return walk.Current;
        }
    }
}
