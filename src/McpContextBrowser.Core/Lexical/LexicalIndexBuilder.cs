using System.Runtime.InteropServices;

namespace McpContextBrowser.Core.Lexical;

/// <summary>Turns derived terms, content after content, into one inverted index.</summary>
/// <remarks>For one thread. Neither a posting nor a term is an object: postings lie in one <see cref="PostingArena"/>.</remarks>
public sealed class LexicalIndexBuilder
{
    private readonly TermTable _numbers = new();
    private readonly PostingArena _arena = new();
    private readonly ByteWriter _names = new();
    private readonly List<int> _nameStarts = [0];
    private readonly List<ushort> _lengths = []; // code and comment by turns
    private readonly ByteWriter _filters = new();
    private readonly List<int> _filterStarts = [0];
    private PostingList[] _lists = new PostingList[1024]; // by our term number
    private int[] _ours = new int[256]; // the content's term numbers → our term numbers

    private struct PostingList
    {
        public PostingArena.Chain Bytes;
        public int Count;
        public int NextChunk; // one behind the last posting's: distances count from here
    }

    /// <summary>Chunks added so far.</summary>
    public int ChunkCount => _nameStarts.Count - 1;

    /// <summary>Adds the next content; its chunks get the next ordinals.</summary>
    /// <param name="contentTerms">What <see cref="ContentTermsBuilder.Finish"/> gave.</param>
    /// <exception cref="InvalidDataException">They are not whole; the builder is then of no further use.</exception>
    public void Add(ReadOnlySpan<byte> contentTerms)
    {
        if (contentTerms.IsEmpty || contentTerms[0] is not (ContentTermsBuilder.Version or ContentTermsBuilder.WithoutFilter))
        {
            throw new InvalidDataException("content terms: unknown version.");
        }

        var at = 1;
        var filterBytes = contentTerms[0] == ContentTermsBuilder.WithoutFilter ? 0 : VarInt.Read(contentTerms, ref at);
        if (filterBytes > contentTerms.Length - at || !GramFilter.IsLength((int)filterBytes))
        {
            throw new InvalidDataException($"content terms: a filter of {filterBytes} bytes.");
        }

        _filters.Write(contentTerms[^(int)filterBytes..]);
        _filterStarts.Add(_filters.Written.Length);
        contentTerms = contentTerms[..^(int)filterBytes];
        var chunks = VarInt.Read(contentTerms, ref at);
        var terms = VarInt.Read(contentTerms, ref at);
        if (terms > (contentTerms.Length - at) / ContentTermsBuilder.TermBytes)
        {
            throw new InvalidDataException($"content terms: {terms} terms do not fit into {contentTerms.Length} bytes.");
        }

        var termBytes = (int)terms * ContentTermsBuilder.TermBytes;
        NumberTerms(contentTerms.Slice(at, termBytes), (int)terms);
        at += termBytes;
        for (var chunk = 0u; chunk < chunks; chunk++)
        {
            AddChunk(contentTerms, ref at, (int)terms);
        }

        if (at != contentTerms.Length)
        {
            throw new InvalidDataException($"content terms: {contentTerms.Length - at} bytes too many.");
        }
    }

