namespace McpContextBrowser.Core.Search.Packing;

/// <summary>
/// Cuts a text of ASCII characters into the runs within which tokens are merged, as the published expressions of cl100k and o200k do
/// (<see cref="TokenCounter"/> has them), by looking at each character once or twice. Nearly all code is ASCII; other text takes the expressions.
/// </summary>
internal ref struct AsciiRuns(ReadOnlySpan<char> text, Vocabulary vocabulary)
{
    private const byte Punctuation = 0; // and control characters that are no white space
    private const byte Lower = 1;
    private const byte Upper = 2;
    private const byte Digit = 4;
    private const byte Space = 8;
    private const byte NewLine = 16;
    private const byte Letter = Lower | Upper;
    private const byte White = Space | NewLine;

    private static readonly byte[] Classes = [.. Enumerable.Range(0, 128).Select(c => ClassOf((char)c))];

    private readonly ReadOnlySpan<char> _text = text;
    private readonly bool _splitsCase = vocabulary == Vocabulary.O200K;
    private int _start;
    private int _end;

    /// <summary>The run that <see cref="MoveNext"/> came to.</summary>
    public readonly ReadOnlySpan<char> Current => _text[_start.._end];

    /// <summary>Goes to the next run; runs follow each other without a gap.</summary>
    public bool MoveNext()
    {
        _start = _end;
        if (_start == _text.Length)
        {
            return false;
        }

        _end = EndOfRun(_start);
        return true;
    }

    private readonly int EndOfRun(int start)
    {
        var first = ClassAt(start);
        if (!_splitsCase && Contraction(start) is > 0 and var contraction)
        {
            return start + contraction;
        }

        if ((first & Letter) != 0)
        {
            return EndOfWord(start);
        }

        if (first == Digit)
        {
            return EndOf(Digit, start, Math.Min(_text.Length, start + 3));
        }

        // One character that is neither a letter, a digit nor a line end belongs to the word behind it.
        if (first != NewLine && start + 1 < _text.Length && (ClassAt(start + 1) & Letter) != 0)
        {
            return EndOfWord(start + 1);
        }

        var marks = _text[start] == ' ' ? start + 1 : start;
        if (marks < _text.Length && ClassAt(marks) == Punctuation)
        {
            for (marks++; marks < _text.Length && ClassAt(marks) == Punctuation; marks++)
            {
            }

            while (marks < _text.Length && (ClassAt(marks) == NewLine || (_splitsCase && _text[marks] == '/')))
            {
                marks++;
            }

            return marks;
        }

        return EndOfWhite(start);
    }

    private readonly int EndOfWord(int letters)
    {
        if (!_splitsCase)
        {
            return EndOf(Letter, letters, _text.Length);
        }

        var end = EndOf(Lower, EndOf(Upper, letters, _text.Length), _text.Length);
        return end + Contraction(end);
    }

    /// <summary>Up to the last line end; else all but the character before the next word, if more than one; else all.</summary>
    private readonly int EndOfWhite(int start)
    {
        var (end, lineEnd) = (start, start);
        for (; end < _text.Length && (ClassAt(end) & White) != 0; end++)
        {
            lineEnd = ClassAt(end) == NewLine ? end + 1 : lineEnd;
        }

        if (end == _text.Length && !_splitsCase)
        {
            return end; // only cl100k prefers the end of the text to that of a line
        }

        if (lineEnd > start)
        {
            return lineEnd;
        }

        return end == _text.Length || end == start + 1 ? end : end - 1;
    }

    /// <summary>The length of 's, 'd, 'm, 't, 'll, 've or 're, in either case; 0 where none stands.</summary>
    private readonly int Contraction(int at)
    {
        if (at + 1 >= _text.Length || _text[at] != '\'')
        {
            return 0;
        }

        var first = _text[at + 1] | 0x20;
        if (first is 's' or 'd' or 'm' or 't')
        {
            return 2;
        }

        var second = at + 2 < _text.Length ? _text[at + 2] | 0x20 : 0;
        return (first, second) is ('l', 'l') or ('v', 'e') or ('r', 'e') ? 3 : 0;
    }

    private readonly int EndOf(byte classes, int at, int limit)
    {
        while (at < limit && (ClassAt(at) & classes) != 0)
        {
            at++;
        }

        return at;
    }

    private readonly byte ClassAt(int at) => Classes[_text[at]];

    private static byte ClassOf(char c) => c switch
    {
        >= 'a' and <= 'z' => Lower,
        >= 'A' and <= 'Z' => Upper,
        >= '0' and <= '9' => Digit,
        '\r' or '\n' => NewLine,
        ' ' or (>= '\t' and <= '\f') => Space,
        _ => Punctuation,
    };
}
