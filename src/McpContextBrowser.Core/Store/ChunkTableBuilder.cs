using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using McpContextBrowser.Core.Chunking;

namespace McpContextBrowser.Core.Store;

/// <summary>Collects the chunks of contents, one content after the other, into the bytes of a <see cref="ChunkTable"/>.</summary>
public sealed class ChunkTableBuilder
{
    private readonly List<int> _firstChunk = [0];
    private readonly List<int> _languages = [];
    private readonly List<int>[] _columns = [[], [], [], [], [], []];
    private readonly List<byte> _kinds = [];
    private readonly List<int> _stringEnds = [];
    private readonly Dictionary<string, int> _stringIndex = new(StringComparer.Ordinal);
    private readonly ArrayBufferWriter<byte> _pool = new();

    public int ChunkCount => _kinds.Count;

    /// <summary>Adds the next content.</summary>
    public void Add(string language, ReadOnlySpan<Chunk> chunks)
    {
        _languages.Add(IndexOf(language));
        foreach (var chunk in chunks)
        {
            _columns[0].Add(chunk.Start);
            _columns[1].Add(chunk.Length);
            _columns[2].Add(chunk.StartLine);
            _columns[3].Add(chunk.EndLine);
            _columns[4].Add(IndexOf(chunk.Symbol));
            _columns[5].Add(IndexOf(chunk.Enclosing));
            _kinds.Add((byte)chunk.Kind);
        }

        _firstChunk.Add(_kinds.Count);
    }

    /// <summary>The bytes that <see cref="ChunkTable.Read"/> takes.</summary>
    public byte[] ToArray()
    {
        using var output = new MemoryStream();
        Span<byte> header = stackalloc byte[16];
        BinaryPrimitives.WriteInt32LittleEndian(header, _languages.Count);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], _kinds.Count);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], _stringEnds.Count);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], _pool.WrittenCount);
        output.Write(header);
        WriteInts(output, _firstChunk);
        WriteInts(output, _languages);
        foreach (var column in _columns)
        {
            WriteInts(output, column);
        }

        output.Write(CollectionsMarshal.AsSpan(_kinds));
        output.Write(stackalloc byte[((_kinds.Count + 3) & ~3) - _kinds.Count]);
        WriteInts(output, _stringEnds);
        output.Write(_pool.WrittenSpan);
        return output.ToArray();
    }

    private static void WriteInts(MemoryStream output, List<int> values) =>
        output.Write(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(values)));

    private int IndexOf(string? text)
    {
        if (text is null)
        {
            return -1;
        }

        if (!_stringIndex.TryGetValue(text, out var index))
        {
            index = _stringEnds.Count;
            _stringIndex.Add(text, index);
            Encoding.UTF8.GetBytes(text, _pool);
            _stringEnds.Add(_pool.WrittenCount);
        }

        return index;
    }
}
