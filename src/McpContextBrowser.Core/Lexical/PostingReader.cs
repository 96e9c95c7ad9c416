namespace McpContextBrowser.Core.Lexical;

/// <summary>Walks the chunks that contain a term, in ascending order.</summary>
public ref struct PostingReader
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly int _chunks;
    private int _at;
    private int _left;
    private TermCounts _counts;

    internal PostingReader(ReadOnlySpan<byte> bytes, int chunks)
    {
        _bytes = bytes;
        _chunks = chunks;
        _left = Count = (int)VarInt.Read(bytes, ref _at);
        Chunk = -1;
        if ((uint)Count > (uint)chunks)
        {
            throw new InvalidDataException($"postings: {Count} in {chunks} chunks.");
        }
    }

    /// <summary>Chunks in the list, of whatever tree.</summary>
    public int Count { get; }

    /// <summary>Chunk ordinal of the current posting.</summary>
    public int Chunk { get; private set; }

    public readonly TermCounts Counts => _counts;

    /// <exception cref="InvalidDataException">The list is damaged.</exception>
    public bool MoveNext()
    {
        if (_left <= 0)
        {
            return false;
        }

        _left--;
        Chunk += 1 + PostingCode.Read(_bytes, ref _at, out _counts);
        if ((uint)Chunk >= (uint)_chunks)
        {
            throw new InvalidDataException($"postings: chunk {Chunk} of {_chunks}.");
        }

        return true;
    }
}