    /// <summary>Ends the index.</summary>
    /// <exception cref="InvalidOperationException">The postings need more than 2 GB: the segment must be split.</exception>
    public LexicalIndex Build()
    {
        var terms = _numbers.Terms.ToArray();
        var order = new int[terms.Length];
        var postingBytes = 0L;
        for (var number = 0; number < order.Length; number++)
        {
            order[number] = number;
            postingBytes += SizeOf(_lists[number]);
        }

        Array.Sort(terms, order);
        if (postingBytes > int.MaxValue)
        {
            throw new InvalidOperationException($"The postings of {ChunkCount} chunks need {postingBytes} bytes.");
        }

        var layout = LexicalLayout.For(ChunkCount, terms.Length, (int)postingBytes, _names.Written.Length, _filterStarts.Count - 1, _filters.Written.Length);
        var bytes = new byte[layout.TotalBytes];
        WriteHeader(bytes, layout);
        WriteDirectory(bytes, layout, terms, order);
        MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_nameStarts)).CopyTo(bytes.AsSpan((int)layout.NameStartsAt));
        MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_lengths)).CopyTo(bytes.AsSpan((int)layout.LengthsAt));
        MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_filterStarts)).CopyTo(bytes.AsSpan((int)layout.FilterStartsAt));
        _names.Written.CopyTo(bytes.AsSpan((int)layout.NamesAt));
        _filters.Written.CopyTo(bytes.AsSpan((int)layout.FiltersAt));
        return LexicalIndex.Read(bytes);
    }

    private void NumberTerms(ReadOnlySpan<byte> terms, int count)
    {
        if (count > _ours.Length)
        {
            _ours = new int[Math.Max(count, 2 * _ours.Length)];
        }

        for (var i = 0; i < count; i++)
        {
            _ours[i] = _numbers.NumberOf(ContentTermsBuilder.ReadTerm(terms[(i * ContentTermsBuilder.TermBytes)..]));
        }

        if (_numbers.Count > _lists.Length)
        {
            Array.Resize(ref _lists, Math.Max(_numbers.Count, 2 * _lists.Length));
        }
    }

    private void AddChunk(ReadOnlySpan<byte> from, ref int at, int terms)
    {
        _lengths.Add((ushort)Math.Min(VarInt.Read(from, ref at), ushort.MaxValue));
        _lengths.Add((ushort)Math.Min(VarInt.Read(from, ref at), ushort.MaxValue));
        var postings = VarInt.Read(from, ref at);
        Span<byte> code = stackalloc byte[PostingCode.Longest];
        var number = 0L;
        for (var i = 0u; i < postings; i++)
        {
            number += PostingCode.Read(from, ref at, out var counts);
            if (number >= terms)
            {
                throw new InvalidDataException($"content terms: posting of term {number} of {terms}.");
            }

            ref var list = ref _lists[_ours[number]];
            var length = PostingCode.Write(code, ChunkCount - list.NextChunk, counts);
            _arena.Append(ref list.Bytes, code[..length]);
            list.NextChunk = ChunkCount + 1;
            list.Count++;
        }

        var names = VarInt.Read(from, ref at);
        for (var i = 0u; i < names; i++)
        {
            AddName(from, ref at, terms);
        }

        _nameStarts.Add(_names.Written.Length);
    }

    /// <summary>Copies a name; its words are written as terms, since numbers of the content mean nothing outside it.</summary>
    private void AddName(ReadOnlySpan<byte> from, ref int at, int terms)
    {
        var head = VarInt.Read(from, ref at);
        _names.WriteNumber(head);
        _names.WriteNumber(VarInt.Read(from, ref at));
        var words = VarInt.Read(from, ref at);
        if (words > ContentTermsBuilder.MostNameWords)
        {
            throw new InvalidDataException($"content terms: a name of {words} words.");
        }

        _names.WriteNumber(words);
        for (var i = 0; i < words; i++)
        {
            var number = VarInt.Read(from, ref at);
            if (number >= terms)
            {
                throw new InvalidDataException($"content terms: a name with term {number} of {terms}.");
            }

            ContentTermsBuilder.WriteTerm(_names.Reserve(ContentTermsBuilder.TermBytes), _numbers.Terms[_ours[number]]);
        }

        var length = head >> 2;
        if (length is 0 or > ContentTermsBuilder.LongestName || length > from.Length - at)
        {
            throw new InvalidDataException("content terms: a name is empty, too long or cut off.");
        }

        _names.Write(from.Slice(at, (int)length));
        at += (int)length;
    }

    private static int SizeOf(in PostingList list) => VarInt.Size((uint)list.Count) + list.Bytes.Length;

    private static void WriteHeader(Span<byte> bytes, LexicalLayout layout)
    {
        var header = MemoryMarshal.Cast<byte, int>(bytes[..layout.HeaderBytes]);
        header[0] = LexicalLayout.Magic;
        header[1] = layout.Chunks;
        header[2] = layout.Terms;
        header[3] = layout.BucketBits;
        header[4] = layout.PostingBytes;
        header[5] = layout.NameBytes;
        header[6] = layout.Contents!.Value;
        header[7] = layout.FilterBytes;
    }

    private void WriteDirectory(Span<byte> bytes, LexicalLayout layout, ulong[] terms, int[] order)
    {
        var buckets = MemoryMarshal.Cast<byte, int>(bytes[layout.BucketsAt..(int)layout.TermsAt]);
        var low = MemoryMarshal.Cast<byte, uint>(bytes[(int)layout.TermsAt..(int)layout.PostingStartsAt]);
        var starts = MemoryMarshal.Cast<byte, int>(bytes[(int)layout.PostingStartsAt..(int)layout.NameStartsAt]);
        var postings = bytes.Slice((int)layout.PostingsAt, layout.PostingBytes);
        var bucket = 0;
        var at = 0;
        for (var i = 0; i < terms.Length; i++)
        {
            for (; bucket <= layout.BucketOf(terms[i]); bucket++)
            {
                buckets[bucket] = i;
            }

            low[i] = (uint)terms[i];
            starts[i] = at;
            ref var list = ref _lists[order[i]];
            at += VarInt.Write(postings[at..], (uint)list.Count);
            _arena.CopyTo(list.Bytes, postings.Slice(at, list.Bytes.Length));
            at += list.Bytes.Length;
        }

        buckets[bucket..].Fill(terms.Length);
        starts[terms.Length] = at;
    }
}
