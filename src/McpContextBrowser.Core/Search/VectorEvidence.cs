using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Embedding;
using McpContextBrowser.Core.Vectors;

namespace McpContextBrowser.Core.Search;

/// <summary>
/// What the model says about a question; docs/ranking.md, “Embedding”. A chunk's vector comes from its text alone, that of
/// its path is blended in (<see cref="PathBlend"/>). Only the nearest hundred chunks count; every other file counts as the
/// mean µ of a sample.
/// </summary>
internal sealed class VectorEvidence
{
    private const int GraphBreadth = 200; // twice the chunks wanted: recall near 1 where the index is a graph

    private readonly SearchCorpus _corpus;
    private readonly float[] _query;
    private readonly Dictionary<int, float> _files = [];

    private VectorEvidence(SearchCorpus corpus, float[] query)
    {
        _corpus = corpus;
        _query = query;
    }

    /// <summary>Best cosine of each file that has one of the nearest chunks, by place.</summary>
    public IReadOnlyDictionary<int, float> Files => _files;

    /// <summary>µ, of this tree until <see cref="Level"/>, then of all.</summary>
    public float Mean { get; private set; }

    /// <summary>The best cosine, likewise.</summary>
    public float Best { get; private set; } = float.NegativeInfinity;

    /// <summary>Gives the trees of one question the mean of all their files and the best cosine of all.</summary>
    /// <param name="trees">Of one model; their cosines compare.</param>
    public static void Level(IReadOnlyCollection<VectorEvidence> trees)
    {
        var mean = (float)(trees.Sum(tree => (double)tree.Mean * tree._corpus.FileCount) / trees.Sum(tree => (double)tree._corpus.FileCount));
        var best = trees.Max(tree => tree.Best);
        foreach (var tree in trees)
        {
            (tree.Mean, tree.Best) = (mean, best);
        }
    }

    /// <summary>e′ before it is clipped: 0 at the mean, 1 at the best.</summary>
    public double Relative(float cosine) => Best > Mean ? (cosine - Mean) / (Best - Mean) : 0;

    /// <summary>Asks the model.</summary>
    /// <param name="corpus">The tree.</param>
    /// <param name="text">The question as asked.</param>
    /// <param name="allowed">Files that may answer, by place; null allows all.</param>
    /// <param name="embedder">The model of the tree's vectors.</param>
    /// <param name="call">The call this belongs to.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>Null when the model knows nothing of the question, or no chunk has a vector.</returns>
    public static async ValueTask<VectorEvidence?> FindAsync(
        SearchCorpus corpus, string text, bool[]? allowed, IEmbedder embedder, CallContext call, CancellationToken cancellationToken)
    {
        var query = new float[embedder.Dimensions];
        await embedder.EmbedAsync([Shareable.Text(text, embedder)], EmbeddingSide.Query, query, call, cancellationToken).ConfigureAwait(false);
        if (!query.AsSpan().ContainsAnyExcept(0f))
        {
            return null;
        }

        var evidence = new VectorEvidence(corpus, query);
        var nearest = evidence.Nearest(allowed);
        if (nearest.Count == 0)
        {
            return null;
        }

        var sample = await corpus.SampleAsync(embedder, call, cancellationToken).ConfigureAwait(false);
        evidence.Mean = sample.Mean(query, corpus.Options.PathVectorWeight);
        var places = nearest.ConvertAll(chunk => corpus.PlaceOf(chunk));
        await corpus.PathVectors.EnsureAsync(corpus, places, embedder, call, cancellationToken).ConfigureAwait(false);
        evidence.WeighFiles(nearest);
        return evidence;
    }

    /// <summary>e(x) of chunks of one place whose path vector is there.</summary>
    /// <param name="place">The place.</param>
    /// <param name="chunks">Chunks of it, counted from its first.</param>
    /// <param name="cosines">As long as <paramref name="chunks"/>; negative infinity for a chunk without a vector.</param>
    public void Score(int place, ReadOnlySpan<int> chunks, Span<float> cosines)
    {
        var (segment, first) = _corpus.FirstOf(place);
        if (segment.Segment.Vectors is not { } vectors || vectors.Dimensions != _query.Length)
        {
            cosines.Fill(float.NegativeInfinity);
            return;
        }

        var ids = new int[chunks.Length];
        for (var i = 0; i < ids.Length; i++)
        {
            ids[i] = first + chunks[i];
        }

        vectors.Score(_query, ids, cosines);
        var path = _corpus.PathVectors.Of(_corpus, place);
        var weight = _corpus.Options.PathVectorWeight;
        var toPath = path.Length == _query.Length ? (float)weight * Distance.Dot(_query, path) : 0;
        var shrinks = PathBlend.Shrinks(vectors, path, ids, weight);
        for (var i = 0; i < ids.Length; i++)
        {
            cosines[i] = (cosines[i] + toPath) * shrinks[i];
        }
    }

    /// <summary>The nearest chunks of the tree by text alone, in the order of the tree.</summary>
    private List<int> Nearest(bool[]? allowed)
    {
        var wanted = _corpus.Options.VectorChunks;
        var found = new List<(float Score, int Chunk)>(wanted);
        Span<VectorHit> hits = stackalloc VectorHit[wanted];
        foreach (var segment in _corpus.SegmentsOfTree)
        {
            if (segment.Segment.Vectors is not { } vectors || vectors.Dimensions != _query.Length)
            {
                continue;
            }

            var filter = allowed is null ? segment.Present : segment.Allowed(_corpus, allowed);
            foreach (var hit in hits[..vectors.Search(_query, wanted, GraphBreadth, filter, hits)])
            {
                for (var chunk = segment.First(hit.Id); chunk >= 0; chunk = segment.Next(chunk))
                {
                    if (allowed is null || allowed[_corpus.PlaceOf(chunk)])
                    {
                        found.Add((hit.Score, chunk));
                    }
                }
            }
        }

        found.Sort((a, b) => a.Score == b.Score ? a.Chunk.CompareTo(b.Chunk) : b.Score.CompareTo(a.Score));
        var nearest = found.Take(wanted).Select(hit => hit.Chunk).ToList();
        nearest.Sort();
        return nearest;
    }

    /// <param name="nearest">Ascending, so that the chunks of a file stand together.</param>
    private void WeighFiles(List<int> nearest)
    {
        Span<int> chunks = stackalloc int[_corpus.Options.VectorChunks];
        Span<float> cosines = stackalloc float[_corpus.Options.VectorChunks];
        for (var i = 0; i < nearest.Count;)
        {
            var place = _corpus.PlaceOf(nearest[i]);
            var count = 0;
            for (; i < nearest.Count && _corpus.PlaceOf(nearest[i]) == place; i++)
            {
                chunks[count++] = nearest[i] - _corpus.FirstChunk(place);
            }

            Score(place, chunks[..count], cosines[..count]);
            var best = float.NegativeInfinity;
            foreach (var cosine in cosines[..count])
            {
                best = Math.Max(best, cosine);
            }

            _files[place] = best;
            Best = Math.Max(Best, best);
        }
    }
}
