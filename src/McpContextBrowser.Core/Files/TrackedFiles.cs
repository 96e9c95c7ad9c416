namespace McpContextBrowser.Core.Files;

/// <summary>What git tracks in one work tree; the index is read when the first question comes, which most small trees never ask.</summary>
/// <param name="baseLength">Length of the work tree's path, as walks write it, with its slash.</param>
internal sealed class TrackedFiles(string gitDirectory, int baseLength, GitIndexCache indexes)
{
    private readonly Lazy<GitIndex?> _index = new(() => indexes.Read(gitDirectory), LazyThreadSafetyMode.None);

    public bool Contains(ReadOnlySpan<byte> path, bool isFolder) =>
        _index.Value is { } index
        && (isFolder ? index.ContainsWithin(path[baseLength..]) : index.Contains(path[baseLength..]));
}
