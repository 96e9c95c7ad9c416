using McpContextBrowser.Core.Vectors;

namespace McpContextBrowser.Core.Search;

/// <summary>
/// Two hundred files at even distances through a tree, over which a question's mean cosine is estimated. Where the paths'
/// vectors point from each chunk does not depend on the question and is kept.
/// </summary>
internal sealed class VectorSample
{
    private readonly string _modelId;
    private readonly int[] _places;
    private readonly float[][] _paths; // by sampled file
    private readonly List<Part> _parts = [];

    private readonly record struct Part(IVectorIndex Vectors, int[] Ids, int[] Files, float[] Shrinks);

    /// <param name="corpus">The tree.</param>
    /// <param name="modelId">The model of its vectors.</param>
    /// <param name="places">The sampled files; the vectors of their paths must be there.</param>
    public VectorSample(SearchCorpus corpus, string modelId, int[] places)
    {
        _modelId = modelId;
        _places = places;
        _paths = [.. places.Select(place => corpus.PathVectors.Of(corpus, place).ToArray())];
        foreach (var segment in corpus.SegmentsOfTree)
        {
            if (segment.Segment.Vectors is { } vectors)
            {
                Add(corpus, segment, vectors);
            }
        }
    }

    /// <summary>Files at even distances; the same for the same tree.</summary>
    public static int[] Choose(SearchCorpus corpus)
    {
        var count = Math.Min(corpus.Options.VectorSample, corpus.FileCount);
        var places = new int[count];
        for (var i = 0; i < count; i++)
        {
            places[i] = (int)((long)i * corpus.FileCount / count);
        }

        return places;
    }

    public bool IsOf(string modelId) => _modelId == modelId;

    /// <summary>µ: the mean over the sampled files of their best chunk's cosine.</summary>
    public float Mean(ReadOnlySpan<float> query, double pathWeight)
    {
        var best = new float[_places.Length];
        Array.Fill(best, float.NegativeInfinity);
        var toPaths = new float[_places.Length];
        for (var i = 0; i < _paths.Length; i++)
        {
            toPaths[i] = _paths[i].Length == query.Length ? (float)pathWeight * Distance.Dot(query, _paths[i]) : 0;
        }

        foreach (var part in _parts)
        {
            var cosines = new float[part.Ids.Length];
            part.Vectors.Score(query, part.Ids, cosines);
            for (var i = 0; i < cosines.Length; i++)
            {
                var file = part.Files[i];
                best[file] = Math.Max(best[file], (cosines[i] + toPaths[file]) * part.Shrinks[i]);
            }
        }

        var (sum, count) = (0.0, 0);
        foreach (var cosine in best)
        {
            if (float.IsFinite(cosine))
            {
                sum += cosine;
                count++;
            }
        }

        return count > 0 ? (float)(sum / count) : 0;
    }

    private void Add(SearchCorpus corpus, CorpusSegment segment, IVectorIndex vectors)
    {
        var ids = new List<int>();
        var files = new List<int>();
        var shrinks = new List<float>();
        for (var file = 0; file < _places.Length; file++)
        {
            var (of, first) = corpus.FirstOf(_places[file]);
            if (of == segment)
            {
                var chunks = Enumerable.Range(first, corpus.FirstChunk(_places[file] + 1) - corpus.FirstChunk(_places[file])).ToArray();
                ids.AddRange(chunks);
                files.AddRange(Enumerable.Repeat(file, chunks.Length));
                shrinks.AddRange(PathBlend.Shrinks(vectors, _paths[file], chunks, corpus.Options.PathVectorWeight));
            }
        }

        _parts.Add(new(vectors, [.. ids], [.. files], [.. shrinks]));
    }
}
