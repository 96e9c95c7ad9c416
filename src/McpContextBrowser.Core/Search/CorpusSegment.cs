using McpContextBrowser.Core.Store;
using McpContextBrowser.Core.Vectors;

namespace McpContextBrowser.Core.Search;

/// <summary>A segment as one tree sees it: which of its chunks are in the tree, and where.</summary>
internal sealed class CorpusSegment
{
    private readonly int[] _chunks; // segment chunk → first chunk of the tree, −1 when the tree has none
    private readonly int[] _copies; // chunk of the tree → next chunk of the tree with the same content, −1 at the end

    /// <param name="segment">The segment.</param>
    /// <param name="chunks">Segment chunk → first chunk of the tree, −1 when the tree has none.</param>
    /// <param name="copies">Chunk of the tree → next chunk with the same content; shared by all segments; empty when no content stands twice.</param>
    public CorpusSegment(IndexSegment segment, int[] chunks, int[] copies)
    {
        Segment = segment;
        _chunks = chunks;
        _copies = copies;
        var present = !chunks.AsSpan().Contains(-1);
        IsWhole = present && copies.Length == 0;
        if (!present)
        {
            Present = new IdFilter(chunks.Length);
            for (var chunk = 0; chunk < chunks.Length; chunk++)
            {
                if (chunks[chunk] >= 0)
                {
                    Present.Add(chunk);
                }
            }
        }
    }

    public IndexSegment Segment { get; }

    /// <summary>True when each chunk of the segment is in the tree once: stored totals are the tree's.</summary>
    public bool IsWhole { get; }

    /// <summary>Chunks of the segment that the tree has; null when it has all.</summary>
    public IdFilter? Present { get; }

    /// <summary>The tree's first chunk with the content of this one; −1 when there is none.</summary>
    public int First(int segmentChunk) => _chunks[segmentChunk];

    /// <summary>The tree's next chunk with the same content; −1 at the end.</summary>
    public int Next(int chunk) => _copies.Length == 0 ? -1 : _copies[chunk];

    /// <summary>Chunks of the segment that the tree has in one of these files.</summary>
    /// <param name="corpus">The tree.</param>
    /// <param name="places">True for each file that may answer, by place.</param>
    public IdFilter Allowed(SearchCorpus corpus, ReadOnlySpan<bool> places)
    {
        var filter = new IdFilter(_chunks.Length);
        for (var segmentChunk = 0; segmentChunk < _chunks.Length; segmentChunk++)
        {
            for (var chunk = _chunks[segmentChunk]; chunk >= 0; chunk = Next(chunk))
            {
                if (places[corpus.PlaceOf(chunk)])
                {
                    filter.Add(segmentChunk);
                }
            }
        }

        return filter;
    }
}
