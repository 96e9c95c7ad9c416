namespace McpContextBrowser.Core.Search;

/// <summary>
/// BM25 over the fields of chunks, and over whole files; docs/ranking.md, “Lexical score”.
/// <code>
/// chunk  n = (body + ½ comment)/(1 − b + b·len/avg) + 3·symbol + 4·[in stem] + 1·[in directories]   b = 0.5
/// file   n = (body + ½ comment)/(0.25 + 0.75·len/avg) + [in stem] + [in directories]
/// score  Σ w·ln(1 + (N − df + ½)/(df + ½))·n·2.2/(n + 1.2)
/// </code>
/// A hit in the path counts for the chunks that hold the term, or for all chunks of a file in which none does.
/// </summary>
/// <remarks>
/// The memory of one question over a tree, used again for the next: arrays by chunk and by file, so that a posting costs a
/// few additions and allocates nothing. For one thread at a time.
/// </remarks>
/// <param name="chunks">Chunks of the tree.</param>
/// <param name="files">Files of the tree.</param>
internal sealed class LexicalScores(int chunks, int files)
{
    private readonly float[] _pathHits = new float[files];
    private readonly float[] _fileCounts = new float[files];
    private readonly int[] _seenIn = new int[files]; // 1 + the last term whose postings met the file
    private readonly int[] _filesOfTerm = new int[files];
    private int[] _postingChunks = new int[1024];
    private float[] _postingCounts = new float[1024];
    private byte[] _postingSymbols = new byte[1024];

    /// <summary>Score of each chunk.</summary>
    public float[] Chunks { get; } = new float[chunks];

    /// <summary>Score of each file as a whole.</summary>
    public float[] Files { get; } = new float[files];

    /// <summary>True for chunks that define a name with a word of the question.</summary>
    public bool[] HasSymbol { get; } = new bool[chunks];

    /// <summary>By query term, over all trees that are asked at once.</summary>
    public TermStatistics[] Terms { get; private set; } = [];

    /// <summary>N and NF over which <see cref="Terms"/> are counted.</summary>
    public TermStatistics Population { get; private set; }

    /// <summary>Counts the terms in this tree, before <see cref="Compute"/>.</summary>
    public TermStatistics[] Count(SearchCorpus corpus, AnalyzedQuery query)
    {
        Array.Clear(_seenIn);
        var counted = new TermStatistics[query.Terms.Count];
        for (var i = 0; i < counted.Length; i++)
        {
            var postings = ReadPostings(corpus, query.Terms[i].Term);
            counted[i] = new(postings, CountFiles(corpus, postings, i));
        }

        return counted;
    }

    /// <summary>Scores all chunks and files of the tree; what was there is forgotten.</summary>
    /// <param name="corpus">The tree.</param>
    /// <param name="query">The question.</param>
    /// <param name="others">What other trees, asked the same, hold.</param>
    public void Compute(SearchCorpus corpus, AnalyzedQuery query, OtherTrees others)
    {
        Population = new(corpus.ChunkCount + others.Population.Chunks, corpus.FileCount + others.Population.Files);
        Array.Clear(Chunks);
        Array.Clear(Files);
        Array.Clear(HasSymbol);
        Array.Clear(_seenIn);
        Terms = new TermStatistics[query.Terms.Count];
        for (var i = 0; i < Terms.Length; i++)
        {
            ScoreTerm(corpus, query.Terms[i], i, others.Holding(i));
        }
    }

    private void ScoreTerm(SearchCorpus corpus, QueryTerm term, int index, TermStatistics elsewhere)
    {
        var postings = ReadPostings(corpus, term.Term);
        var files = CountFiles(corpus, postings, index);
        Terms[index] = new(postings + elsewhere.Chunks, files + elsewhere.Files);
        var stemFiles = corpus.PathWords.StemFiles(term.Term);
        var folderFiles = corpus.PathWords.FolderFiles(term.Term);
        ScoreFiles(corpus, term, index, files, stemFiles, folderFiles);
        AddTo(_pathHits, stemFiles, (float)corpus.Options.StemFieldWeight);
        AddTo(_pathHits, folderFiles, (float)corpus.Options.DirectoryFieldWeight);
        var rarity = TermStatistics.Rarity(Population.Chunks, Terms[index].Chunks);
        ScoreChunks(corpus, term, postings, rarity);
        var weight = (float)(term.Weight * rarity * (corpus.Options.Saturation + 1));
        ScoreByPathAlone(corpus, stemFiles, index, weight);
        ScoreByPathAlone(corpus, folderFiles, index, weight);
        Clear(_pathHits, stemFiles);
        Clear(_pathHits, folderFiles);
    }

