using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Search;

namespace McpContextBrowser.Core;

public sealed partial class ContextBrowser
{
    private const int MostRelated = 10;

    /// <summary>Reads a file of an indexed folder, as it is on disk now.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="path">File below it, as a hit names it.</param>
    /// <param name="patience">See <see cref="SearchRequest.IndexingPatience"/>.</param>
    /// <param name="call">The call this belongs to.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="CtxbException">The path is none below the folder, or is not indexed.</exception>
    public async Task<IndexedFile> ReadAsync(string root, string path, TimeSpan? patience, CallContext call, CancellationToken cancellationToken)
    {
        using var bound = Bound(call, ref cancellationToken);
        var (tree, place) = await FindAsync(root, path, patience, call, cancellationToken).ConfigureAwait(false);
        return new(tree.View.Places[place].Path.Value, await tree.View.ReadTextAsync(place, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Tells what a file defines, and which files mention its names or are mentioned by it.</summary>
    /// <inheritdoc cref="ReadAsync"/>
    public async Task<FileOutline> OutlineAsync(string root, string path, TimeSpan? patience, CallContext call, CancellationToken cancellationToken)
    {
        using var bound = Bound(call, ref cancellationToken);
        var (tree, place) = await FindAsync(root, path, patience, call, cancellationToken).ConfigureAwait(false);
        var pieces = new List<OutlineEntry>();
        for (var i = tree.Corpus.FirstChunk(place); i < tree.Corpus.FirstChunk(place + 1); i++)
        {
            if (tree.Corpus.ChunkAt(i) is { Symbol: { } symbol } chunk)
            {
                pieces.Add(new(new(chunk.StartLine, chunk.EndLine), TreeSearch.KindOf(chunk.Kind), symbol));
            }
        }

        var relations = FileRelations.Of(tree.Corpus, place, await tree.View.ReadTextAsync(place, cancellationToken).ConfigureAwait(false), MostRelated);
        return new(pieces, [.. relations.MentionedBy.Select(PathOf)], [.. relations.Mentions.Select(PathOf)]);

        string PathOf(int file) => tree.View.Places[file].Path.Value;
    }

    /// <summary>Paths of an indexed folder that begin like this, in order.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="beginning">As far as it is written; empty gives the first of all.</param>
    /// <param name="most">Most paths.</param>
    /// <param name="call">The call this belongs to.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>Empty when the folder is not indexed.</returns>
    public async Task<IReadOnlyList<string>> PathsAsync(string root, string beginning, int most, CallContext call, CancellationToken cancellationToken)
    {
        using var bound = Bound(call, ref cancellationToken);
        var resolved = RootFolder.Resolve(root);
        foreach (var collection in ExistingAt(resolved))
        {
            if (await collection.TreeAt(resolved).ManifestAsync(cancellationToken).ConfigureAwait(false) is { } manifest)
            {
                return [.. manifest.Entries.Where(entry => entry.HasContent && entry.Path.Value.StartsWith(beginning, StringComparison.Ordinal)).Take(most).Select(entry => entry.Path.Value)];
            }
        }

        return [];
    }

    private async Task<(ReadyTree Tree, int Place)> FindAsync(string root, string path, TimeSpan? patience, CallContext call, CancellationToken cancellationToken)
    {
        if (!RelativePath.TryParse(path, out var file, OperatingSystem.IsWindows()) || file.IsRoot)
        {
            throw new CtxbException(ErrorCodes.PathInvalid, "The file is not written as a path below the folder.", "Give it as a hit names it, such as src/app.cs.");
        }

        var tree = await PrepareAsync(RootFolder.Resolve(root), patience, null, call, cancellationToken).ConfigureAwait(false);
        return tree.PlaceOf(file) is { } place
            ? (tree, place)
            : throw new CtxbException(ErrorCodes.PathMissing, $"{file} is not in the index of {tree.Root}.", "The status tool with skipped: true tells which files are left out and why.");
    }
}
