using System.Buffers;
using McpContextBrowser.Core.Lexical;
using McpContextBrowser.Core.Vectors;

namespace McpContextBrowser.Core.Store;

/// <summary>Collects contents, one after the other, into the derived structures of a segment. Not for several threads.</summary>
public sealed class SegmentBuilder
{
    private readonly List<long> _ids = [];
    private readonly ChunkTableBuilder _chunks = new();
    private readonly LexicalIndexBuilder _lexical = new();
    private readonly List<(int FirstChunk, VectorBlock Rows)> _vectors = [];

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
            _vectors.Add((first, rows));
        }
    }

    /// <summary>The segment, to be searched at once.</summary>
    public IndexSegment Build() => new(ChunkTable.Read(_chunks.ToArray()), _lexical.Build(), BuildVectors());

    /// <summary>The same as the sections of a snapshot.</summary>
    public SnapshotSections ToSections()
    {
        var lexical = new ArrayBufferWriter<byte>();
        _lexical.Build().Write(lexical);
        var vectors = new ArrayBufferWriter<byte>();
        using (var index = BuildVectors())
        {
            index?.Write(vectors);
        }

        return new(_ids, _chunks.ToArray(), lexical.WrittenMemory, vectors.WrittenMemory);
    }

    /// <summary>A segment over the sections of a snapshot; the bytes are kept, not copied.</summary>
    /// <exception cref="InvalidDataException">A section does not hold what it should.</exception>
    public static IndexSegment Open(SnapshotSections sections)
    {
        var chunks = ChunkTable.Read(sections.Chunks);
        var lexical = LexicalIndex.Read(sections.Lexical);
        if (chunks.ContentCount != sections.ContentIds.Count || lexical.ChunkCount != chunks.ChunkCount)
        {
            throw new InvalidDataException(
                $"snapshot: {sections.ContentIds.Count} contents, {chunks.ContentCount} in the chunk table, {lexical.ChunkCount} of {chunks.ChunkCount} chunks with terms");
        }

        return new(chunks, lexical, sections.Vectors.IsEmpty ? null : VectorSection.Read(sections.Vectors));
    }

    private FlatIndex? BuildVectors()
    {
        if (_dimensions == 0)
        {
            return null;
        }

        using var builder = new FlatIndexBuilder(new FlatIndexOptions { Dimensions = _dimensions }, _chunks.ChunkCount);
        var vector = new float[_dimensions];
        foreach (var (firstChunk, rows) in _vectors)
        {
            for (var row = 0; row < rows.Rows; row++)
            {
                if (rows.Read(row, vector))
                {
                    builder.Add(firstChunk + row, vector);
                }
            }
        }

        return builder.Build();
    }
}
