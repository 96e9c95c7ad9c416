using System.Buffers;
using System.Text.Json;

namespace McpContextBrowser.Mcp;

/// <summary>Finds the id of a message that is too long to hold: the value of <c>id</c> in the outermost object, read as its bytes pass.</summary>
internal sealed class PassingId
{
    private const int LongestPiece = 256; // longer ones are no id that a client would have made

    private readonly List<byte> _piece = new(LongestPiece); // of the outermost object, since its last separator
    private int _depth;
    private bool _inText;
    private bool _escaped;
    private bool _isId;
    private byte[]? _found;

    /// <returns>The id; null when there was none, or none that could be answered.</returns>
    public JsonElement? Value
    {
        get
        {
            try
            {
                return _found is null ? null : JsonElement.Parse(_found);
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }

    /// <summary>Reads the next bytes of the line.</summary>
    public void Read(in ReadOnlySequence<byte> bytes)
    {
        foreach (var segment in bytes)
        {
            foreach (var letter in segment.Span)
            {
                Read(letter);
            }
        }
    }

    private void Read(byte letter)
    {
        if (_inText)
        {
            Keep(letter);
            _inText = _escaped || letter != '"';
            _escaped = !_escaped && letter == '\\';
            return;
        }

        _depth -= letter is (byte)'}' or (byte)']' ? 1 : 0;
        switch (letter)
        {
            case (byte)':' when _depth == 1:
                _isId = _piece.SequenceEqual("\"id\""u8.ToArray());
                _piece.Clear();
                break;
            case (byte)',' when _depth == 1:
            case (byte)'}' when _depth == 0:
                _found = _isId ? [.. _piece] : _found;
                _isId = false;
                _piece.Clear();
                break;
            default:
                _inText = letter == '"';
                Keep(letter);
                break;
        }

        _depth += letter is (byte)'{' or (byte)'[' ? 1 : 0;
    }

    private void Keep(byte letter)
    {
        if (_depth == 1 && _piece.Count < LongestPiece && letter is not ((byte)' ' or (byte)'\t' or (byte)'\r'))
        {
            _piece.Add(letter);
        }
    }
}
