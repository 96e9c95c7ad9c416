using System.Collections.Concurrent;
using McpContextBrowser.Core.Chunking;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Embedding;
using McpContextBrowser.Core.Lexical;
using McpContextBrowser.Core.Store;

namespace McpContextBrowser.Core.Search;

/// <summary>
/// One tree made ready for questions: its chunks numbered 0 … in the order of its places, lengths, path words, and every
/// statistic counted over this tree only, so that a tree answers identically alone and beside others in the same segments.
/// </summary>
/// <remarks>
/// Immutable but for caches; searches may run from several threads at once. Making one costs time with the number of files and
/// chunks, no text is read: keep it as long as the view lives, and give it to the next one.
/// A <em>chunk</em> here is an ordinal of the tree; a content that stands at two places has its chunks twice.
/// </remarks>
public sealed class SearchCorpus
{
    private readonly Place[] _places;
    private readonly CorpusSegment[] _segments;
    private readonly int[] _firstChunk; // by place, one more at the end
    private readonly int[] _placeOfChunk;
    private readonly ConcurrentDictionary<ulong, int> _chunkFrequencies = [];
    private readonly ConcurrentBag<LexicalScores> _scores = [];
    private volatile VectorSample? _sample;

    private SearchCorpus(IndexView view, RankingOptions options, SearchCorpus? earlier)
    {
        View = view;
        Options = options;
        _places = [.. view.Places];
        _firstChunk = FirstChunks(view);
        _placeOfChunk = new int[_firstChunk[^1]];
        for (var place = 0; place < FileCount; place++)
        {
            _placeOfChunk.AsSpan(_firstChunk[place].._firstChunk[place + 1]).Fill(place);
        }

        _segments = Segments(view, _firstChunk);
        Paths = ReadPaths(view.Places, earlier);
        PathWords = new(Paths);
        PathVectors = earlier?.PathVectors ?? new();
        Mentions = new(this);
        (ChunkNorms, FileNorms) = Norms();
    }

    /// <summary>The tree.</summary>
    public IndexView View { get; }

    public RankingOptions Options { get; }

    /// <summary>Files of the tree.</summary>
    public int FileCount => _places.Length;

    /// <summary>Chunks of the tree.</summary>
    public int ChunkCount => _placeOfChunk.Length;

    internal ReadOnlySpan<CorpusSegment> SegmentsOfTree => _segments;

    /// <summary>1 − b + b·length/average of each chunk.</summary>
    internal float[] ChunkNorms { get; }

    /// <summary>1 − b + b·length/average of each file.</summary>
    internal float[] FileNorms { get; }

    /// <summary>By place.</summary>
    internal PathFeatures[] Paths { get; }

    internal PathWords PathWords { get; }

    internal PathVectors PathVectors { get; }

    internal NameMentions Mentions { get; }

    /// <summary>False when the text of a file holds no piece with these slots (<see cref="GramFilter.SlotsOf(string)"/>).</summary>
    internal bool MayHold(int place, ReadOnlySpan<int> slots) =>
        _segments[_places[place].Segment].Segment.Lexical.MayHold(_places[place].Content, slots);

    /// <summary>Makes a tree ready.</summary>
    /// <param name="view">The tree.</param>
    /// <param name="options">Constants of ranking.</param>
    /// <param name="earlier">The corpus of an earlier view of the same tree: what paths have in common is taken from it.</param>
    public static SearchCorpus Create(IndexView view, RankingOptions options, SearchCorpus? earlier = null) => new(view, options, earlier);

    /// <summary>First chunk of a place; the place's chunks end before that of the next.</summary>
    /// <param name="place">0 to <see cref="FileCount"/>.</param>
    public int FirstChunk(int place) => _firstChunk[place];

    /// <summary>The place that a chunk of the tree belongs to.</summary>
    public int PlaceOf(int chunk) => _placeOfChunk[chunk];

    /// <summary>Lines, kind and symbol of a chunk of the tree.</summary>
    public Chunk ChunkAt(int chunk)
    {
        var (segment, ordinal) = Locate(chunk);
        return segment.Segment.Chunks[ordinal];
    }

    /// <summary>The segment of a chunk of the tree and its ordinal there.</summary>
    internal (CorpusSegment Segment, int Ordinal) Locate(int chunk)
    {
        var place = _placeOfChunk[chunk];
        var (segment, first) = FirstOf(place);
        return (segment, first + chunk - _firstChunk[place]);
    }

    /// <summary>The path of a place.</summary>
    internal RelativePath PathOf(int place) => _places[place].Path;

    /// <summary>The segment of a place and the ordinal of its first chunk there.</summary>
    internal (CorpusSegment Segment, int First) FirstOf(int place)
    {
        ref readonly var where = ref _places[place];
        var segment = _segments[where.Segment];
        return (segment, segment.Segment.Chunks.FirstChunk[where.Content]);
    }

    /// <summary>The names that a chunk of the tree defines.</summary>
    internal NameReader Names(int chunk)
    {
        var (segment, ordinal) = Locate(chunk);
        return segment.Segment.Lexical.Names(ordinal);
    }

    /// <summary>Chunks of the tree that contain a term.</summary>
    internal int ChunkFrequency(ulong term) => _chunkFrequencies.GetOrAdd(term, static (wanted, corpus) => corpus.Count(wanted), this);

