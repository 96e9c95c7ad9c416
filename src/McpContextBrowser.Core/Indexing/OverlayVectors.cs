using McpContextBrowser.Core.Chunking;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Crypto;
using McpContextBrowser.Core.Embedding;
using McpContextBrowser.Core.Store;

namespace McpContextBrowser.Core.Indexing;

/// <summary>
/// Gives the contents of a tree's overlays the vectors of a remote model: from the overlay before (whose commit may have to wait for
/// another writer), from the store, and for the rest in one call. Not for several threads.
/// </summary>
internal sealed class OverlayVectors(IContentStore store, Chunker chunker, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10); // a search waits; without vectors its new files are found by words

    private Dictionary<LookupName, VectorBlock> _known = [];

    /// <returns>The overlay with the vectors it could get.</returns>
    /// <remarks>A model that does not answer is no failure here: the search asks it next, and says why words alone answer.</remarks>
    public async Task<TreeOverlay> AddAsync(TreeOverlay overlay, IEmbedder embedder, CallContext call, CancellationToken cancellationToken)
    {
        var contents = overlay.Files.Where(file => file.Content is { Record.Chunks.Length: > 0 }).Select(file => file.Content!).DistinctBy(content => content.Name).ToList();
        if (contents.Count == 0)
        {
            _known = [];
            return overlay;
        }

        var known = new Dictionary<LookupName, VectorBlock>(
            await store.ReadVectorsAsync([.. contents.Select(content => content.Name)], embedder.ModelId, cancellationToken).ConfigureAwait(false));
        foreach (var (name, block) in _known)
        {
            known.TryAdd(name, block);
        }

        await EmbedAsync(contents.FindAll(content => !known.ContainsKey(content.Name)), embedder, known, call, cancellationToken).ConfigureAwait(false);
        _known = contents.Where(content => known.ContainsKey(content.Name)).ToDictionary(content => content.Name, content => known[content.Name]);
        return overlay with
        {
            Files = [.. overlay.Files.Select(file => file.Content is { } content && known.TryGetValue(content.Name, out var block)
                ? file with { Content = content with { Vectors = block } }
                : file)],
        };
    }

    private async Task EmbedAsync(
        List<NewContent> contents, IEmbedder embedder, Dictionary<LookupName, VectorBlock> into, CallContext call, CancellationToken cancellationToken)
    {
        var texts = contents.ConvertAll(content => ChunkTexts.Shareable(TextCodec.Decompress(content.CompressedText), content.Record, chunker, embedder));
        var vectors = new float[texts.Sum(text => text.Length) * embedder.Dimensions];
        if (vectors.Length == 0)
        {
            return;
        }

        var until = time.GetUtcNow() + Patience;
        try
        {
            await embedder.EmbedAsync(
                [.. texts.SelectMany(text => text)], EmbeddingSide.Document, vectors, call with { Deadline = call.Deadline < until ? call.Deadline : until },
                cancellationToken).ConfigureAwait(false);
        }
        catch (CtxbException failure) when (failure.Code is ErrorCodes.ProviderFailed or ErrorCodes.QuotaExceeded)
        {
            return;
        }

        var at = 0;
        for (var i = 0; i < contents.Count; i++)
        {
            var length = texts[i].Length * embedder.Dimensions;
            into[contents[i].Name] = VectorBlock.From(embedder.Dimensions, vectors.AsSpan(at, length));
            at += length;
        }
    }
}
