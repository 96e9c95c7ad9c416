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
        var head = bytes.Length < sizeof(int) ? throw Damaged("header is cut off") : BinaryPrimitives.ReadInt32LittleEndian(bytes);
        if (head >= 0)
        {
            return head <= LongestText ? Unpacked(bytes[sizeof(int)..], head, part) : throw Damaged($"{head} bytes");
        }

        if (head < -(bytes.Length - sizeof(int)) / EntryBytes)
        {
            throw Damaged($"{-(long)head} blocks in {bytes.Length} bytes");
        }

        return Unpacked(bytes.Slice(sizeof(int), EntryBytes * -head), bytes[(sizeof(int) + EntryBytes * -head)..], part);
    }

    /// <summary>A part of a text that was packed as one.</summary>
    private static string Unpacked(ReadOnlySpan<byte> packed, int utf8Bytes, TextPart part)
    {
        var utf8 = ArrayPool<byte>.Shared.Rent(utf8Bytes + 1);
        try
        {
            var text = BrotliDecoder.TryDecompress(packed, utf8, out var written) && written == utf8Bytes
                ? Encoding.UTF8.GetString(utf8, 0, utf8Bytes)
                : throw Damaged("does not unpack to its length");
            return part == TextPart.Whole ? text : PartOf(text, 0, part);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(utf8);
        }
    }

    /// <summary>A part of a text in blocks: those it lies in are unpacked.</summary>
    private static string Unpacked(ReadOnlySpan<byte> table, ReadOnlySpan<byte> packed, TextPart part)
    {
        var end = part == TextPart.Whole ? long.MaxValue : (long)part.Start + part.Length;
        var text = new ArrayBufferWriter<char>(part == TextPart.Whole ? table.Length / EntryBytes * BlockChars : part.Length + 2 * BlockChars);
        var first = -1L; // where the first unpacked block begins
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
                first = first < 0 ? start : first;
                Unpack(packed[..bytes], text.GetSpan(chars)[..chars]);
                text.Advance(chars);
            }

            packed = packed[bytes..];
            start += chars;
        }

        return packed.IsEmpty ? PartOf(text.WrittenSpan, Math.Max(first, 0), part) : throw Damaged("goes on behind its blocks");
    }

    private static string PartOf(ReadOnlySpan<char> text, long first, TextPart part)
    {
        if (part == TextPart.Whole)
        {
            return new(text);
        }

        var start = part.Start - first;
        return start >= 0 && start <= text.Length && part.Length <= text.Length - start
            ? new(text.Slice((int)start, part.Length))
            : throw Damaged($"has no characters {part.Start} to {(long)part.Start + part.Length}");
    }

    private static void Unpack(ReadOnlySpan<byte> packed, Span<char> text)
    {
        var utf8 = ArrayPool<byte>.Shared.Rent(MostBytesOfChar * text.Length);
        try
        {
            if (!BrotliDecoder.TryDecompress(packed, utf8, out var written)
                || !Encoding.UTF8.TryGetChars(utf8.AsSpan(0, written), text, out var chars) || chars != text.Length)
            {
                throw Damaged("a block does not unpack to its length");
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(utf8);
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
}
