namespace McpContextBrowser.Core.Search;

/// <summary>
/// The ground of a file's score, 0 to 1; docs/ranking.md, “Lexical score” and “Embedding”.
/// <code>
/// Base(f) = C₁/Cmax + u·F/Fmax + ½·(0.6·C₂ + 0.4·C₃)/Cmax      C₁ ≥ C₂ ≥ C₃ the file's best chunks; u = 0.3, long text 0.6
/// Base    = Base / max Base;   Base += 0.4·e′ (long text 0.2);   Base = Base / max Base
/// </code>
/// Coherence (the second and third chunk) is worth as much as the model: a file that is about something says so more than once.
/// Every max is over all trees that are asked at once.
/// </summary>
internal sealed class BaseScores
{
    private readonly float[] _byFile;
    private readonly float[] _whole; // F
    private readonly float _fileShare;
    private readonly float _bestFile; // Fmax

    /// <summary>Sums up the chunks of each file; <see cref="Level"/> makes it the base.</summary>
    /// <param name="corpus">The tree.</param>
    /// <param name="query">The question.</param>
    /// <param name="scores">Its lexical scores.</param>
    /// <param name="allowed">Files that may answer, by place; empty allows all.</param>
    public BaseScores(SearchCorpus corpus, AnalyzedQuery query, LexicalScores scores, ReadOnlySpan<bool> allowed)
    {
        var options = corpus.Options;
        var coherence = (float)options.CoherenceShare;
        var second = (float)options.SecondChunkShare;
        _fileShare = (float)(query.IsLong ? options.LongFileShare : options.FileShare);
        _whole = scores.Files;
        _byFile = new float[corpus.FileCount];
        for (var place = 0; place < _byFile.Length; place++)
        {
            if (!allowed.IsEmpty && !allowed[place])
            {
                continue;
            }

            var (c1, c2, c3) = BestThree(scores.Chunks.AsSpan(corpus.FirstChunk(place)..corpus.FirstChunk(place + 1)));
            _byFile[place] = c1 + coherence * (second * c2 + (1 - second) * c3);
            BestChunk = Math.Max(BestChunk, c1);
            _bestFile = Math.Max(_bestFile, _whole[place]);
        }
    }

    /// <summary>Cmax, of this tree until <see cref="Level"/>, then of all; 0 when no chunk has a word of the question.</summary>
    public float BestChunk { get; private set; }

    public ReadOnlySpan<float> ByFile => _byFile;

    /// <summary>Brings words and whole files of the trees of one question to one scale, once.</summary>
    public static void Level(ReadOnlySpan<BaseScores> trees)
    {
        var bestChunk = 0f;
        var bestFile = 0f;
        foreach (var tree in trees)
        {
            bestChunk = Math.Max(bestChunk, tree.BestChunk);
            bestFile = Math.Max(bestFile, tree._bestFile);
        }

        foreach (var tree in trees)
        {
            tree.Scale(bestChunk, bestFile);
        }

        Normalise(trees);
    }

    /// <summary>Adds the share of the cosine: e′ of the files that have one. <see cref="Normalise"/> follows.</summary>
    public void Add(VectorEvidence evidence, double share)
    {
        foreach (var (place, cosine) in evidence.Files)
        {
            _byFile[place] += (float)(share * Math.Max(0, evidence.Relative(cosine)));
        }
    }

    /// <summary>Divides by the best file of all trees.</summary>
    public static void Normalise(ReadOnlySpan<BaseScores> trees)
    {
        var best = 0f;
        foreach (var tree in trees)
        {
            foreach (var score in tree._byFile)
            {
                best = Math.Max(best, score);
            }
        }

        foreach (var tree in best > 0 ? trees : [])
        {
            foreach (ref var score in tree._byFile.AsSpan())
            {
                score /= best;
            }
        }
    }

    /// <summary>The best files by base and penalty, best first; equal scores in the order of their paths.</summary>
    /// <remarks>
    /// Without the penalty, the tests of a large tree fill the list, since they repeat the words of what they test, and lose in the
    /// ranking to files that never came into it: Recall@50 of commits fell by 0.04 where trees hold their tests.
    /// </remarks>
    /// <param name="corpus">The tree, for the classes of its paths.</param>
    /// <param name="asked">Classes that the question names: they cost nothing.</param>
    /// <param name="count">Most files wanted.</param>
    public List<int> Best(SearchCorpus corpus, PathClasses asked, int count)
    {
        // The smallest of the best so far lies on top: most files are turned away by one comparison.
        var best = new PriorityQueue<int, (float Score, int Later)>();
        for (var place = 0; place < _byFile.Length; place++)
        {
            var score = _byFile[place];
            var least = best.Count == count && best.TryPeek(out _, out var top) ? top.Score : 0;
            if (score <= least)
            {
                continue; // and a penalty would not raise it
            }

            score *= (float)corpus.Options.Penalty(corpus.Paths[place].Classes & ~asked);
            if (best.Count < count)
            {
                best.Enqueue(place, (score, -place));
            }
            else if (score > least)
            {
                best.DequeueEnqueue(place, (score, -place));
            }
        }

        var places = new List<int>(best.Count);
        while (best.TryDequeue(out var place, out _))
        {
            places.Add(place);
        }

        places.Reverse();
        return places;
    }

    private static (float, float, float) BestThree(ReadOnlySpan<float> chunks)
    {
        float first = 0, second = 0, third = 0;
        foreach (var score in chunks)
        {
            if (score > third)
            {
                if (score <= second)
                {
                    third = score;
                }
                else if (score <= first)
                {
                    (second, third) = (score, second);
                }
                else
                {
                    (first, second, third) = (score, first, second);
                }
            }
        }

        return (first, second, third);
    }

    private void Scale(float bestChunk, float bestFile)
    {
        BestChunk = bestChunk;
        for (var place = 0; place < _byFile.Length; place++)
        {
            if (_byFile[place] > 0)
            {
                _byFile[place] = _byFile[place] / bestChunk + (bestFile > 0 ? _fileShare * _whole[place] / bestFile : 0);
            }
        }
    }
}
