namespace McpContextBrowser.Core.Chunking.Scanning;

internal ref partial struct Lexer
{
    /// <summary>Reads what a special character opens.</summary>
    /// <returns>False when it is punctuation after all; nothing is read then.</returns>
    private bool TrySpecial(char c)
    {
        if (_table.CommentsBy[c] is { } comments)
        {
            foreach (var comment in comments)
            {
                if (TryComment(comment))
                {
                    return true;
                }
            }
        }

        switch (c)
        {
            case '\\' when TryContinuation():
            case '\\' when _table.Has(Traits.Escapes) && TryEscape():
            case '#' when _firstOnLine && _table.Has(Traits.Directives) && TryDirective():
            case '/' when _table.Has(Traits.Regex | Traits.RegexAfterBlank) && TryRegex():
            case '%' or '?' when _table.Has(Traits.PercentLiterals) && TryRubyLiteral(c):
            case '<' when At(1) == '<' && TryHeredoc():
            case '$' when _table.Has(Traits.DollarQuotes) && TryDollarQuote():
            case '\'' when _table.Has(Traits.StrictCharacters) && TryCharacter():
            case '?' when At(1) == '>' && _table.Has(Traits.PhpTags) && TryPhpEnd():
                return true;
        }

        if (_table.StringsBy[c] is { } strings)
        {
            foreach (var form in strings)
            {
                if (_text[_position..].StartsWith(form.Open) && TryString(form, _position))
                {
                    return true;
                }
            }
        }

        return c == '$' && _table.Has(Traits.DollarVariables) && TryDollarVariable();
    }

    private bool TryComment(CommentForm comment)
    {
        var rest = _text[_position..];
        if (!rest.StartsWith(comment.Open)
            || (comment.AtLineStart && _position != _lineStarts[_line])
            || (comment.AfterBlank && !_firstOnLine && _position != _blankEnd && At(-1) is not (';' or '(' or ')' or '&' or '|' or '`'))
            || (comment.NotBefore.Length > 0 && comment.NotBefore.Contains(At(comment.Open.Length)) && At(comment.Open.Length) != '\0'))
        {
            return false;
        }

        if (comment.Close is null)
        {
            SkipLineComment(comment);
        }
        else
        {
            SkipBlockComment(comment, comment.Close);
        }

        _blankEnd = _position;
        return true;
    }

    private void SkipLineComment(CommentForm comment)
    {
        if (comment.LongBrackets && TryLongBracket(_position + comment.Open.Length, LineMarks.Comment))
        {
            return;
        }

        _marks[_line] |= LineMarks.Comment;
        var end = LineTextEnd(_line);
        if (_table.Has(Traits.PhpTags))
        {
            var tag = _text[_position..end].IndexOf("?>");
            end = tag < 0 ? end : _position + tag;
        }

        _position = end;
    }

    private void SkipBlockComment(CommentForm comment, string close)
    {
        var at = _position + comment.Open.Length;
        var depth = 1;
        while (depth > 0)
        {
            var found = comment.Nests
                ? _text[at..].IndexOfAny(comment.Open[0], close[0])
                : _text[at..].IndexOf(close);
            if (found < 0)
            {
                at = _text.Length;
                break;
            }

            at += found;
            if (_text[at..].StartsWith(close))
            {
                if (comment.AtLineStart && !AtLineStart(at))
                {
                    at++;
                    continue;
                }

                depth--;
                at += close.Length;
            }
            else if (comment.Nests && _text[at..].StartsWith(comment.Open))
            {
                depth++;
                at += comment.Open.Length;
            }
            else
            {
                at++;
            }
        }

        MarkTo(at, LineMarks.Comment);
        _position = at;
        if (comment.AtLineStart)
        {
            _position = LineTextEnd(_line);
        }
    }

    private readonly bool AtLineStart(int position) => position == 0 || _text[position - 1] is '\n' or '\r';

    /// <summary>A backslash before the end of the line: the next line goes on with this one.</summary>
    private bool TryContinuation()
    {
        if (At(1) is not ('\n' or '\r') || _line + 1 >= _marks.Length)
        {
            return false;
        }

        _marks[_line] |= LineMarks.Code;
        var first = _firstOnLine;
        if (_pendingHeredocs > 0)
        {
            return false;
        }

        StartLine(_line + 1);
        _firstOnLine = first;
        return true;
    }

    private bool TryEscape()
    {
        if (At(1) is '\0' or '\n' or '\r')
        {
            return false;
        }

        var start = _position;
        _position += 2;
        Emit(start, Symbols.Literal, 0);
        return true;
    }

    private bool TryDirective()
    {
        var start = _position;
        var firstLine = _line;
        var last = _line;
        while (last + 1 < _marks.Length && LineTextEnd(last) is var end && end > start && end <= _text.Length
            && _text[end - 1] == '\\' && _lineStarts[last + 1] < _text.Length)
        {
            _marks[last++] |= LineMarks.Code;
        }

        _marks[last] |= LineMarks.Code;
        var stop = LineTextEnd(last);

        // A comment that begins behind the directive goes on as a comment.
        var comment = _text[start..stop].LastIndexOf("/*");
        if (comment >= 0 && _text[(start + comment)..stop].IndexOf("*/") < 0)
        {
            stop = start + comment;
            last = _buffers.LineOf(stop);
        }

        _line = firstLine;
        _position = stop;
        Emit(start, Symbols.Directive, 0);
        _line = last;
        return true;
    }
}
