using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Embedding.Static;
using Microsoft.Extensions.AI;

namespace McpContextBrowser.Core.Embedding.Providers;

/// <summary>Lets a .NET program bring any embedding generator of Microsoft.Extensions.AI as an embedder.</summary>
/// <remarks>As safe for threads as the generator is.</remarks>
/// <param name="generator">Owned: disposed with this.</param>
/// <param name="modelId">Names the vectors, see <see cref="IEmbedder.ModelId"/>.</param>
/// <param name="dimensions">Floats of its vectors.</param>
/// <param name="options">Handed to the generator with each call.</param>
public sealed class GeneratorEmbedder(
    IEmbeddingGenerator<string, Embedding<float>> generator, string modelId, int dimensions, EmbeddingGenerationOptions? options = null)
    : IEmbedder, IDisposable
{
    public string ModelId => modelId;

    public int Dimensions => dimensions;

    public bool IsRemote => true;

    public async ValueTask EmbedAsync(
        IReadOnlyList<ReadOnlyMemory<char>> texts,
        EmbeddingSide side,
        Memory<float> vectors,
        CallContext call,
        CancellationToken cancellationToken)
    {
        if (vectors.Length != texts.Count * dimensions)
        {
            throw new ArgumentException($"Room for {vectors.Length} floats; {texts.Count} × {dimensions} are needed.", nameof(vectors));
        }

        var asked = Enumerable.Range(0, texts.Count).Where(i => !texts[i].Span.IsWhiteSpace()).ToArray();
        var rows = new float[vectors.Length];
        if (asked.Length > 0)
        {
            var made = await GenerateAsync([.. asked.Select(i => texts[i].ToString())], cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < asked.Length; i++)
            {
                var row = rows.AsSpan(asked[i] * dimensions, dimensions);
                made[i].Vector.Span.CopyTo(row);
                RowSum.Normalise(row);
            }
        }

        rows.CopyTo(vectors);
    }

    public void Dispose() => generator.Dispose();

    private async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(string[] texts, CancellationToken cancellationToken)
    {
        GeneratedEmbeddings<Embedding<float>> made;
        try
        {
            made = await generator.GenerateAsync(texts, options, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Whatever a foreign generator throws is its provider's failure, not a bug of ours. Only its type is told: its words can
            // repeat a key or the texts, and a cause is written to the log.
            throw Failed($"failed with {e.GetType().Name}");
        }

        return made.Count == texts.Length && made.All(IsUsable)
            ? made
            : throw Failed($"gave other than {texts.Length} vectors of {dimensions} numbers that are not all zero");
    }

    private bool IsUsable(Embedding<float> made)
    {
        var vector = made.Vector.Span;
        var usable = false;
        foreach (var value in vector)
        {
            if (!float.IsFinite(value))
            {
                return false;
            }

            usable |= value != 0;
        }

        return usable && vector.Length == dimensions;
    }

    private CtxbException Failed(string how) =>
        new(ErrorCodes.ProviderFailed, $"The embedding generator of {modelId} {how}.", "Check the generator that was registered for it.");
}
