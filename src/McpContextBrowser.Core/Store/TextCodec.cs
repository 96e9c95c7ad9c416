using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace McpContextBrowser.Core.Store;

/// <summary>
/// Texts as they are stored: UTF-8, Brotli at its fastest (about a third of the size of code), then sealed. A text of more than one
/// block is packed block by block, so that a chunk of a large file costs the blocks it lies in.
/// </summary>
/// <remarks>
/// Layout, numbers as little-endian i32: −blocks | for each block its UTF-16 characters and its packed bytes | the packed blocks. A text of one
/// block may also stand as: UTF-8 bytes | packed text, which is how every text was written once and short ones still are.
/// </remarks>
public static class TextCodec
{
    private const int Quality = 1;
    private const int Window = 18;
    private const int LongestText = 1 << 28; // bytes; no file of that size is indexed
    private const int BlockChars = 1 << 14;
    private const int MostBytesOfChar = 3;
    private const int EntryBytes = 2 * sizeof(int);

    /// <summary>Packs a text.</summary>
    public static byte[] Compress(string text)
    {
        var blocks = new ArrayBufferWriter<byte>(Math.Max(256, text.Length / 2));
        var table = new List<(int Chars, int Bytes)>(text.Length / BlockChars + 1);
        for (var at = 0; at < text.Length;)
        {
            var length = Math.Min(BlockChars, text.Length - at);
            if (length < text.Length - at && char.IsHighSurrogate(text[at + length - 1]))
            {
                length--; // a pair stays together: a half of one has no UTF-8
            }

            var before = blocks.WrittenCount;
            var utf8 = Pack(text.AsSpan(at, length), blocks);
            if (length == text.Length)
            {
                return Single(utf8, blocks.WrittenSpan);
            }

            table.Add((length, blocks.WrittenCount - before));
            at += length;
        }

        if (table.Count == 0)
        {
            var utf8 = Pack("", blocks);
            return Single(utf8, blocks.WrittenSpan);
        }

        var result = new byte[sizeof(int) + EntryBytes * table.Count + blocks.WrittenCount];
        BinaryPrimitives.WriteInt32LittleEndian(result, -table.Count);
        for (var i = 0; i < table.Count; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(result.AsSpan(sizeof(int) + EntryBytes * i), table[i].Chars);
            BinaryPrimitives.WriteInt32LittleEndian(result.AsSpan(2 * sizeof(int) + EntryBytes * i), table[i].Bytes);
        }

        blocks.WrittenSpan.CopyTo(result.AsSpan(sizeof(int) + EntryBytes * table.Count));
        return result;
    }

    /// <summary>Unpacks a whole text.</summary>
    /// <exception cref="InvalidDataException">The bytes are not such a text.</exception>
    public static string Decompress(ReadOnlySpan<byte> bytes) => Decompress(bytes, TextPart.Whole);

    /// <summary>Unpacks a part of a text.</summary>
    /// <exception cref="InvalidDataException">The bytes are not such a text, or it has no such part.</exception>
    public static string Decompress(ReadOnlySpan<byte> bytes, TextPart part)
    {
        using var text = Unpack(bytes, part);
        return new(text.Of(part));
    }

    /// <summary>Finds out whether a text has a piece; nothing is allocated for it.</summary>
    /// <exception cref="InvalidDataException">The bytes are not such a text.</exception>
    public static bool Contains(ReadOnlySpan<byte> bytes, CaselessPiece piece)
    {
        using var text = Unpack(bytes, TextPart.Whole);
        return piece.IsIn(text.Of(TextPart.Whole));
    }

    /// <summary>Unpacks the blocks that a part lies in.</summary>
    private static UnpackedText Unpack(ReadOnlySpan<byte> bytes, TextPart part)
    {
        var head = bytes.Length < sizeof(int) ? throw Damaged("header is cut off") : BinaryPrimitives.ReadInt32LittleEndian(bytes);
        if (head >= 0)
        {
            return head <= LongestText ? UnpackSingle(bytes[sizeof(int)..], head) : throw Damaged($"{head} bytes");
        }

        if (head < -(bytes.Length - sizeof(int)) / EntryBytes)
        {
            throw Damaged($"{-(long)head} blocks in {bytes.Length} bytes");
        }

        return UnpackBlocks(bytes.Slice(sizeof(int), EntryBytes * -head), bytes[(sizeof(int) + EntryBytes * -head)..], part);
    }

