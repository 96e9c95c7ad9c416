namespace McpContextBrowser.Core.Lexical;

/// <summary>
/// Memory for many lists of bytes that grow side by side: slices of fixed blocks, each twice as long as the list's slice
/// before, linked by a number in their last four bytes.
/// </summary>
internal sealed class PostingArena
{
    private const int BlockBits = 16;
    private const int BlockLength = 1 << BlockBits;
    private const int FirstSlice = 16;
    private const int LongestSlice = 4096;
    private const int LinkBytes = sizeof(int);

    private readonly List<byte[]> _blocks = [];
    private int _end = BlockLength; // of the used part of the last block

    /// <summary>One list: where it begins and where its next byte goes, as addresses of the arena.</summary>
    public struct Chain
    {
        public int First;
        public int At;
        public int Room;
        public int SliceLength;

        /// <summary>Bytes in the list.</summary>
        public int Length;
    }

    /// <summary>Appends bytes to a list; a default <see cref="Chain"/> is an empty list.</summary>
    public void Append(ref Chain chain, ReadOnlySpan<byte> bytes)
    {
        chain.Length += bytes.Length;
        while (bytes.Length > chain.Room)
        {
            var fits = bytes[..chain.Room];
            fits.CopyTo(Memory(chain.At, chain.Room));
            chain.At += chain.Room;
            bytes = bytes[fits.Length..];
            Extend(ref chain);
        }

        bytes.CopyTo(Memory(chain.At, bytes.Length));
        chain.At += bytes.Length;
        chain.Room -= bytes.Length;
    }

    /// <summary>Copies a whole list.</summary>
    /// <param name="chain">The list.</param>
    /// <param name="to">As long as the list.</param>
    public void CopyTo(in Chain chain, Span<byte> to)
    {
        var slice = chain.First;
        for (var length = FirstSlice; !to.IsEmpty; length = Math.Min(2 * length, LongestSlice))
        {
            var count = Math.Min(to.Length, length - LinkBytes);
            Memory(slice, count).CopyTo(to);
            to = to[count..];
            slice = BitConverter.ToInt32(Memory(slice + length - LinkBytes, LinkBytes));
        }
    }

    private void Extend(ref Chain chain)
    {
        var length = chain.SliceLength == 0 ? FirstSlice : Math.Min(2 * chain.SliceLength, LongestSlice);
        if (_end + length > BlockLength)
        {
            _blocks.Add(new byte[BlockLength]);
            _end = 0;
        }

        var slice = (_blocks.Count - 1 << BlockBits) + _end;
        _end += length;
        if (chain.SliceLength == 0)
        {
            chain.First = slice;
        }
        else
        {
            BitConverter.TryWriteBytes(Memory(chain.At, LinkBytes), slice);
        }

        chain.At = slice;
        chain.SliceLength = length;
        chain.Room = length - LinkBytes;
    }

    private Span<byte> Memory(int address, int length) =>
        length == 0 ? [] : _blocks[address >> BlockBits].AsSpan(address & (BlockLength - 1), length);
}
