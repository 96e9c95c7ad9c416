using System.Buffers;
using System.Runtime.InteropServices;

namespace McpContextBrowser.Core.Lexical;

/// <summary>
/// Inverted index over the chunks of a set of contents: term → chunks with counts, and by chunk its lengths and the names
/// it defines. One block of bytes, the same in memory as in a snapshot (<see cref="LexicalLayout"/>): opening costs a check
/// of the directory and no object for a term or a posting.
/// </summary>
/// <remarks>Immutable; searches may run from several threads at once.</remarks>
public sealed class LexicalIndex
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly LexicalLayout _layout;

    private LexicalIndex(ReadOnlyMemory<byte> bytes, LexicalLayout layout)
    {
        _bytes = bytes;
        _layout = layout;
    }

    /// <summary>An index of no chunk.</summary>
    public static LexicalIndex Empty { get; } = new LexicalIndexBuilder().Build();

    public int ChunkCount => _layout.Chunks;

    public int TermCount => _layout.Terms;

    /// <summary>Contents whose filters it has; null when it was written before there were filters.</summary>
    public int? ContentCount => _layout.Contents;

    /// <summary>Bytes in memory and in a snapshot.</summary>
    public long ByteCount => _bytes.Length;

    /// <summary>Bytes of postings and term directory alone, without names and lengths.</summary>
    public long PostingAndDirectoryBytes => _layout.NameStartsAt + _layout.PostingBytes;

    /// <summary>Code and comment length of each chunk in terms, by turns: two numbers a chunk.</summary>
    public ReadOnlySpan<ushort> Lengths => Part<ushort>(_layout.LengthsAt, _layout.FilterStartsAt);

    private ReadOnlySpan<int> Buckets => Part<int>(_layout.BucketsAt, _layout.TermsAt);

    private ReadOnlySpan<uint> LowTerms => Part<uint>(_layout.TermsAt, _layout.PostingStartsAt);

    private ReadOnlySpan<int> PostingStarts => Part<int>(_layout.PostingStartsAt, _layout.NameStartsAt);

    private ReadOnlySpan<int> NameStarts => Part<int>(_layout.NameStartsAt, _layout.LengthsAt);

    private ReadOnlySpan<int> FilterStarts => Part<int>(_layout.FilterStartsAt, _layout.PostingsAt);

    /// <summary>Opens what <see cref="Write"/> wrote, without copying.</summary>
    /// <param name="section">Kept by the index; must not change as long as it lives.</param>
    /// <exception cref="InvalidDataException">It is not such a section, or a part of its directory is impossible; the message names the field.
    /// A damaged posting is found when its list is read.</exception>
    public static LexicalIndex Read(ReadOnlyMemory<byte> section)
    {
        if (section.Length < LexicalLayout.FewestHeaderBytes)
        {
            throw new InvalidDataException($"lexical header: {section.Length} bytes are too few.");
        }

        var header = MemoryMarshal.Cast<byte, int>(section.Span);
        var hasFilters = header[0] == LexicalLayout.Magic && header.Length >= 8;
        Require(hasFilters || header[0] == LexicalLayout.MagicWithoutFilters, "magic", header[0]);
        Require(header[1] >= 0, "chunks", header[1]);
        Require(header[2] >= 0, "terms", header[2]);
        Require(header[3] is >= LexicalLayout.FewestBucketBits and <= LexicalLayout.MostBucketBits, "bucket bits", header[3]);
        Require(header[4] >= 0, "posting bytes", header[4]);
        Require(header[5] >= 0, "name bytes", header[5]);
        Require(!hasFilters || header[6] >= 0, "contents", hasFilters ? header[6] : 0);
        Require(!hasFilters || header[7] >= 0, "filter bytes", hasFilters ? header[7] : 0);
        var layout = new LexicalLayout(
            header[1], header[2], header[3], header[4], header[5], hasFilters ? header[6] : null, hasFilters ? header[7] : 0);
        Require(layout.TotalBytes == section.Length, "length", section.Length);
        var index = new LexicalIndex(section, layout);
        RequireRising(index.Buckets, layout.Terms, "buckets");
        RequireRising(index.PostingStarts, layout.PostingBytes, "posting starts");
        RequireRising(index.NameStarts, layout.NameBytes, "name starts");
        if (hasFilters)
        {
            RequireRising(index.FilterStarts, layout.FilterBytes, "filter starts");
            for (var content = 0; content < layout.Contents; content++)
            {
                var length = index.FilterStarts[content + 1] - index.FilterStarts[content];
                Require(GramFilter.IsLength(length), "filter length", length);
            }
        }

        return index;
    }

    /// <summary>The section that <see cref="Read"/> opens; as long as the index lives.</summary>
    public ReadOnlyMemory<byte> Section => _bytes;

    /// <summary>Writes the section that <see cref="Read"/> opens.</summary>
    public void Write(IBufferWriter<byte> output) => output.Write(_bytes.Span);

    /// <summary>The postings of a term, empty when no chunk has it.</summary>
    public PostingReader Find(ulong term)
    {
        var buckets = Buckets;
        var bucket = _layout.BucketOf(term);
        var start = buckets[bucket];
        var found = LowTerms[start..buckets[bucket + 1]].BinarySearch((uint)term);
        if (found < 0)
        {
            return default;
        }

        var starts = PostingStarts;
        var from = starts[start + found];
        return new(_bytes.Span.Slice((int)_layout.PostingsAt + from, starts[start + found + 1] - from), _layout.Chunks);
    }

    /// <summary>The names that a chunk defines.</summary>
    /// <param name="chunk">0 to <see cref="ChunkCount"/> − 1.</param>
    public NameReader Names(int chunk)
    {
        var starts = NameStarts;
        return new(_bytes.Span.Slice((int)_layout.NamesAt + starts[chunk], starts[chunk + 1] - starts[chunk]));
    }

    /// <summary>False when the text of a content holds no piece with these slots; true when it may.</summary>
    /// <param name="content">Ordinal of the content: the n-th that was added.</param>
    /// <param name="slots">From <see cref="GramFilter.SlotsOf(string)"/>.</param>
    public bool MayHold(int content, ReadOnlySpan<int> slots)
    {
        if (_layout.Contents is null)
        {
            return true;
        }

        var starts = FilterStarts;
        return GramFilter.MayHold(_bytes.Span[(int)(_layout.FiltersAt + starts[content])..(int)(_layout.FiltersAt + starts[content + 1])], slots);
    }

    private ReadOnlySpan<T> Part<T>(long from, long to)
        where T : struct => MemoryMarshal.Cast<byte, T>(_bytes.Span[(int)from..(int)to]);

    private static void Require(bool holds, string field, int value)
    {
        if (!holds)
        {
            throw new InvalidDataException($"lexical {field}: {value} is impossible.");
        }
    }

    private static void RequireRising(ReadOnlySpan<int> starts, int end, string field)
    {
        var before = 0;
        foreach (var start in starts)
        {
            Require(start >= before, field, start);
            before = start;
        }

        Require(starts[0] == 0 && before == end, field, before);
    }
}