    /// <summary>A text that was packed as one.</summary>
    private static UnpackedText UnpackSingle(ReadOnlySpan<byte> packed, int utf8Bytes)
    {
        var text = new UnpackedText(utf8Bytes);
        try
        {
            if (text.Add(packed, utf8Bytes) != utf8Bytes)
            {
                throw Damaged("does not unpack to its length");
            }

            return text;
        }
        catch
        {
            text.Dispose();
            throw;
        }
    }

    private static UnpackedText UnpackBlocks(ReadOnlySpan<byte> table, ReadOnlySpan<byte> packed, TextPart part)
    {
        var end = part == TextPart.Whole ? long.MaxValue : (long)part.Start + part.Length;
        var room = part == TextPart.Whole ? table.Length / EntryBytes * (long)BlockChars : part.Length + 2L * BlockChars;
        var text = new UnpackedText((int)Math.Min(room, LongestText));
        try
        {
            var start = 0L;
            for (; !table.IsEmpty; table = table[EntryBytes..])
            {
                var chars = BinaryPrimitives.ReadInt32LittleEndian(table);
                var bytes = BinaryPrimitives.ReadInt32LittleEndian(table[sizeof(int)..]);
                if (chars is <= 0 or > BlockChars || bytes < 0 || bytes > packed.Length)
                {
                    throw Damaged($"a block of {chars} characters in {bytes} bytes");
                }

                if (start < end && start + chars > part.Start)
                {
                    text.First = text.Length == 0 ? start : text.First;
                    var before = text.Length;
                    text.Add(packed[..bytes], MostBytesOfChar * chars);
                    if (text.Length - before != chars)
                    {
                        throw Damaged("a block does not unpack to its length");
                    }
                }

                packed = packed[bytes..];
                start += chars;
            }

            return packed.IsEmpty ? text : throw Damaged("goes on behind its blocks");
        }
        catch
        {
            text.Dispose();
            throw;
        }
    }

    /// <returns>Bytes before packing.</returns>
    private static int Pack(ReadOnlySpan<char> text, ArrayBufferWriter<byte> to)
    {
        var utf8 = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        try
        {
            var length = Encoding.UTF8.GetBytes(text, utf8);
            if (!BrotliEncoder.TryCompress(utf8.AsSpan(0, length), to.GetSpan(BrotliEncoder.GetMaxCompressedLength(length)), out var written, Quality, Window))
            {
                throw new InvalidOperationException($"Brotli refused {length} bytes.");
            }

            to.Advance(written);
            return length;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(utf8);
        }
    }

    private static byte[] Single(int utf8Bytes, ReadOnlySpan<byte> packed)
    {
        var result = new byte[sizeof(int) + packed.Length];
        BinaryPrimitives.WriteInt32LittleEndian(result, utf8Bytes);
        packed.CopyTo(result.AsSpan(sizeof(int)));
        return result;
    }

    private static InvalidDataException Damaged(string what) => new($"stored text: {what}");

    /// <summary>Characters in a rented room, which goes back on disposal.</summary>
    private struct UnpackedText(int room) : IDisposable
    {
        private readonly char[] _chars = ArrayPool<char>.Shared.Rent(room);

        /// <summary>Where in the whole text the first character stands.</summary>
        public long First { get; set; }

        public int Length { get; private set; }

        /// <exception cref="InvalidDataException">They are not here.</exception>
        public readonly ReadOnlySpan<char> Of(TextPart part)
        {
            var text = _chars.AsSpan(0, Length);
            var start = part.Start - First;
            return part == TextPart.Whole ? text
                : start >= 0 && start <= Length && part.Length <= Length - start ? text.Slice((int)start, part.Length)
                : throw Damaged($"has no characters {part.Start} to {(long)part.Start + part.Length}");
        }

        /// <returns>Bytes before packing.</returns>
        public int Add(ReadOnlySpan<byte> packed, int mostBytes)
        {
            var utf8 = ArrayPool<byte>.Shared.Rent(mostBytes + 1);
            try
            {
                if (!BrotliDecoder.TryDecompress(packed, utf8, out var written)
                    || !Encoding.UTF8.TryGetChars(utf8.AsSpan(0, written), _chars.AsSpan(Length), out var chars))
                {
                    throw Damaged("does not unpack to its length");
                }

                Length += chars;
                return written;
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(utf8);
            }
        }

        public readonly void Dispose() => ArrayPool<char>.Shared.Return(_chars);
    }
}