    /// <summary>True for each file with a chunk that contains a term, by place.</summary>
    internal bool[] FilesWith(ulong term)
    {
        var files = new bool[FileCount];
        foreach (var segment in _segments)
        {
            var postings = segment.Segment.Lexical.Find(term);
            while (postings.MoveNext())
            {
                for (var chunk = segment.First(postings.Chunk); chunk >= 0; chunk = segment.Next(chunk))
                {
                    files[_placeOfChunk[chunk]] = true;
                }
            }
        }

        return files;
    }

    /// <summary>The files over which a mean cosine is estimated; made on the first question to a model.</summary>
    internal async ValueTask<VectorSample> SampleAsync(IEmbedder embedder, CallContext call, CancellationToken cancellationToken)
    {
        if (_sample is { } known && known.IsOf(embedder.ModelId))
        {
            return known;
        }

        var places = VectorSample.Choose(this);
        await PathVectors.EnsureAsync(this, places, embedder, call, cancellationToken).ConfigureAwait(false);
        return _sample = new(this, embedder.ModelId, places);
    }

    /// <summary>Room for the scores of one question; give it back with <see cref="Return"/>.</summary>
    internal LexicalScores Rent() => _scores.TryTake(out var scores) ? scores : new(ChunkCount, FileCount);

    internal void Return(LexicalScores scores) => _scores.Add(scores);

    private int Count(ulong term)
    {
        var count = 0;
        foreach (var segment in _segments)
        {
            var postings = segment.Segment.Lexical.Find(term);
            if (segment.IsWhole)
            {
                count += postings.Count;
                continue;
            }

            while (postings.MoveNext())
            {
                for (var chunk = segment.First(postings.Chunk); chunk >= 0; chunk = segment.Next(chunk))
                {
                    count++;
                }
            }
        }

        return count;
    }

    private (float[] Chunks, float[] Files) Norms()
    {
        var chunkLengths = new float[ChunkCount];
        var fileLengths = new float[FileCount];
        var total = 0.0;
        for (var place = 0; place < FileCount; place++)
        {
            var where = _places[place];
            var segment = View.Segments[where.Segment];
            var lengths = segment.Lexical.Lengths[(2 * segment.Chunks.FirstChunk[where.Content])..];
            var first = _firstChunk[place];
            for (var chunk = first; chunk < _firstChunk[place + 1]; chunk++)
            {
                var length = lengths[2 * (chunk - first)] + Options.CommentWeight * lengths[2 * (chunk - first) + 1];
                chunkLengths[chunk] = (float)length;
                fileLengths[place] += (float)length;
                total += length;
            }
        }

        Normalise(chunkLengths, total, Options.ChunkLengthWeight);
        Normalise(fileLengths, total, Options.FileLengthWeight);
        return (chunkLengths, fileLengths);
    }

    private static void Normalise(float[] lengths, double total, double weight)
    {
        var average = total > 0 ? total / lengths.Length : 1;
        for (var i = 0; i < lengths.Length; i++)
        {
            lengths[i] = (float)(1 - weight + weight * lengths[i] / average);
        }
    }

    private static int[] FirstChunks(IndexView view)
    {
        var first = new int[view.Places.Count + 1];
        for (var place = 0; place < view.Places.Count; place++)
        {
            var where = view.Places[place];
            var starts = view.Segments[where.Segment].Chunks.FirstChunk;
            first[place + 1] = first[place] + starts[where.Content + 1] - starts[where.Content];
        }

        return first;
    }

    private static CorpusSegment[] Segments(IndexView view, int[] firstChunk)
    {
        var maps = view.Segments.Select(segment => new int[segment.Chunks.ChunkCount]).ToArray();
        foreach (var map in maps)
        {
            Array.Fill(map, -1);
        }

        var copies = Array.Empty<int>();

        // Backwards, so that the first place of a content ends at the head of its list of copies.
        for (var place = view.Places.Count - 1; place >= 0; place--)
        {
            var where = view.Places[place];
            var start = view.Segments[where.Segment].Chunks.FirstChunk[where.Content];
            for (var chunk = firstChunk[place]; chunk < firstChunk[place + 1]; chunk++)
            {
                ref var first = ref maps[where.Segment][start + chunk - firstChunk[place]];
                if (first >= 0)
                {
                    if (copies.Length == 0)
                    {
                        copies = new int[firstChunk[^1]];
                        Array.Fill(copies, -1);
                    }

                    copies[chunk] = first;
                }

                first = chunk;
            }
        }

        return [.. view.Segments.Select((segment, i) => new CorpusSegment(segment, maps[i], copies))];
    }

    private static PathFeatures[] ReadPaths(IReadOnlyList<Place> places, SearchCorpus? earlier)
    {
        var paths = new PathFeatures[places.Count];
        var reader = new PathFeatures.Reader();
        var known = 0;
        for (var place = 0; place < paths.Length; place++)
        {
            var path = places[place].Path;
            while (known < earlier?.FileCount && earlier.View.Places[known].Path < path)
            {
                known++;
            }

            paths[place] = known < earlier?.FileCount && earlier.View.Places[known].Path == path ? earlier.Paths[known] : reader.Read(path);
        }

        return paths;
    }
}
