using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Core.Embedding.Static;

/// <summary>
/// The built-in embedder. No network, no state, no randomness: the same text gives the same vector, up to the last bits
/// between CPUs of different SIMD width.
/// </summary>
/// <remarks>Any number of threads may encode at once; each borrows an encoder, of which at most one a core is kept.</remarks>
/// <param name="model">Owned: disposed with this, after the last call.</param>
public sealed class StaticEmbedder(StaticModel model) : IEmbedder, IDisposable
{
    private readonly StaticEncoder?[] _spare = new StaticEncoder?[Environment.ProcessorCount];

    public string ModelId => model.ModelId;

    public int Dimensions => model.Dimensions;

    /// <summary>Embeds one text on the calling thread, without allocating.</summary>
    /// <param name="text">Any length; a text without a known word gives a zero vector.</param>
    /// <param name="side">Question or document.</param>
    /// <param name="vector"><see cref="Dimensions"/> floats, overwritten.</param>
    /// <exception cref="ArgumentException">The vector has another length.</exception>
    public void Encode(ReadOnlySpan<char> text, EmbeddingSide side, Span<float> vector)
    {
        if (vector.Length != Dimensions)
        {
            throw new ArgumentException($"Room for {vector.Length} floats; {Dimensions} are needed.", nameof(vector));
        }

        var encoder = Borrow();
        encoder.Encode(text, side, vector);
        GiveBack(encoder);
    }

    /// <inheritdoc/>
    /// <remarks>Runs on the calling thread to the end; whoever wants more cores calls from more threads.</remarks>
    public ValueTask EmbedAsync(
        IReadOnlyList<ReadOnlyMemory<char>> texts,
        EmbeddingSide side,
        Memory<float> vectors,
        CallContext call,
        CancellationToken cancellationToken)
    {
        if (vectors.Length != texts.Count * Dimensions)
        {
            throw new ArgumentException($"Room for {vectors.Length} floats; {texts.Count} × {Dimensions} are needed.", nameof(vectors));
        }

        for (var i = 0; i < texts.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Encode(texts[i].Span, side, vectors.Span.Slice(i * Dimensions, Dimensions));
        }

        return ValueTask.CompletedTask;
    }

    public void Dispose() => model.Dispose();

    /// <summary>Takes a spare encoder, this core's first because its buffers are in this core's cache, or makes one.</summary>
    private StaticEncoder Borrow()
    {
        var core = Thread.GetCurrentProcessorId();
        for (var i = 0; i < _spare.Length; i++)
        {
            if (Interlocked.Exchange(ref _spare[(uint)(core + i) % (uint)_spare.Length], null) is { } encoder)
            {
                return encoder;
            }
        }

        return new StaticEncoder(model);
    }

    private void GiveBack(StaticEncoder encoder)
    {
        var core = Thread.GetCurrentProcessorId();
        for (var i = 0; i < _spare.Length; i++)
        {
            if (Interlocked.CompareExchange(ref _spare[(uint)(core + i) % (uint)_spare.Length], encoder, null) is null)
            {
                return;
            }
        }
    }
}
