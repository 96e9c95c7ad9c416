using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Embedding;
using McpContextBrowser.Core.Vectors;

namespace McpContextBrowser.Core.Search;

/// <summary>
/// What the model says about a question; docs/ranking.md, “Embedding”. A chunk's vector t comes from its text alone and a
/// place has a vector p of its path: <c>e = q·(t + 0.15 p)/‖t + 0.15 p‖</c>. Only the nearest hundred chunks count; every
/// other file counts as the mean µ, estimated on two hundred files at even distances.
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

    /// <summary>µ.</summary>
    public float Mean { get; private set; }

    /// <summary>The best cosine of all.</summary>
    public float Best { get; private set; }

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
        await embedder.EmbedAsync([text.AsMemory()], EmbeddingSide.Query, query, call, cancellationToken).ConfigureAwait(false);
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

        var sample = evidence.Sample();
        var places = nearest.Select(corpus.PlaceOf).Concat(sample).ToHashSet();
        await corpus.PathVectors.EnsureAsync(corpus, places, embedder, call, cancellationToken).ConfigureAwait(false);
        evidence.Weigh(nearest, sample);
        return evidence;
    }

    /// <summary>e(x) of the chunks of a place whose path vector is there.</summary>
    /// <param name="place">The place.</param>
    /// <param name="cosines">As long as the place has chunks; negative infinity for a chunk without a vector.</param>
    public void Score(int place, Span<float> cosines)
    {
        var where = _corpus.View.Places[place];
        if (_corpus.View.Segments[where.Segment].Vectors is not { } vectors || vectors.Dimensions != _query.Length)
        {
            cosines.Fill(float.NegativeInfinity);
            return;
        }

        var ids = new int[cosines.Length];
        var first = cosines.Length == 0 ? 0 : _corpus.Locate(_corpus.FirstChunk(place)).Ordinal;
        for (var i = 0; i < ids.Length; i++)
        {
            ids[i] = first + i;
        }

        vectors.Score(_query, ids, cosines);
        var path = _corpus.PathVectors.Of(_corpus, place);
        if (path.IsEmpty)
        {
            return;
        }

        var toPath = new float[ids.Length];
        vectors.Score(path, ids, toPath);
        var weight = (float)_corpus.Options.PathVectorWeight;
        var queryToPath = Dot(_query, path);
        for (var i = 0; i < ids.Length; i++)
        {
            if (float.IsFinite(cosines[i]))
            {
                cosines[i] = (cosines[i] + weight * queryToPath) / MathF.Sqrt(1 + 2 * weight * toPath[i] + weight * weight);
            }
        }
    }

    /// <summary>The nearest chunks of the tree by text alone.</summary>
    private List<int> Nearest(bool[]? allowed)
    {
        var wanted = _corpus.Options.VectorChunks;
        var found = new List<(float Score, int Chunk)>();
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
        return found.Take(wanted).Select(hit => hit.Chunk).ToList();
    }

    private List<int> Sample()
    {
        var count = Math.Min(_corpus.Options.VectorSample, _corpus.FileCount);
        var places = new List<int>(count);
        for (var i = 0L; i < count; i++)
        {
            places.Add((int)(i * _corpus.FileCount / count));
        }

        return places;
    }

    private void Weigh(List<int> nearest, List<int> sample)
    {
        Best = float.NegativeInfinity;
        foreach (var place in nearest.Select(_corpus.PlaceOf).Distinct())
        {
            _files[place] = BestCosine(place);
            Best = Math.Max(Best, _files[place]);
        }

        var (sum, count) = (0.0, 0);
        foreach (var place in sample)
        {
            var best = BestCosine(place);
            if (float.IsFinite(best))
            {
                sum += best;
                count++;
            }
        }

        Mean = count > 0 ? (float)(sum / count) : 0;
    }

    private float BestCosine(int place)
    {
        var cosines = new float[_corpus.FirstChunk(place + 1) - _corpus.FirstChunk(place)];
        Score(place, cosines);
        var best = float.NegativeInfinity;
        foreach (var cosine in cosines)
        {
            best = Math.Max(best, cosine);
        }

        return best;
    }

    private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var sum = 0f;
        for (var i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
