using System.Buffers.Binary;
using System.Text;

namespace McpContextBrowser.Core.Lexical;

/// <summary>
/// Derives from the chunks of one content what the inverted index needs, in a compact form that is kept with the content:
/// a snapshot is rebuilt from it without reading or analysing text again.
/// </summary>
/// <remarks>
/// For one thread; reused from content to content, it allocates only the result. Layout, numbers as <see cref="VarInt"/>:
/// version, bytes of the filter, chunks, terms; each term in five bytes, in the order of first occurrence; then for each chunk: body
/// length, comment length, postings, those postings (<see cref="PostingCode"/> over the term's number), names, and each name as
/// <c>bytes·4 + kind</c>, line, words, the number of each word's term, UTF-8; then the <see cref="GramFilter"/>.
/// </remarks>
public sealed class ContentTermsBuilder
{
    // 1: terms of 40 bits; body, comment and symbol counts; names with kind and line; no filter, which the index reads as an empty one
    // 2: a filter of the text's 4-grams
    public const byte Version = 2;
    internal const byte WithoutFilter = 1;

    internal const int TermBytes = Terms.Bits / 8;
    internal const int MostNameWords = 32;
    internal const int LongestName = 1024; // bytes; a longer “name” is a scanner's error and no one asks for it

    private readonly Analyzer _analyzer = new();
    private readonly TermTable _numbers = new();
    private readonly ByteWriter _chunks = new();
    private readonly ByteWriter _names = new();
    private readonly ByteWriter _filter = new();
    private readonly GramFilter _grams = new();
    private TermCounts[] _counts = new TermCounts[256]; // by term number, of the open chunk
    private int[] _touched = new int[256]; // numbers of the terms of the open chunk
    private int _touchedCount;
    private int _chunkCount;
    private int _nameCount;
    private int _bodyLength;
    private int _commentLength;

    private enum Field
    {
        Body,
        Comment,
        Symbol,
    }

    /// <summary>Starts a content; what was begun and not finished is dropped.</summary>
    /// <param name="text">All of it, also what no chunk and no field will have.</param>
    public void Begin(ReadOnlySpan<char> text)
    {
        _numbers.Clear();
        _chunks.Clear();
        _filter.Clear();
        _filter.Write(_grams.Of(text));
        _chunkCount = 0;
        ClearChunk();
    }

    /// <summary>Starts the next chunk of the content; one that was begun and not ended is dropped.</summary>
    public void BeginChunk() => ClearChunk();

    /// <summary>Adds lines of code.</summary>
    public void AddBody(ReadOnlySpan<char> text) => _bodyLength += Add(text, Field.Body);

    /// <summary>Adds lines of nothing but comment or documentation.</summary>
    public void AddComment(ReadOnlySpan<char> text) => _commentLength += Add(text, Field.Comment);

    /// <summary>Adds a name that the open chunk defines.</summary>
    /// <param name="name">As written.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="line">1-based line of the content.</param>
    public void AddSymbol(ReadOnlySpan<char> name, NameKind kind, int line)
    {
        var bytes = Encoding.UTF8.GetByteCount(name);
        if (bytes is 0 or > LongestName)
        {
            return;
        }

        Add(name, Field.Symbol);
        Span<ulong> words = stackalloc ulong[MostNameWords];
        words = words[..NameWords.Read(name, words)];
        _names.WriteNumber((uint)bytes << 2 | (uint)kind);
        _names.WriteNumber((uint)line);
        _names.WriteNumber((uint)words.Length);
        foreach (var word in words)
        {
            _names.WriteNumber((uint)_numbers.NumberOf(word));
        }

        Encoding.UTF8.GetBytes(name, _names.Reserve(bytes));
        _nameCount++;
    }

    /// <summary>Ends the open chunk.</summary>
    public void EndChunk()
    {
        var touched = _touched.AsSpan(0, _touchedCount);
        touched.Sort();
        _chunks.WriteNumber((uint)_bodyLength);
        _chunks.WriteNumber((uint)_commentLength);
        _chunks.WriteNumber((uint)touched.Length);
        var before = 0;
        foreach (var number in touched)
        {
            var room = _chunks.Reserve(PostingCode.Longest);
            _chunks.GiveBack(PostingCode.Longest - PostingCode.Write(room, number - before, _counts[number]));
            before = number;
        }

        _chunks.WriteNumber((uint)_nameCount);
        _chunks.Write(_names.Written);
        _chunkCount++;
        ClearChunk();
    }

    /// <summary>Ends the content.</summary>
    /// <returns>Its derived terms, for <see cref="LexicalIndexBuilder.Add"/>; owned by the caller.</returns>
    public byte[] Finish()
    {
        var terms = _numbers.Terms;
        var head = new byte[1 + 3 * VarInt.Longest];
        head[0] = Version;
        var length = 1;
        length += VarInt.Write(head.AsSpan(length), (uint)_filter.Written.Length);
        length += VarInt.Write(head.AsSpan(length), (uint)_chunkCount);
        length += VarInt.Write(head.AsSpan(length), (uint)terms.Length);
        var result = new byte[length + terms.Length * TermBytes + _chunks.Written.Length + _filter.Written.Length];
        head.AsSpan(0, length).CopyTo(result);
        var at = length;
        foreach (var term in terms)
        {
            WriteTerm(result.AsSpan(at), term);
            at += TermBytes;
        }

        _chunks.Written.CopyTo(result.AsSpan(at));
        _filter.Written.CopyTo(result.AsSpan(at + _chunks.Written.Length));
        return result;
    }

    internal static ulong ReadTerm(ReadOnlySpan<byte> from) =>
        BinaryPrimitives.ReadUInt32LittleEndian(from) | (ulong)from[4] << 32;

    internal static void WriteTerm(Span<byte> to, ulong term)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(to, (uint)term);
        to[4] = (byte)(term >> 32);
    }

    private int Add(ReadOnlySpan<char> text, Field field)
    {
        var terms = _analyzer.Analyze(text);
        foreach (var term in terms)
        {
            var number = _numbers.NumberOf(term);
            if (number >= _counts.Length)
            {
                Array.Resize(ref _counts, 2 * _counts.Length);
            }

            ref var counts = ref _counts[number];
            if (counts == default)
            {
                Touch(number);
            }

            counts = new(
                counts.Body + (field == Field.Body ? 1 : 0),
                counts.Comment + (field == Field.Comment ? 1 : 0),
                counts.Symbol + (field == Field.Symbol ? 1 : 0));
        }

        return terms.Length;
    }

    private void Touch(int number)
    {
        if (_touchedCount == _touched.Length)
        {
            Array.Resize(ref _touched, 2 * _touched.Length);
        }

        _touched[_touchedCount++] = number;
    }

    private void ClearChunk()
    {
        foreach (var number in _touched.AsSpan(0, _touchedCount))
        {
            _counts[number] = default;
        }

        _touchedCount = 0;
        _names.Clear();
        _nameCount = 0;
        _bodyLength = 0;
        _commentLength = 0;
    }
}
