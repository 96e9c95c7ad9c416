using System.Collections.Concurrent;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Embedding;

namespace McpContextBrowser.Core.Search;

/// <summary>Vectors of paths, made when they are first needed and kept from view to view: a path means the same in every tree.</summary>
internal sealed class PathVectors
{
    private const int MostKept = 50_000; // 50 MB at 256 dimensions; a search needs a few hundred

    private readonly ConcurrentDictionary<RelativePath, float[]> _vectors = [];
    private string? _modelId;
    private int _kept; // roughly: counting a concurrent dictionary takes all its locks

    /// <summary>Makes the vectors of these places that are not there yet.</summary>
    /// <remarks>A remote model is asked for none: hundreds of paths a question would cost more calls than what they add, and stay private.</remarks>
    public async ValueTask EnsureAsync(
        SearchCorpus corpus, IReadOnlyCollection<int> places, IEmbedder embedder, CallContext call, CancellationToken cancellationToken)
    {
        if (embedder.IsRemote)
        {
            return;
        }

        if (_modelId != embedder.ModelId || _kept > MostKept)
        {
            _vectors.Clear();
            _kept = 0;
            _modelId = embedder.ModelId;
        }

        var missing = new HashSet<RelativePath>();
        foreach (var place in places)
        {
            if (corpus.PathOf(place) is var path && !_vectors.ContainsKey(path))
            {
                missing.Add(path);
            }
        }

        if (missing.Count > 0)
        {
            await EmbedAsync([.. missing], embedder, call, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The vector of a place; empty when <see cref="EnsureAsync"/> did not make it, or another model's call cleared it since.</summary>
    public ReadOnlySpan<float> Of(SearchCorpus corpus, int place) =>
        _vectors.TryGetValue(corpus.PathOf(place), out var vector) ? vector : [];

    private async ValueTask EmbedAsync(List<RelativePath> missing, IEmbedder embedder, CallContext call, CancellationToken cancellationToken)
    {
        var rows = new float[missing.Count * embedder.Dimensions];
        var texts = missing.ConvertAll(path => path.Value.AsMemory());
        await embedder.EmbedAsync(texts, EmbeddingSide.Document, rows, call, cancellationToken).ConfigureAwait(false);
        Interlocked.Add(ref _kept, missing.Count);
        for (var i = 0; i < missing.Count; i++)
        {
            _vectors[missing[i]] = rows[(i * embedder.Dimensions)..((i + 1) * embedder.Dimensions)];
        }
    }
}
