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
public sealed class RepoWalker
{
    private readonly FilesOptions _options;
    private readonly GitIndexCache _indexes;

    public RepoWalker(FilesOptions options)
        : this(options, new GitIndexCache())
    {
    }

    /// <param name="indexes">Shared with the walkers before and after this one.</param>
    internal RepoWalker(FilesOptions options, GitIndexCache indexes) => (_options, _indexes) = (options, indexes);

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

    /// <summary>The same, telling a watch of every folder before it is listed.</summary>
    internal IEnumerable<WalkEntry> Walk(string root, TreeWatch? watch, CancellationToken cancellationToken) =>
        Walk(() => SourceFolder.Open(root, watch), cancellationToken);

    /// <summary>What a walk would say now about a file that an earlier walk took in, as long as no rule has changed since.</summary>
    /// <param name="root">The tree's root, open.</param>
    /// <param name="path">A file below it.</param>
    /// <param name="entry">The answer.</param>
    /// <returns>None, Vanished when the file is gone, or why only a walk can tell.</returns>
    /// <param name="hasOtherNames">True when only a walk can watch it, by itself.</param>
    internal SkipReason Look(SourceFolder root, RelativePath path, out WalkEntry entry, out bool hasOtherNames)
    {
        var failure = root.Stamp(path, out var stamp, out hasOtherNames);
        entry = new(path, stamp, failure == SkipReason.None ? FileFilter.BeforeReading(path, stamp.Size, _options) : null);
        return failure;
    }

    /// <summary>The same with the folder implementation that the caller opens.</summary>
    internal IEnumerable<WalkEntry> Walk(Func<SourceFolder> open, CancellationToken cancellationToken)
    {
        using var walk = new TreeWalk(open(), _options, _indexes);
        while (walk.MoveNext())
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return walk.Current;
        }
    }
}