    /// <summary>Brings the term's chunks of this tree into the posting arrays.</summary>
    /// <returns>How many: df.</returns>
    private int ReadPostings(SearchCorpus corpus, ulong term)
    {
        var comment = (float)corpus.Options.CommentWeight;
        var count = 0;
        foreach (var segment in corpus.SegmentsOfTree)
        {
            var postings = segment.Segment.Lexical.Find(term);
            EnsureRoom(count + postings.Count);
            while (postings.MoveNext())
            {
                var counts = postings.Counts;
                for (var chunk = segment.First(postings.Chunk); chunk >= 0; chunk = segment.Next(chunk))
                {
                    if (count == _postingChunks.Length)
                    {
                        EnsureRoom(2 * count);
                    }

                    _postingChunks[count] = chunk;
                    _postingCounts[count] = counts.Body + comment * counts.Comment;
                    _postingSymbols[count] = (byte)Math.Min(counts.Symbol, byte.MaxValue);
                    count++;
                }
            }
        }

        return count;
    }

    /// <summary>Sums the postings by file and lists those files.</summary>
    /// <returns>How many: dF.</returns>
    private int CountFiles(SearchCorpus corpus, int postings, int index)
    {
        var files = 0;
        for (var i = 0; i < postings; i++)
        {
            var place = corpus.PlaceOf(_postingChunks[i]);
            if (_seenIn[place] != index + 1)
            {
                _seenIn[place] = index + 1;
                _fileCounts[place] = 0;
                _filesOfTerm[files++] = place;
            }

            _fileCounts[place] += _postingCounts[i];
        }

        return files;
    }

    private void ScoreFiles(SearchCorpus corpus, QueryTerm term, int index, int having, ReadOnlySpan<int> stemFiles, ReadOnlySpan<int> folderFiles)
    {
        AddTo(_pathHits, stemFiles, 1);
        AddTo(_pathHits, folderFiles, 1);
        var saturation = (float)corpus.Options.Saturation;
        var weight = (float)(term.Weight * TermStatistics.Rarity(Population.Files, Terms[index].Files)) * (saturation + 1);
        for (var i = 0; i < having; i++)
        {
            var place = _filesOfTerm[i];
            var n = _fileCounts[place] / corpus.FileNorms[place] + _pathHits[place];
            Files[place] += weight * n / (n + saturation);
            _pathHits[place] = 0;
        }

        ScoreFilesByPathAlone(stemFiles, weight, saturation);
        ScoreFilesByPathAlone(folderFiles, weight, saturation);
    }

    /// <summary>Scores what is left of the path hits; clearing it keeps a file that is in both lists from being counted twice.</summary>
    private void ScoreFilesByPathAlone(ReadOnlySpan<int> places, float weight, float saturation)
    {
        foreach (var place in places)
        {
            var n = _pathHits[place];
            Files[place] += weight * n / (n + saturation);
            _pathHits[place] = 0;
        }
    }

    private void ScoreChunks(SearchCorpus corpus, QueryTerm term, int postings, double rarity)
    {
        var saturation = (float)corpus.Options.Saturation;
        var symbolWeight = (float)corpus.Options.SymbolWeight;
        var weight = (float)(term.Weight * rarity) * (saturation + 1);
        for (var i = 0; i < postings; i++)
        {
            var chunk = _postingChunks[i];
            var n = _postingCounts[i] / corpus.ChunkNorms[chunk]
                + symbolWeight * _postingSymbols[i]
                + _pathHits[corpus.PlaceOf(chunk)];
            Chunks[chunk] += weight * n / (n + saturation);
            HasSymbol[chunk] |= _postingSymbols[i] > 0 && !term.IsCompound;
        }
    }

    /// <summary>Scores the files that have the term in their path and in none of their chunks: each chunk gets the path's share.</summary>
    private void ScoreByPathAlone(SearchCorpus corpus, ReadOnlySpan<int> places, int index, float weight)
    {
        var saturation = (float)corpus.Options.Saturation;
        foreach (var place in places)
        {
            if (_seenIn[place] != index + 1)
            {
                _seenIn[place] = index + 1;
                var n = _pathHits[place];
                foreach (ref var score in Chunks.AsSpan(corpus.FirstChunk(place)..corpus.FirstChunk(place + 1)))
                {
                    score += weight * n / (n + saturation);
                }
            }
        }
    }

    private void EnsureRoom(int count)
    {
        if (count > _postingChunks.Length)
        {
            var length = Math.Max(count, 2 * _postingChunks.Length);
            Array.Resize(ref _postingChunks, length);
            Array.Resize(ref _postingCounts, length);
            Array.Resize(ref _postingSymbols, length);
        }
    }

    private static void AddTo(float[] values, ReadOnlySpan<int> places, float value)
    {
        foreach (var place in places)
        {
            values[place] += value;
        }
    }

    private static void Clear(float[] values, ReadOnlySpan<int> places)
    {
        foreach (var place in places)
        {
            values[place] = 0;
        }
    }
}
