using McpContextBrowser.Core.Chunking;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Indexing;

namespace McpContextBrowser.Core;

public sealed partial class ContextBrowser
{
    /// <summary>Tells why a place is not, or not higher, in the answer to a question.</summary>
    /// <param name="request">The question, to one folder.</param>
    /// <param name="path">File below the folder, as a hit names it.</param>
    /// <param name="line">1-based line whose piece is meant; null for the file.</param>
    /// <param name="progress">Told how far indexing is, when the call has to wait for it.</param>
    /// <param name="call">The call this belongs to.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="CtxbException">The path is none below the folder.</exception>
    public async Task<WhyNot> WhyNotAsync(
        SearchRequest request, string path, int? line, IProgress<IndexProgress>? progress, CallContext call, CancellationToken cancellationToken)
    {
        using var bound = Bound(call, ref cancellationToken);
        if (!RelativePath.TryParse(path, out var file, OperatingSystem.IsWindows()) || file.IsRoot)
        {
            throw new CtxbException(ErrorCodes.PathInvalid, $"'{path}' is not a path below the folder.", "Name a file as a hit names it, such as src/app.cs:12.");
        }

        var tree = await PrepareAsync(RootFolder.Resolve(request.Roots[0]), request.IndexingPatience, progress, call, cancellationToken).ConfigureAwait(false);
        return await WhyNotSearch.AnswerAsync(tree, request, file, line, call, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Finds functions that a change adds although the tree has them already.</summary>
    /// <param name="root">Folder to search; the change may be in it already.</param>
    /// <param name="diff">A unified diff.</param>
    /// <param name="threshold">Least <see cref="ExistingCode.Similarity"/>, 0 to 1.</param>
    /// <param name="progress">Told how far indexing is, when the call has to wait for it.</param>
    /// <param name="call">The call this belongs to.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>For each such function the most similar piece, in the order of the diff.</returns>
    /// <exception cref="CtxbException">There are no vectors to search by.</exception>
    public async Task<IReadOnlyList<ExistingCode>> CheckAsync(
        string root, string diff, double threshold, IProgress<IndexProgress>? progress, CallContext call, CancellationToken cancellationToken)
    {
        using var bound = Bound(call, ref cancellationToken);
        var tree = await PrepareAsync(RootFolder.Resolve(root), null, progress, call, cancellationToken).ConfigureAwait(false);
        var search = new ExistingCodeSearch(tree, TreeSearch.EmbedderOf(tree), new Chunker(_options.Chunking), threshold);
        return await search.FindAsync(diff, call, cancellationToken).ConfigureAwait(false);
    }
}
