using System.Buffers.Binary;
using McpContextBrowser.Core.Chunking;

namespace McpContextBrowser.Core.Store;

/// <summary>What was derived from a content's text: chunks and terms. Everything but text and vectors.</summary>
/// <param name="Language">Language id it was scanned as.</param>
/// <param name="Chunks">In order.</param>
/// <param name="Terms">Encoded by <c>ContentTermsBuilder</c>.</param>
public sealed record ContentRecord(string Language, Chunk[] Chunks, ReadOnlyMemory<byte> Terms)
{
    /// <summary>The bytes of <see cref="Decode"/>: i32 bytes of the chunk table | chunk table of one content | terms.</summary>
    public byte[] Encode()
    {
        var table = new ChunkTableBuilder();
        table.Add(Language, Chunks);
        var chunks = table.ToArray();
        var bytes = new byte[4 + chunks.Length + Terms.Length];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, chunks.Length);
        chunks.CopyTo(bytes, 4);
        Terms.Span.CopyTo(bytes.AsSpan(4 + chunks.Length));
        return bytes;
    }

    /// <exception cref="InvalidDataException">The bytes are not such a record.</exception>
    public static ContentRecord Decode(ReadOnlyMemory<byte> bytes)
    {
        var length = bytes.Length < 4 ? -1 : BinaryPrimitives.ReadInt32LittleEndian(bytes.Span);
        if (length < 0 || length > bytes.Length - 4)
        {
            throw new InvalidDataException("content record: cut off");
        }

        var table = ChunkTable.Read(bytes.Slice(4, length));
        if (table.ContentCount != 1)
        {
            throw new InvalidDataException("content record: not one content");
        }

        var chunks = new Chunk[table.ChunkCount];
        for (var i = 0; i < chunks.Length; i++)
        {
            chunks[i] = table[i];
        }

        return new(table.LanguageOf(0), chunks, bytes[(4 + length)..]);
    }
}
