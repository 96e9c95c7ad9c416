namespace McpContextBrowser.Core.Chunking.Scanning;

internal ref partial struct Lexer
{
    /// <summary>Heredocs that one line may begin.</summary>
    public const int MostHeredocs = 4;

    /// <summary>After so many without end, <c>&lt;&lt;</c> shifts: the searches would add up.</summary>
    private const int MostFailedHeredocs = 16;

    /// <summary>Reads <c>&lt;&lt;~WORD</c>: the text begins behind the current line.</summary>
    private bool TryHeredoc()
    {
        var start = _position;
        var at = start + 2;
        var shell = _table.Has(Traits.ShellHeredocs);
        var php = _table.Has(Traits.PhpHeredocs);
        if (php ? Peek(at++) != '<' : Peek(at) == '<' || !_table.Has(Traits.ShellHeredocs | Traits.RubyHeredocs))
        {
            return false;
        }

        var marked = Peek(at) is '-' or '~';
        if (marked)
        {
            at++;
        }

        while (shell || php ? Peek(at) is ' ' or '\t' : false)
        {
            at++;
        }

        var quote = Peek(at) is '"' or '\'' or '`' ? Peek(at) : '\0';
        if (quote != '\0' || (shell && Peek(at) == '\\'))
        {
            at++;
        }

        var word = at;
        while (char.IsAsciiLetterOrDigit(Peek(at)) || Peek(at) == '_' || (quote != '\0' && Peek(at) is ' ' or '-' or '.' or '!')
            || (shell && Peek(at) is '!' or '-' or '.'))
        {
            at++;
        }

        // Without mark or quote only a capital says that it is no shift (Ruby, Perl).
        if (at == word || char.IsAsciiDigit(Peek(word)) || (quote != '\0' && Peek(at) != quote)
            || (!shell && !php && !marked && quote == '\0' && !char.IsAsciiLetterUpper(Peek(word)))
            || _pendingHeredocs == MostHeredocs || _failedHeredocs == MostFailedHeredocs)
        {
            return false;
        }

        _buffers.Heredocs[_pendingHeredocs++] = new HeredocWord(word, at - word);
        _position = quote != '\0' ? at + 1 : at;
        Emit(start, Symbols.Literal, 0);
        return true;
    }

    /// <summary>At the end of a line that began heredocs: skips their texts.</summary>
    private void SkipHeredocs()
    {
        var next = _line + 1;
        for (var i = 0; i < _pendingHeredocs; i++)
        {
            var heredoc = _buffers.Heredocs[i];
            var end = FindHeredocEnd(next, _text.Slice(heredoc.Start, heredoc.Length));
            if (end < 0)
            {
                _failedHeredocs++;
                break;
            }

            for (var line = next; line <= end; line++)
            {
                _marks[line] |= LineMarks.Code;
            }

            next = end + 1;
        }

        _pendingHeredocs = 0;
        if (next < _marks.Length)
        {
            StartLine(next);
        }
        else
        {
            _line = _marks.Length - 1;
            _position = _text.Length;
        }
    }

    /// <returns>The line of the closing word; -1 when there is none.</returns>
    private readonly int FindHeredocEnd(int line, ReadOnlySpan<char> word)
    {
        for (; line < _marks.Length && _lineStarts[line] < _text.Length; line++)
        {
            var text = _text[_lineStarts[line]..LineTextEnd(line)].TrimStart(" \t");
            if (text.StartsWith(word) && (text.Length == word.Length
                || (_table.Has(Traits.PhpHeredocs) && !char.IsAsciiLetterOrDigit(text[word.Length]) && text[word.Length] != '_')
                || text[word.Length..].IsWhiteSpace()))
            {
                return line;
            }
        }

        return -1;
    }

    private readonly char Peek(int at) => at < _text.Length ? _text[at] : '\0';
}
