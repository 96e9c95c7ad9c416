using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using McpContextBrowser.Core.Chunking;

namespace McpContextBrowser.Core.Store;

/// <summary>
/// The chunks of a segment, read in place from the bytes of a snapshot: nothing is built when it is opened, a
/// <see cref="Chunk"/> is made when it is asked for. Chunk ordinals run over all contents of the segment in order.
/// </summary>
/// <remarks>
/// Layout, little-endian: i32 contents C | i32 chunks N | i32 strings S | i32 pool bytes P | i32 first chunk [C+1] |
/// i32 language string [C] | i32 start, length, start line, end line, symbol string, enclosing string [N each] |
/// u8 kind [N], padded to 4 | i32 string end [S] | UTF-8 pool. String −1 is null.
/// </remarks>
public sealed class ChunkTable
{
    private const int HeaderBytes = 16;

    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly int _strings;
    private readonly int _columns;
    private readonly int _kinds;
    private readonly int _stringEnds;
    private readonly int _pool;

    private ChunkTable(ReadOnlyMemory<byte> bytes, int contents, int chunks, int strings)
    {
        _bytes = bytes;
        ContentCount = contents;
        ChunkCount = chunks;
        _strings = strings;
        _columns = HeaderBytes + (4 * ((2 * contents) + 1));
        _kinds = _columns + (24 * chunks);
        _stringEnds = _kinds + ((chunks + 3) & ~3);
        _pool = _stringEnds + (4 * strings);
    }

    public int ContentCount { get; }

    public int ChunkCount { get; }

    /// <summary>First chunk ordinal of each content; one entry more than contents, the last is the number of chunks.</summary>
    public ReadOnlySpan<int> FirstChunk => Ints(HeaderBytes, ContentCount + 1);

    /// <summary>The chunk with that ordinal.</summary>
    public Chunk this[int chunk] => new(
        Column(0, chunk), Column(1, chunk), Column(2, chunk), Column(3, chunk),
        (DefinitionKind)_bytes.Span[_kinds + chunk], Text(Column(4, chunk)), Text(Column(5, chunk)));

    /// <summary>Reads a table that <see cref="ChunkTableBuilder"/> wrote; the bytes are kept, not copied.</summary>
    /// <exception cref="InvalidDataException">A count, an order or a string index is out of range.</exception>
    public static ChunkTable Read(ReadOnlyMemory<byte> bytes)
    {
        var span = bytes.Span;
        if (span.Length < HeaderBytes)
        {
            throw new InvalidDataException("chunk table: header is cut off");
        }

        var contents = BinaryPrimitives.ReadInt32LittleEndian(span);
        var chunks = BinaryPrimitives.ReadInt32LittleEndian(span[4..]);
        var strings = BinaryPrimitives.ReadInt32LittleEndian(span[8..]);
        var pool = BinaryPrimitives.ReadInt32LittleEndian(span[12..]);
        var size = HeaderBytes + (4L * ((2L * contents) + 1)) + (24L * chunks) + ((chunks + 3L) & ~3L) + (4L * strings) + pool;
        if (contents < 0 || chunks < 0 || strings < 0 || pool < 0 || size != span.Length)
        {
            throw new InvalidDataException($"chunk table: counts {contents}, {chunks}, {strings}, {pool} do not fit {span.Length} bytes");
        }

        var table = new ChunkTable(bytes, contents, chunks, strings);
        table.Validate(pool);
        return table;
    }

    /// <summary>Language id of a content.</summary>
    public string LanguageOf(int content) => Text(Ints(HeaderBytes + (4 * (ContentCount + 1)), ContentCount)[content])!;

    /// <summary>The content (ordinal within the segment) that a chunk belongs to.</summary>
    public int ContentOf(int chunk)
    {
        var first = FirstChunk;
        var low = 0;
        var high = ContentCount;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (first[middle + 1] <= chunk)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private void Validate(int poolBytes)
    {
        var first = FirstChunk;
        for (var i = 0; i < ContentCount; i++)
        {
            if (first[i + 1] < first[i])
            {
                throw new InvalidDataException($"chunk table: contents out of order at {i}");
            }
        }

        if (first[0] != 0 || first[^1] != ChunkCount)
        {
            throw new InvalidDataException("chunk table: chunks are not those of the contents");
        }

        var ends = Ints(_stringEnds, _strings);
        var last = 0;
        foreach (var end in ends)
        {
            if (end < last || end > poolBytes)
            {
                throw new InvalidDataException("chunk table: string out of range");
            }

            last = end;
        }

        foreach (var language in Ints(HeaderBytes + (4 * (ContentCount + 1)), ContentCount))
        {
            if ((uint)language >= (uint)_strings)
            {
                throw new InvalidDataException("chunk table: language out of range");
            }
        }

        foreach (var name in Ints(_columns + (16 * ChunkCount), 2 * ChunkCount))
        {
            if (name < -1 || name >= _strings)
            {
                throw new InvalidDataException("chunk table: symbol out of range");
            }
        }
    }

    private int Column(int column, int chunk) => Ints(_columns + (4 * column * ChunkCount), ChunkCount)[chunk];

    private string? Text(int index)
    {
        if (index < 0)
        {
            return null;
        }

        var ends = Ints(_stringEnds, _strings);
        var start = index == 0 ? 0 : ends[index - 1];
        return Encoding.UTF8.GetString(_bytes.Span[(_pool + start)..(_pool + ends[index])]);
    }

    private ReadOnlySpan<int> Ints(int offset, int count) =>
        MemoryMarshal.Cast<byte, int>(_bytes.Span.Slice(offset, 4 * count));
}
