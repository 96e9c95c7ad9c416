using System.Buffers;
using McpContextBrowser.Core.Lexical;
using McpContextBrowser.Core.Vectors;

namespace McpContextBrowser.Core.Store;

/// <summary>Collects contents, one after the other, into the derived structures of a segment. Not for several threads.</summary>
/// <param name="newVectors">Makes what takes the vectors as they come, from their dimensions; its maker disposes it, and knows the
/// number of chunks before the first. Null keeps the vectors of all contents until the last one: twice the memory.</param>
public sealed class SegmentBuilder(Func<int, FlatIndexBuilder>? newVectors = null)
{
    private readonly List<long> _ids = [];
    private readonly ChunkTableBuilder _chunks = new();
    private readonly LexicalIndexBuilder _lexical = new();
    private readonly List<(int FirstChunk, VectorBlock Rows)> _vectors = [];

    private FlatIndexBuilder? _index;
    private int _dimensions; // 0 until the first rows

    public int ContentCount => _ids.Count;

    /// <summary>Adds the next content; its chunks get the next ordinals.</summary>
    /// <param name="id">Its id in the store, or 0 for an overlay.</param>
    public void Add(long id, ContentRecord record, VectorBlock? vectors)
    {
        var first = _chunks.ChunkCount;
        _ids.Add(id);
        _chunks.Add(record.Language, record.Chunks);
        _lexical.Add(record.Terms.Span);
        if (vectors is { } rows)
        {
            if (_dimensions != 0 && rows.Dimensions != _dimensions)
            {
                throw new InvalidDataException($"vectors of {rows.Dimensions} dimensions among those of {_dimensions}");
            }

            _dimensions = rows.Dimensions;
            if (newVectors is null)
            {
                _vectors.Add((first, rows));
            }
            else
            {
                AddRows(_index ??= newVectors(_dimensions), first, rows);
            }
        }
    }

    /// <summary>The segment, to be searched at once.</summary>
    public IndexSegment Build() => new(ChunkTable.Read(_chunks.ToArray()), _lexical.Build(), BuildVectors());

    /// <summary>The same as the sections of a snapshot.</summary>
    public SnapshotSections ToSections()
    {
        var lexical = _lexical.Build().Section;
        using var index = BuildVectors();
        var vectors = index is null ? new ArrayBufferWriter<byte>() : new(index.SectionLength); // exactly: one that grows holds two copies
        index?.Write(vectors);
        return new(_ids, _chunks.ToArray(), lexical, vectors.WrittenMemory);
    }

    /// <summary>A segment over the sections of a snapshot; the bytes are kept, not copied.</summary>
    /// <param name="sections">What a snapshot has; owned from now on.</param>
    /// <param name="originals">Where the original vectors of a graph are to be.</param>
    /// <exception cref="InvalidDataException">A section does not hold what it should.</exception>
    public static IndexSegment Open(SnapshotSections sections, OriginalsPlace originals)
    {
        try
        {
            return OpenAll(sections, originals);
        }
        catch
        {
            sections.Originals?.Dispose();
            throw;
        }
    }

    private static IndexSegment OpenAll(SnapshotSections sections, OriginalsPlace originals)
    {
        var chunks = ChunkTable.Read(sections.Chunks);
        var lexical = LexicalIndex.Read(sections.Lexical);
        if (chunks.ContentCount != sections.ContentIds.Count || lexical.ChunkCount != chunks.ChunkCount
            || (lexical.ContentCount is { } filtered && filtered != chunks.ContentCount))
        {
            throw new InvalidDataException(
                $"snapshot: {sections.ContentIds.Count} contents, {chunks.ContentCount} in the chunk table, {lexical.ContentCount} with a filter, {lexical.ChunkCount} of {chunks.ChunkCount} chunks with terms");
        }

        return new(chunks, lexical, sections.Vectors.IsEmpty ? null : VectorSection.Read(sections.Vectors, sections.Originals, originals));
    }

    private FlatIndex? BuildVectors()
    {
        if (_dimensions == 0)
        {
            return null;
        }

        if (_index is not null)
        {
            return _index.Build();
        }

        using var builder = new FlatIndexBuilder(new FlatIndexOptions { Dimensions = _dimensions }, _chunks.ChunkCount);
        foreach (var (firstChunk, rows) in _vectors)
        {
            AddRows(builder, firstChunk, rows);
        }

        return builder.Build();
    }

    private static void AddRows(FlatIndexBuilder builder, int firstChunk, VectorBlock rows)
    {
        Span<float> vector = rows.Dimensions <= 1024 ? stackalloc float[rows.Dimensions] : new float[rows.Dimensions];
        for (var row = 0; row < rows.Rows; row++)
        {
            if (rows.Read(row, vector))
            {
                builder.Add(firstChunk + row, vector);
            }
        }
    }
}
