namespace McpContextBrowser.Core.Chunking.Scanning;

internal ref partial struct Lexer
{
    /// <summary>A word right before a quote may belong to the string: <c>r"…"</c>.</summary>
    private bool TryPrefixedString(int start)
    {
        if (_table.PrefixedStrings.Length == 0)
        {
            return false;
        }

        var word = _text[start.._position];
        var rest = _text[_position..];
        foreach (var form in _table.PrefixedStrings)
        {
            if (!rest.StartsWith(form.Open))
            {
                continue;
            }

            foreach (var prefix in form.Prefixes)
            {
                if (word.Equals(prefix, StringComparison.OrdinalIgnoreCase) && TryString(form, start))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Reads a string whose opening mark is at the position.</summary>
    /// <param name="form">Its form.</param>
    /// <param name="start">Where it begins, prefix included.</param>
    /// <returns>False when nothing closes it; nothing is read then.</returns>
    private bool TryString(StringForm form, int start) => form.Fence switch
    {
        Fence.None => TryBody(form, IndexOf(form), start, _position + form.Open.Length),
        Fence.LongBrackets => TryLongBracket(_position, LineMarks.Code),
        _ => TryFence(form, start),
    };

    private readonly int IndexOf(StringForm form) => Array.IndexOf(_table.Forms, form);

    private bool TryBody(StringForm form, int number, int start, int body)
    {
        if (body <= _buffers.Unclosed[number])
        {
            return false;
        }

        var at = body;
        while (true)
        {
            var found = at < _text.Length ? _text[at..].IndexOfAny(form.Stops) : -1;
            if (found < 0)
            {
                _buffers.Unclosed[number] = _text.Length;
                return false;
            }

            at += found;
            var c = _text[at];
            var rest = _text[at..];

            // Before escapes: Swift's hole begins with one.
            if (_holes < DeepestHole && OpensHole(form, rest) is { Length: > 0 } hole)
            {
                if (hole == "{" && rest.StartsWith("{{"))
                {
                    at += 2; // a doubled brace is a brace (C#)
                    continue;
                }

                OpenHole(number, start, at, hole);
                return true;
            }

            if (c == form.Escape && form.Escape != StringForm.NoEscape)
            {
                at += at + 2 < _text.Length && _text[at + 1] == '\r' && _text[at + 2] == '\n' ? 3 : 2;
                continue;
            }

            if (!form.Multiline && c is '\n' or '\r')
            {
                _buffers.Unclosed[number] = at;
                return false;
            }

            if (rest.StartsWith(form.Close))
            {
                at += form.Close.Length;
                if (form.Doubled && _text[at..].StartsWith(form.Close))
                {
                    at += form.Close.Length;
                    continue;
                }

                FinishString(start, at);
                return true;
            }

            at++;
        }
    }

    private static string? OpensHole(StringForm form, ReadOnlySpan<char> rest)
    {
        foreach (var hole in form.Holes)
        {
            if (rest.StartsWith(hole))
            {
                return hole;
            }
        }

        return null;
    }

    private void OpenHole(int number, int start, int at, string hole)
    {
        _position = at;
        EmitString(start, LineMarks.Code);
        _position = at + hole.Length;
        _buffers.Holes[_holes++] = new OpenHole(number, _depth, hole[^1] == '(' ? ')' : hole[^1] == '[' ? ']' : '}');
        _depth++;
        Emit(_position - 1, '(', 0);
    }

    /// <summary>Goes on with a string behind the bracket that closed its hole.</summary>
    private void ResumeString()
    {
        var hole = _buffers.Holes[--_holes];
        _depth = hole.Depth;
        _ = TryBody(_table.Forms[hole.Form], hole.Form, _position, _position);
    }

    /// <summary>A hole of a string that may not run over lines ends with its line.</summary>
    private void LeaveUnclosedHoles()
    {
        for (var i = 0; i < _holes; i++)
        {
            if (!_table.Forms[_buffers.Holes[i].Form].Multiline)
            {
                while (_holes > i)
                {
                    _depth = _buffers.Holes[--_holes].Depth;
                    Emit(_position, ')', 0);
                }
            }
        }
    }

    private void FinishString(int start, int end)
    {
        _position = end;
        EmitString(start, IsDocumentation(end) ? LineMarks.Comment : LineMarks.Code);
    }

    /// <summary>Adds the string from <paramref name="start"/> to the position and marks its lines.</summary>
    private void EmitString(int start, LineMarks mark)
    {
        var before = _marks[_line];
        Emit(start, Symbols.Literal, 0);
        if (mark == LineMarks.Comment)
        {
            _marks[_line] = before;
        }

        MarkTo(_position, mark);
    }

    /// <summary>Whether a string is a statement by itself (docstring) or follows <c>@doc</c>.</summary>
    private readonly bool IsDocumentation(int end)
    {
        if (_table.Has(Traits.Docstrings))
        {
            var next = _text[end..].TrimStart(" \t");
            return _firstOnLine && _depth == 0 && (next.IsEmpty || next[0] is '\n' or '\r' or '#' or ';');
        }

        if (!_table.Has(Traits.DocAttributes) || _buffers.TokenCount < 2)
        {
            return false;
        }

        var word = _buffers.Tokens[_buffers.TokenCount - 1];
        return _buffers.Tokens[_buffers.TokenCount - 2].Symbol == '@'
            && _text.Slice(word.Start, word.Length) is "doc" or "moduledoc" or "typedoc" or "shortdoc";
    }

    /// <summary>Reads <c>##"…"##</c>, <c>"tag(…)tag"</c> or <c>"""…"""</c>: the closing mark follows from the opening one.</summary>
    private bool TryFence(StringForm form, int start)
    {
        var number = IndexOf(form);
        if (_position < _buffers.Unclosed[number])
        {
            return false;
        }

        const int LongestTag = 32;
        Span<char> close = stackalloc char[LongestTag + 2];
        var at = _position;
        int length;
        if (form.Fence == Fence.Hashes)
        {
            var hashes = CountRun(at, '#');
            at += hashes;
            if (hashes > LongestTag || at >= _text.Length || _text[at] != '"')
            {
                return false;
            }

            close[0] = '"';
            close.Slice(1, hashes).Fill('#');
            length = hashes + 1;
            at++;
        }
        else if (form.Fence == Fence.Quotes)
        {
            length = CountRun(at, '"');
            if (length > LongestTag)
            {
                return false;
            }

            close[..length].Fill('"');
            at += length;
        }
        else
        {
            var tag = _text[(at + 1)..Math.Min(_text.Length, at + 1 + LongestTag)].IndexOf('(');
            if (tag < 0)
            {
                return false;
            }

            close[0] = ')';
            _text.Slice(at + 1, tag).CopyTo(close[1..]);
            close[tag + 1] = '"';
            length = tag + 2;
            at += tag + 2;
        }

        var end = _text[at..].IndexOf(close[..length]);
        if (end < 0)
        {
            _buffers.Unclosed[number] = _text.Length;
            return false;
        }

        FinishString(start, at + end + length);
        return true;
    }

    private readonly int CountRun(int at, char c)
    {
        var run = _text[at..].IndexOfAnyExcept(c);
        return run < 0 ? _text.Length - at : run;
    }

    /// <summary>Reads <c>[==[ … ]==]</c> that begins at <paramref name="at"/>, with all before it from the position.</summary>
    private bool TryLongBracket(int at, LineMarks mark)
    {
        if (at >= _text.Length || _text[at] != '[')
        {
            return false;
        }

        const int LongestLevel = 32;
        var level = CountRun(at + 1, '=');
        var open = at + 1 + level;
        if (level > LongestLevel || open >= _text.Length || _text[open] != '[')
        {
            return false;
        }

        Span<char> close = stackalloc char[level + 2];
        close.Fill('=');
        close[0] = ']';
        close[^1] = ']';
        var end = _text[open..].IndexOf(close);
        var start = _position;
        _position = end < 0 ? _text.Length : open + end + close.Length;
        if (mark == LineMarks.Code)
        {
            EmitString(start, mark);
        }
        else
        {
            MarkTo(_position, mark);
        }

        return true;
    }

    /// <summary><c>'x'</c>, <c>'\n'</c>, <c>'\u{1F600}'</c>; anything else behind an apostrophe is no character.</summary>
    private bool TryCharacter()
    {
        const int LongestEscape = 12;
        var start = _position;
        int close;
        if (At(1) == '\\')
        {
            var body = _text[Math.Min(_text.Length, start + 3)..Math.Min(_text.Length, start + 3 + LongestEscape)];
            var found = body.IndexOfAny('\'', '\n');
            if (found < 0 || body[found] != '\'')
            {
                return false;
            }

            close = start + 3 + found;
        }
        else
        {
            close = start + (char.IsHighSurrogate(At(1)) ? 3 : 2);
            if (close >= _text.Length || _text[close] != '\'' || At(1) is '\'' or '\n' or '\r')
            {
                return false;
            }
        }

        _position = close + 1;
        Emit(start, Symbols.Literal, 0);
        return true;
    }
}
