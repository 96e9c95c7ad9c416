using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Core.Files;

/// <summary>Keeps the last index files that were read, since a sweep reads the same one again and again. Safe for several threads.</summary>
internal sealed class GitIndexCache
{
    private const int Kept = 4; // a tree and a few submodules; a larger tree of submodules reads theirs each time

    private readonly Lock _gate = new();
    private readonly List<(string Directory, FileStamp Stamp, GitIndex? Index)> _recent = [];

    /// <summary>What git tracks.</summary>
    /// <param name="gitDirectory">Real path of the work tree's git directory.</param>
    /// <returns>Null when there is no index that can be read.</returns>
    public GitIndex? Read(string gitDirectory)
    {
        using var folder = SourceFolder.TryOpen(gitDirectory);
        var name = RelativePath.FromNormalised("index");
        if (folder is null || folder.Stamp(name, out var stamp) != SkipReason.None)
        {
            return null;
        }

        lock (_gate)
        {
            foreach (var recent in _recent)
            {
                if (recent.Directory == gitDirectory && recent.Stamp == stamp)
                {
                    return recent.Index;
                }
            }
        }

        var index = Parse(folder, name, out stamp);
        if (index?.Link is { } link)
        {
            index = Parse(folder, RelativePath.FromNormalised(link.SharedFile), out _) is { } shared ? index.Over(shared) : null;
        }

        lock (_gate)
        {
            _recent.RemoveAll(recent => recent.Directory == gitDirectory);
            _recent.Insert(0, (gitDirectory, stamp, index));
            _recent.RemoveRange(Math.Min(Kept, _recent.Count), Math.Max(0, _recent.Count - Kept));
        }

        return index;
    }

    private static GitIndex? Parse(SourceFolder folder, RelativePath name, out FileStamp stamp)
    {
        using var file = folder.Read(name, GitIndex.MaxBytes);
        stamp = file.Stamp;
        return file.Failure == SkipReason.None ? GitIndex.Parse(file.Bytes) : null;
    }
}
