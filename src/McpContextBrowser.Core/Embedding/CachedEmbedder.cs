using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Core.Embedding;

/// <summary>
/// Asks an embedder for each question once. Documents pass by: the store knows their vectors by content and model already.
/// </summary>
/// <param name="inner">Owned: disposed with this.</param>
/// <param name="cache">Shared by all calls.</param>
public sealed class CachedEmbedder(IEmbedder inner, EmbeddingCache cache) : IEmbedder, IDisposable, IAsyncDisposable
{
    public string ModelId => inner.ModelId;

    public int Dimensions => inner.Dimensions;

    public bool IsRemote => inner.IsRemote;

    public int TextsPerRequest => inner.TextsPerRequest;

    /// <summary>What answers when the memory does not.</summary>
    public IEmbedder Inner => inner;

    public async ValueTask EmbedAsync(
        IReadOnlyList<ReadOnlyMemory<char>> texts,
        EmbeddingSide side,
        Memory<float> vectors,
        CallContext call,
        CancellationToken cancellationToken)
    {
        if (side == EmbeddingSide.Document)
        {
            await inner.EmbedAsync(texts, side, vectors, call, cancellationToken).ConfigureAwait(false);
            return;
        }

        var keys = texts.Select(text => text.ToString()).ToArray();
        var missing = Enumerable.Range(0, keys.Length).Where(i => !cache.TryGet(ModelId, side, keys[i], Row(vectors, i).Span)).ToArray();
        if (missing.Length == 0)
        {
            return;
        }

        var asked = new float[missing.Length * Dimensions];
        await inner.EmbedAsync([.. missing.Select(i => texts[i])], side, asked, call, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < missing.Length; i++)
        {
            var vector = Row(asked, i);
            vector.CopyTo(Row(vectors, missing[i]));
            cache.Put(ModelId, side, keys[missing[i]], vector.Span);
        }
    }

    public void Dispose() => (inner as IDisposable)?.Dispose();

    public async ValueTask DisposeAsync()
    {
        if (inner is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync().ConfigureAwait(false);
        }
        else
        {
            Dispose();
        }
    }

    private Memory<float> Row(Memory<float> rows, int i) => rows.Slice(i * Dimensions, Dimensions);
}
