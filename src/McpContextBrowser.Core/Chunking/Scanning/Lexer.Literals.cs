namespace McpContextBrowser.Core.Chunking.Scanning;

internal ref partial struct Lexer
{
    /// <summary>Whether an operand may stand at the position, judged by the token before.</summary>
    private readonly bool OperandExpected()
    {
        if (_buffers.TokenCount == 0)
        {
            return true;
        }

        var last = _buffers.Tokens[_buffers.TokenCount - 1];
        return last.Symbol switch
        {
            Symbols.Word => (_table.Entries[last.Word].Roles & WordRoles.Control) != 0
                || (_table.Has(Traits.RegexAfterBlank) && _position == _blankEnd && At(1) is not (' ' or '='))
                || (_firstOnLine && _table.Has(Traits.RegexAfterBlank)),
            Symbols.Number or Symbols.Literal or ')' or ']' => false,
            '}' => _firstOnLine,
            '<' => false, // </tag> in JSX
            _ => true,
        };
    }

    private bool TryRegex()
    {
        if (!OperandExpected() || _position < _regexUnclosed)
        {
            return false;
        }

        var start = _position;
        var end = LineTextEnd(_line);
        var inClass = false;
        for (var at = start + 1; at < end; at++)
        {
            var c = _text[at];
            if (c == '\\')
            {
                at++;
            }
            else if (c == '[')
            {
                inClass = true;
            }
            else if (c == ']')
            {
                inClass = false;
            }
            else if (c == '/' && !inClass)
            {
                at++;
                while (at < end && char.IsAsciiLetter(_text[at]))
                {
                    at++;
                }

                _position = at;
                Emit(start, Symbols.Literal, 0);
                return true;
            }
        }

        _regexUnclosed = end;
        return false;
    }

    /// <summary><c>%w[…]</c>, <c>%(…)</c> and the like, <c>?x</c>.</summary>
    private bool TryRubyLiteral(char c)
    {
        if (!OperandExpected())
        {
            return false;
        }

        var start = _position;
        if (c == '?')
        {
            if (At(1) <= ' ' || char.IsAsciiLetterOrDigit(At(2)) || At(2) == '_')
            {
                return false;
            }

            _position += 2;
            Emit(start, Symbols.Literal, 0);
            return true;
        }

        var letter = At(1) is 'w' or 'W' or 'i' or 'I' or 'q' or 'Q' or 'r' or 's' or 'x';
        var open = letter ? 2 : 1;
        return IsDelimiter(At(open)) && (letter || At(open) is '(' or '[' or '{' or '<' or '|' or '!')
            && TryDelimited(start, start + open, 1);
    }

    /// <summary><c>q(…)</c>, <c>qw[…]</c>, <c>m/…/</c>, <c>s{…}{…}</c> behind the word just added (Perl).</summary>
    private bool TryQuoteWord(int start)
    {
        var word = _text[start.._position];
        var bodies = word is "s" or "y" or "tr" ? 2 : word is "q" or "qq" or "qw" or "qr" or "qx" or "m" ? 1 : 0;
        if (bodies == 0 || (_buffers.TokenCount > 1 && _buffers.Tokens[_buffers.TokenCount - 2].Symbol is Symbols.Arrow or '{' or '$' or '@' or '%' or '&'))
        {
            return false;
        }

        var at = _position;
        while (Peek(at) == ' ')
        {
            at++;
        }

        var delimiter = Peek(at);
        return IsDelimiter(delimiter) && delimiter is not (',' or ';' or ')')
            && !(delimiter == '=' && (Peek(at + 1) is '>' or ' ' or '=' or '~'))
            && !(delimiter == '#' && at > _position)
            && TryDelimited(_position, at, bodies);
    }

    private static bool IsDelimiter(char c) => c > ' ' && c < 0x7F && !char.IsAsciiLetterOrDigit(c) && c is not ('_' or '}' or ']' or '>');

    /// <summary>Reads one or two texts between delimiters; brackets nest.</summary>
    private bool TryDelimited(int start, int open, int bodies)
    {
        if (open < _delimitedUnclosed)
        {
            return false;
        }

        var at = open;
        for (var body = 0; body < bodies; body++)
        {
            var opening = Peek(at);
            var closing = opening switch { '(' => ')', '[' => ']', '{' => '}', '<' => '>', _ => opening };
            var depth = 1;
            for (at++; depth > 0; at++)
            {
                if (at >= _text.Length)
                {
                    _delimitedUnclosed = _text.Length;
                    return false;
                }

                var c = _text[at];
                if (c == '\\')
                {
                    at++;
                }
                else if (c == closing)
                {
                    depth--;
                }
                else if (c == opening)
                {
                    depth++;
                }
            }

            if (body + 1 == bodies)
            {
                break;
            }

            if (opening == closing)
            {
                at--; // the mark between s/…/…/ is shared
                continue;
            }

            while (Peek(at) is ' ' or '\t' or '\n' or '\r')
            {
                at++;
            }
        }

        _position = Math.Min(at, _text.Length);
        EmitString(start, LineMarks.Code);
        return true;
    }

    /// <summary><c>$$ … $$</c>, <c>$tag$ … $tag$</c>.</summary>
    private bool TryDollarQuote()
    {
        const int LongestTag = 64;
        if (_position < _dollarUnclosed)
        {
            return false;
        }

        var tag = 1;
        while (tag < LongestTag && (char.IsAsciiLetterOrDigit(At(tag)) || At(tag) == '_'))
        {
            tag++;
        }

        if (At(tag) != '$')
        {
            return false;
        }

        var mark = _text.Slice(_position, tag + 1);
        var body = _position + tag + 1;
        var close = _text[body..].IndexOf(mark);
        if (close < 0)
        {
            _dollarUnclosed = _text.Length;
            return false;
        }

        var start = _position;
        _position = body + close + mark.Length;
        EmitString(start, LineMarks.Code);
        return true;
    }

    /// <summary><c>$#</c>, <c>$'</c>, <c>$"</c>: a variable whose name is a mark that would open something.</summary>
    private bool TryDollarVariable()
    {
        if (At(1) is not ('#' or '\'' or '"' or '`' or '/' or '$' or '?' or '!' or '&' or ';' or '\\'))
        {
            return false;
        }

        var start = _position;
        _position += 2;
        Emit(start, Symbols.Literal, 0);
        return true;
    }

    /// <summary>Leaves PHP: HTML until the next opening tag.</summary>
    private bool TryPhpEnd()
    {
        var start = _position;
        _position += 2;
        Emit(start, ';', 0);
        SkipMarkup();
        return true;
    }

    private void SkipMarkup()
    {
        var tag = _text[_position..].IndexOf("<?");
        var end = tag < 0 ? _text.Length : _position + tag;
        while (_position < end)
        {
            if (!_text[_position..Math.Min(end, LineTextEnd(_line))].IsWhiteSpace())
            {
                _marks[_line] |= LineMarks.Code;
            }

            if (_line + 1 >= _marks.Length || _lineStarts[_line + 1] > end)
            {
                break;
            }

            StartLine(_line + 1);
        }

        _position = end;
        if (tag >= 0)
        {
            _marks[_line] |= LineMarks.Code;
            _position += 2;
            _position += _text[_position..].StartsWith("php", StringComparison.OrdinalIgnoreCase) ? 3 : Here == '=' ? 1 : 0;
            _firstOnLine = false;
            _blankEnd = _position;
        }
    }
}
