using McpContextBrowser.Core.Chunking;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Embedding;
using McpContextBrowser.Core.Store;

namespace McpContextBrowser.Core.Indexing;

/// <summary>
/// Gives contents of the store the vectors of a model that they lack: after an indexing run with a remote model, after a change of the
/// model, and after an outage. Texts of many contents go in one call, several calls at once, and each call's vectors are committed when
/// it is answered: whatever ends the run, what was paid for and answered is kept, and the next run asks only for the rest.
/// </summary>
/// <param name="store">The collection.</param>
/// <param name="chunker">Scans the texts again.</param>
/// <param name="embedder">The model.</param>
internal sealed class VectorPass(IContentStore store, Chunker chunker, IEmbedder embedder)
{
    // Below the limits of tokens a call of all known models, and small enough that an answer lost to a kill costs a fraction of a cent.
    private const int TextsPerBatch = 256;
    private const int CharactersPerBatch = 128 * 1024;
    private const int BatchesAhead = 8; // as many as a provider gets connections; the embedder bounds what is sent at once

    /// <summary>Gathers texts as this pass hands them over.</summary>
    /// <param name="textsPerRequest">See <see cref="IEmbedder.TextsPerRequest"/>.</param>
    public static TextGathering NewGathering(int textsPerRequest) => new(Math.Min(TextsPerBatch, textsPerRequest), CharactersPerBatch);

    /// <summary>The contents among these that lack vectors.</summary>
    public ValueTask<IReadOnlyList<long>> FindMissingAsync(IReadOnlyList<long> contents, CancellationToken cancellationToken) =>
        store.FindWithoutVectorsAsync(contents, embedder.ModelId, cancellationToken);

    /// <summary>Embeds contents.</summary>
    /// <param name="missing">Ascending ids, of <see cref="FindMissingAsync"/>.</param>
    /// <param name="writer">The collection's writer.</param>
    /// <param name="embedded">Told the number of chunks after each commit.</param>
    /// <param name="call">The call this belongs to.</param>
    /// <param name="cancellationToken">Stops; requests under way are given up.</param>
    /// <exception cref="CtxbException">The embedder failed for good; calls that were under way were finished and committed.</exception>
    public async Task RunAsync(
        IReadOnlyList<long> missing, IContentWriter writer, Action<int> embedded, CallContext call, CancellationToken cancellationToken)
    {
        using var writing = new SemaphoreSlim(1); // a writer is not for several threads
        var options = new ParallelOptions { MaxDegreeOfParallelism = BatchesAhead, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(BatchesAsync(missing, cancellationToken), options, async (batch, _) =>
        {
            // Not the loop's own token: when one call fails the others are paid for already and may finish.
            var vectors = new float[batch.Texts.Count * embedder.Dimensions];
            await embedder.EmbedAsync(batch.Texts, EmbeddingSide.Document, vectors, call, cancellationToken).ConfigureAwait(false);
            await writing.WaitAsync(CancellationToken.None).ConfigureAwait(false);
            try
            {
                await writer.AddVectorsAsync(embedder.ModelId, Blocks(batch, vectors), CancellationToken.None).ConfigureAwait(false);
                embedded(batch.Texts.Count);
            }
            finally
            {
                writing.Release();
            }
        }).ConfigureAwait(false);
    }

    /// <summary>The calls that <see cref="RunAsync"/> would make, in order.</summary>
    public async IAsyncEnumerable<TextBatch> BatchesAsync(
        IReadOnlyList<long> missing, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var gathering = NewGathering(embedder.TextsPerRequest);
        await foreach (var content in store.ReadContentsAsync(missing, "", cancellationToken).ConfigureAwait(false))
        {
            var text = await store.ReadTextAsync(content.Id, TextPart.Whole, cancellationToken).ConfigureAwait(false);
            if (gathering.Add(content.Id, ChunkTexts.Shareable(text, content.Record, chunker, embedder)) is { } batch)
            {
                yield return batch;
            }
        }

        if (gathering.Rest() is { } rest)
        {
            yield return rest;
        }
    }

    private Dictionary<long, VectorBlock> Blocks(TextBatch batch, float[] vectors)
    {
        var blocks = new Dictionary<long, VectorBlock>(batch.Contents.Count);
        var at = 0;
        foreach (var (content, texts) in batch.Contents)
        {
            blocks[content] = VectorBlock.From(embedder.Dimensions, vectors.AsSpan(at, texts * embedder.Dimensions));
            at += texts * embedder.Dimensions;
        }

        return blocks;
    }
}
