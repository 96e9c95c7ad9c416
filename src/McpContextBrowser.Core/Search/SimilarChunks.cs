using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Embedding;
using McpContextBrowser.Core.Vectors;

namespace McpContextBrowser.Core.Search;

/// <summary>Finds the chunks of a tree that are nearest to a piece of code, both taken as documents.</summary>
public static class SimilarChunks
{
    private const int GraphBreadth = 200;

    /// <summary>Searches by cosine alone: words that two pieces share are in it already.</summary>
    /// <param name="corpus">The tree.</param>
    /// <param name="example">The piece of code.</param>
    /// <param name="limit">Most chunks wanted.</param>
    /// <param name="except">A chunk that is not to be found: the example itself; null for a snippet.</param>
    /// <param name="filter">Places that may answer; null allows all.</param>
    /// <param name="embedder">The model of the tree's vectors.</param>
    /// <param name="call">The call this belongs to.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>Chunk ordinals of the tree with their cosine, best first; empty when the model knows nothing of the example.</returns>
    public static async ValueTask<IReadOnlyList<(int Chunk, float Cosine)>> FindAsync(
        SearchCorpus corpus, string example, int limit, int? except, PlaceFilter? filter, IEmbedder embedder, CallContext call,
        CancellationToken cancellationToken)
    {
        var vector = new float[embedder.Dimensions];
        await embedder.EmbedAsync([Shareable.Text(example, embedder)], EmbeddingSide.Document, vector, call, cancellationToken).ConfigureAwait(false);
        if (!vector.AsSpan().ContainsAnyExcept(0f))
        {
            return [];
        }

        var allowed = filter is null ? null : corpus.View.Places.Select(filter.Allows).ToArray();
        var found = new List<(int Chunk, float Cosine)>();
        var hits = new VectorHit[limit + 1]; // one more, because the example itself is the nearest
        foreach (var segment in corpus.SegmentsOfTree)
        {
            if (segment.Segment.Vectors is not { } vectors || vectors.Dimensions != vector.Length)
            {
                continue;
            }

            var present = allowed is null ? segment.Present : segment.Allowed(corpus, allowed);
            var count = vectors.Search(vector, hits.Length, Math.Max(GraphBreadth, hits.Length), present, hits);
            foreach (var hit in hits.AsSpan(0, count))
            {
                for (var chunk = segment.First(hit.Id); chunk >= 0; chunk = segment.Next(chunk))
                {
                    if (chunk != except && (allowed is null || allowed[corpus.PlaceOf(chunk)]))
                    {
                        found.Add((chunk, hit.Score));
                    }
                }
            }
        }

        found.Sort((a, b) => a.Cosine == b.Cosine ? a.Chunk.CompareTo(b.Chunk) : b.Cosine.CompareTo(a.Cosine));
        return found.Count > limit ? found[..limit] : found;
    }
}
