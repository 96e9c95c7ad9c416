using System.Text;

namespace McpContextBrowser.Core.Lexical;

/// <summary>Walks the names that a chunk defines, in order of lines.</summary>
public ref struct NameReader
{
    private readonly ReadOnlySpan<byte> _bytes;
    private int _at;

    internal NameReader(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    public NameKind Kind { get; private set; }

    /// <summary>1-based line in the content.</summary>
    public int Line { get; private set; }

    /// <summary>The name as written.</summary>
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
        var length = (int)(head >> 2);
        if (length > _bytes.Length - _at)
        {
            throw new InvalidDataException("names: a name is cut off.");
        }

        Kind = (NameKind)(head & 3);
        Utf8 = _bytes.Slice(_at, length);
        _at += length;
        return true;
    }

    /// <summary>The name in characters.</summary>
    /// <param name="buffer">As many characters as <see cref="Utf8"/> has bytes are enough.</param>
    public readonly ReadOnlySpan<char> Read(Span<char> buffer) => buffer[..Encoding.UTF8.GetChars(Utf8, buffer)];
}
