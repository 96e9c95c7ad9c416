using System.Numerics;

namespace McpContextBrowser.Core.Lexical;

/// <summary>
/// Where the parts of a <see cref="LexicalIndex"/> lie in its bytes; all numbers little-endian.
/// <code>
/// header         magic, chunks, terms, bucket bits, posting bytes, name bytes, contents, filter bytes   eight i32
/// buckets        first term of each bucket (the term's top bits), one more at the end   i32
/// terms          the lower 32 bits of each term, ascending by whole term            u32
/// posting starts one more than terms, from the start of the postings                i32
/// name starts    one more than chunks, from the start of the names                  i32
/// lengths        terms in code, terms in comments, for each chunk                   u16, u16
/// filter starts  one more than contents, from the start of the filters              i32
/// postings       for each term: count as varint, then that many PostingCodes over chunk ordinals
/// names          for each chunk, again and again: bytes·4 + kind, line, words (varints), each word's term (5 bytes), UTF-8
/// filters        for each content its GramFilter, or nothing when it was derived before there were any
/// </code>
/// "LEX1" is the same without what concerns filters; it is read, and no longer written.
/// </summary>
/// <param name="Chunks">At least 0.</param>
/// <param name="Terms">At least 0.</param>
/// <param name="BucketBits">8 to 20: eight bits at least, so that the stored 32 are the rest of the term.</param>
/// <param name="PostingBytes">At least 0.</param>
/// <param name="NameBytes">At least 0.</param>
/// <param name="Contents">At least 0; null in "LEX1".</param>
/// <param name="FilterBytes">At least 0.</param>
internal readonly record struct LexicalLayout(int Chunks, int Terms, int BucketBits, int PostingBytes, int NameBytes, int? Contents, int FilterBytes)
{
    // 1: directory in buckets, counts of body, comment and symbol
    // 2: filters
    public const int Magic = 0x32_58_45_4C; // "LEX2"
    public const int MagicWithoutFilters = 0x31_58_45_4C; // "LEX1"

    public const int FewestHeaderBytes = 6 * sizeof(int);
    public const int FewestBucketBits = Lexical.Terms.Bits - 32;
    public const int MostBucketBits = 20;

    private const int TermsInBucket = 4; // a look-up compares two on average, in one cache line

    public int Buckets => 1 << BucketBits;

    public int HeaderBytes => Contents is null ? FewestHeaderBytes : FewestHeaderBytes + 2 * sizeof(int);

    public int BucketsAt => HeaderBytes;

    public long TermsAt => BucketsAt + sizeof(int) * (Buckets + 1L);

    public long PostingStartsAt => TermsAt + sizeof(uint) * (long)Terms;

    public long NameStartsAt => PostingStartsAt + sizeof(int) * (Terms + 1L);

    public long LengthsAt => NameStartsAt + sizeof(int) * (Chunks + 1L);

    public long FilterStartsAt => LengthsAt + 2 * sizeof(ushort) * (long)Chunks;

    public long PostingsAt => FilterStartsAt + (Contents is { } contents ? sizeof(int) * (contents + 1L) : 0);

    public long NamesAt => PostingsAt + PostingBytes;

    public long FiltersAt => NamesAt + NameBytes;

    public long TotalBytes => FiltersAt + FilterBytes;

    public static LexicalLayout For(int chunks, int terms, int postingBytes, int nameBytes, int contents, int filterBytes)
    {
        var bits = BitOperations.Log2((uint)Math.Max(1, terms / TermsInBucket));
        return new(chunks, terms, Math.Clamp(bits, FewestBucketBits, MostBucketBits), postingBytes, nameBytes, contents, filterBytes);
    }

    public int BucketOf(ulong term) => (int)(term >> (Lexical.Terms.Bits - BucketBits));
}
