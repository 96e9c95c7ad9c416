using System.Text;

namespace McpContextBrowser.Core.Lexical;

/// <summary>Walks the names that a chunk defines, in order of lines.</summary>
public ref struct NameReader
{
    /// <summary>Bytes that a name has at most: a buffer of as many characters holds any.</summary>
    public const int LongestName = ContentTermsBuilder.LongestName;

    private readonly ReadOnlySpan<byte> _bytes;
    private ReadOnlySpan<byte> _words;
    private int _at;

    internal NameReader(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    public NameKind Kind { get; private set; }

    /// <summary>1-based line in the content.</summary>
    public int Line { get; private set; }

    /// <summary>Distinct words of the name.</summary>
    public int WordCount { get; private set; }

    /// <summary>The name as written, never longer than <see cref="LongestName"/>.</summary>
    public ReadOnlySpan<byte> Utf8 { get; private set; }

    /// <exception cref="InvalidDataException">The names are damaged.</exception>
    public bool MoveNext()
    {
        if (_at == _bytes.Length)
        {
            return false;
        }

        var head = VarInt.Read(_bytes, ref _at);
        Line = (int)VarInt.Read(_bytes, ref _at);
        WordCount = (int)VarInt.Read(_bytes, ref _at);
        var length = (int)(head >> 2);
        if ((uint)WordCount > ContentTermsBuilder.MostNameWords
            || length > LongestName
            || WordCount * ContentTermsBuilder.TermBytes + length > _bytes.Length - _at)
        {
            throw new InvalidDataException("names: a name is too long or cut off.");
        }

        Kind = (NameKind)(head & 3);
        _words = _bytes.Slice(_at, WordCount * ContentTermsBuilder.TermBytes);
        Utf8 = _bytes.Slice(_at + _words.Length, length);
        _at += _words.Length + length;
        return true;
    }

    /// <summary>The term of one of the name's words.</summary>
    /// <param name="index">0 to <see cref="WordCount"/> − 1.</param>
    public readonly ulong Word(int index) => ContentTermsBuilder.ReadTerm(_words[(index * ContentTermsBuilder.TermBytes)..]);

    /// <summary>The name in characters.</summary>
    /// <param name="buffer">Room for as many characters as <see cref="Utf8"/> has bytes.</param>
    public readonly ReadOnlySpan<char> Read(Span<char> buffer) => buffer[..Encoding.UTF8.GetChars(Utf8, buffer)];
}
