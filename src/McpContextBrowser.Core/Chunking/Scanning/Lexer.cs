using System.Runtime.CompilerServices;

namespace McpContextBrowser.Core.Chunking.Scanning;

/// <summary>Cuts code into tokens and marks its lines: what is comment, what is string, what is code.</summary>
/// <remarks>Each character is looked at a bounded number of times, whatever the text: failed searches for a closing mark are
/// remembered, depth is counted instead of recursed into, and everything unclosed ends with its line or the text.</remarks>
internal ref partial struct Lexer
{
    /// <summary>Strings inside holes of strings; what lies deeper is plain text of the string.</summary>
    public const int DeepestHole = 32;

    private readonly ReadOnlySpan<char> _text;
    private readonly SyntaxTable _table;
    private readonly ScanBuffers _buffers;
    private readonly ReadOnlySpan<byte> _classes;
    private readonly ReadOnlySpan<bool> _nameParts;
    private readonly ReadOnlySpan<int> _lineStarts;
    private readonly Span<LineMarks> _marks;
    private int _position;
    private int _line;
    private int _depth;
    private int _holes;
    private bool _firstOnLine;
    private int _blankEnd;
    private int _pendingHeredocs;
    private int _failedHeredocs;

    // Up to where it is known that no regular expression, delimited text or $tag$ string ends.
    private int _regexUnclosed;
    private int _delimitedUnclosed;
    private int _dollarUnclosed;

    /// <param name="text">The whole text, cut off where the region ends.</param>
    /// <param name="start">Where the region begins.</param>
    /// <param name="table">Its language.</param>
    /// <param name="buffers">Hold the lines of the text and take the tokens.</param>
    public Lexer(ReadOnlySpan<char> text, int start, SyntaxTable table, ScanBuffers buffers)
    {
        _text = text;
        _table = table;
        _buffers = buffers;
        _classes = table.Classes;
        _nameParts = table.NameParts;
        _lineStarts = buffers.LineStarts.AsSpan(0, buffers.LineCount + 1);
        _marks = buffers.Marks.AsSpan(0, buffers.LineCount);
        _position = start;
        _line = start < text.Length ? buffers.LineOf(start) : 0;
        _firstOnLine = true;
        _blankEnd = start;
    }

    /// <summary>Reads to the end of the region.</summary>
    public void Run()
    {
        SkipHead();
        while (_position < _text.Length)
        {
            var c = _text[_position];
            switch (c < _classes.Length ? (CharacterClass)_classes[c] : ClassOf(c))
            {
                case CharacterClass.Blank:
                    _blankEnd = ++_position;
                    break;
                case CharacterClass.LineEnd:
                    EndLine();
                    break;
                case CharacterClass.Letter:
                    ReadWord();
                    break;
                case CharacterClass.Digit:
                    ReadNumber();
                    break;
                case CharacterClass.Special when TrySpecial(c):
                    break;
                default:
                    ReadPunctuation(c);
                    break;
            }
        }
    }

    private static CharacterClass ClassOf(char c) =>
        c is '\u0085' or '\u00A0' or '\u2028' or '\u2029' or '\u3000' or '\uFEFF' or (>= '\u2000' and <= '\u200B')
            ? CharacterClass.Blank
            : CharacterClass.Letter;

    private void SkipHead()
    {
        if (_position < _text.Length && _text[_position] == '\uFEFF')
        {
            _position++;
        }

        if (_text[_position..].StartsWith("#!") && _position <= 1)
        {
            _marks[0] |= LineMarks.Comment;
            _position = LineTextEnd(0);
        }

        if (_table.Has(Traits.PhpTags))
        {
            SkipMarkup();
        }
    }

    private void EndLine()
    {
        if (_holes > 0)
        {
            LeaveUnclosedHoles();
        }

        if (_pendingHeredocs > 0)
        {
            SkipHeredocs();
            return;
        }

        StartLine(_line + 1);
        if (_position < _text.Length && _text[_position] == '\t' && _table.Has(Traits.TabLinesAreOpaque))
        {
            SkipOpaqueLines();
        }
    }

    private void StartLine(int line)
    {
        _line = line;
        _position = Math.Min(_lineStarts[line], _text.Length);
        _blankEnd = _position;
        _firstOnLine = true;
    }

    private void SkipOpaqueLines()
    {
        while (_position < _text.Length && _text[_position] == '\t')
        {
            if (!_text[_position..LineTextEnd(_line)].IsWhiteSpace())
            {
                _marks[_line] |= LineMarks.Code;
            }

            if (_line + 1 >= _marks.Length)
            {
                _position = _text.Length;
                return;
            }

            StartLine(_line + 1);
        }
    }

    private void ReadWord()
    {
        var start = _position++;
        while (_position < _text.Length)
        {
            var c = _text[_position];
            if (c < _nameParts.Length ? !_nameParts[c] : ClassOf(c) == CharacterClass.Blank)
            {
                break;
            }

            _position++;
        }

        if (_position < _text.Length)
        {
            var next = _text[_position];
            if (next is '"' or '\'' or '`' or '#' && TryPrefixedString(start))
            {
                return;
            }

            if (next is '?' or '!' && _table.Syntax.NameSuffixes.Contains(next) && At(1) != '=' && !(next == '?' && At(1) == ':'))
            {
                _position++;
            }
        }

        var word = _text[start.._position];
        var entry = _table.Words.Find(word);
        if (_table.Has(Traits.EndMark) && _firstOnLine && IsEndMark(word, start))
        {
            MarkTo(_text.Length, LineMarks.Comment);
            _position = _text.Length;
            return;
        }

        Emit(start, Symbols.Word, entry);
        if (_table.Has(Traits.QuoteWords) && word.Length <= 2 && TryQuoteWord(start))
        {
            return;
        }
    }

    private readonly bool IsEndMark(ReadOnlySpan<char> word, int start) =>
        word is "__END__" or "__DATA__" && start == _lineStarts[_line] && _position == LineTextEnd(_line);

    private void ReadNumber()
    {
        var start = _position++;
        while (_position < _text.Length)
        {
            var c = _text[_position];
            if (char.IsAsciiLetterOrDigit(c) || c == '_' || (c == '\'' && char.IsAsciiLetterOrDigit(At(1)) && char.IsAsciiLetterOrDigit(At(-1)))
                || (c == '.' && char.IsAsciiDigit(At(1)))
                || (c < _nameParts.Length && _nameParts[c]))
            {
                _position++;
                continue;
            }

            break;
        }

        Emit(start, Symbols.Number, 0);
    }

    private void ReadPunctuation(char c)
    {
        var start = _position++;
        var next = Here;
        switch (c)
        {
            case '(' or '[' or '{':
                _depth++;
                break;
            case ')' or ']' or '}':
                _depth = Math.Max(0, _depth - 1);
                if (_holes > 0 && _buffers.Holes[_holes - 1].Close == c && _buffers.Holes[_holes - 1].Depth >= _depth)
                {
                    Emit(start, ')', 0);
                    ResumeString();
                    return;
                }

                break;
            case '=' when next == '>':
                _position++;
                c = Symbols.FatArrow;
                break;
            case '=' when next is '=' or '~':
                _position += At(1) == '=' ? 2 : 1;
                c = Symbols.Comparison;
                break;
            case '!' or '<' or '>' or '+' or '-' or '*' or '/' or '%' or '|' or '&' or '^' when next == '=':
                _position += At(1) == '=' ? 2 : 1;
                c = Symbols.Comparison;
                break;
            case '-' when next == '>':
                _position++;
                c = Symbols.Arrow;
                break;
            case '<' when next == '-':
                _position++;
                c = Symbols.LeftArrow;
                break;
            case ':' when next == ':':
                _position++;
                c = Symbols.Scope;
                if (Here == '=')
                {
                    _position++;
                    c = Symbols.Becomes;
                }

                break;
            case ':' or '?' when next == '=':
                _position++;
                c = Symbols.Becomes;
                break;
        }

        Emit(start, c, 0);
    }

    /// <summary>The character at the position; NUL at the end.</summary>
    private readonly char Here => _position < _text.Length ? _text[_position] : '\0';

    /// <summary>The character <paramref name="offset"/> away from the position; NUL outside the text.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly char At(int offset)
    {
        var at = _position + offset;
        return (uint)at < (uint)_text.Length ? _text[at] : '\0';
    }

    /// <summary>Where the characters of a line end, its line end excluded.</summary>
    private readonly int LineTextEnd(int line)
    {
        var end = Math.Min(_lineStarts[line + 1], _text.Length);
        var start = _lineStarts[line];
        while (end > start && _text[end - 1] is '\n' or '\r')
        {
            end--;
        }

        return end;
    }

    /// <summary>Adds the token from <paramref name="start"/> to the position; it ends on the line it began on.</summary>
    private void Emit(int start, char symbol, byte word)
    {
        _marks[_line] |= LineMarks.Code;
        var marks = _firstOnLine ? TokenMarks.FirstOnLine | TokenMarks.AfterBlank
            : start == _blankEnd ? TokenMarks.AfterBlank
            : TokenMarks.None;
        _buffers.Add(new Token(start, _position - start, symbol, word, marks));
        _firstOnLine = false;
    }

    /// <summary>Marks the lines from the current one to that of the last character before <paramref name="end"/>, which becomes current.</summary>
    private void MarkTo(int end, LineMarks mark)
    {
        _marks[_line] |= mark;
        while (_line + 1 < _marks.Length && _lineStarts[_line + 1] < end)
        {
            _marks[++_line] |= mark;
        }
    }
}
