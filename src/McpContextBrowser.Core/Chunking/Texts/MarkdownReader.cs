using McpContextBrowser.Core.Chunking.Scanning;

namespace McpContextBrowser.Core.Chunking.Texts;

/// <summary>Finds the headings of a Markdown text (CommonMark 0.31, sections 4.2, 4.3 and 4.5): each begins a section, which ends
/// before the next heading of the same or a higher level.</summary>
/// <remarks>Headings inside fenced code, HTML comments and YAML front matter are none. A heading inside a list or a quotation is
/// not looked for: it heads that item, not the text.</remarks>
internal ref struct MarkdownReader(ReadOnlySpan<char> text, ScanBuffers buffers)
{
    private const int Levels = 6;
    private const int LongestName = 200;
    private const int CodeIndent = 4;

    private readonly ReadOnlySpan<char> _text = text;
    private readonly ScanBuffers _buffers = buffers;
    private OpenSections _open;

    public void Run()
    {
        _open = default;
        ((Span<int>)_open).Fill(-1);
        for (var line = FrontMatter(); line < _buffers.LineCount; line++)
        {
            var content = Line(line);
            if (FenceOf(content) is { Length: > 0 } fence)
            {
                line = EndOfFence(line, fence);
            }
            else if (content.StartsWith("<!--", StringComparison.Ordinal))
            {
                line = EndOfComment(line);
            }
            else if (HashLevel(content) is > 0 and var level)
            {
                Add(line, level, content[level..]);
            }
            else if (line + 1 < _buffers.LineCount && IsParagraph(line) && UnderlineLevel(line + 1) is > 0 and var underlined
                && (line == 0 || !IsParagraph(line - 1)))
            {
                Add(line, underlined, content);
                line++;
            }
        }

        Close(1, _buffers.LineCount - 1);
    }

    /// <returns>The line behind the front matter; 0 without one.</returns>
    private readonly int FrontMatter()
    {
        if (_buffers.LineCount == 0 || Line(0) is not "---")
        {
            return 0;
        }

        for (var line = 1; line < _buffers.LineCount; line++)
        {
            if (Line(line) is "---" or "...")
            {
                return line + 1;
            }
        }

        return 0;
    }

    /// <summary>The line without its end, and without trailing blanks; empty when it is indented as code.</summary>
    private readonly ReadOnlySpan<char> Line(int line)
    {
        var whole = _text[_buffers.LineStarts[line].._buffers.LineStarts[line + 1]].TrimEnd();
        var content = whole.TrimStart(' ');
        return whole.Length - content.Length >= CodeIndent || content.StartsWith('\t') ? default : content;
    }

    private static ReadOnlySpan<char> FenceOf(ReadOnlySpan<char> content)
    {
        if (content.Length < 3 || content[0] is not ('`' or '~'))
        {
            return default;
        }

        var length = content.IndexOfAnyExcept(content[0]);
        length = length < 0 ? content.Length : length;

        // Three back-ticks with another behind them are code inside a line.
        return length >= 3 && (content[0] == '~' || !content[length..].Contains('`')) ? content[..length] : default;
    }

    /// <returns>The line that closes the fence; the last one when none does.</returns>
    private readonly int EndOfFence(int line, ReadOnlySpan<char> fence)
    {
        for (line++; line < _buffers.LineCount; line++)
        {
            var content = Line(line);
            if (content.StartsWith(fence, StringComparison.Ordinal) && content.IndexOfAnyExcept(fence[0]) < 0)
            {
                return line;
            }
        }

        return line;
    }

    private readonly int EndOfComment(int line)
    {
        while (line < _buffers.LineCount && !_text[_buffers.LineStarts[line].._buffers.LineStarts[line + 1]].Contains("-->", StringComparison.Ordinal))
        {
            line++;
        }

        return line;
    }

    private static int HashLevel(ReadOnlySpan<char> content)
    {
        var level = content.IndexOfAnyExcept('#');
        return level is > 0 and <= Levels && content[level] is ' ' or '\t' ? level : 0;
    }

    private readonly bool IsParagraph(int line)
    {
        var content = Line(line);
        return !content.IsEmpty && content[0] is not ('#' or '>' or '-' or '*' or '+' or '|' or '`' or '~' or '<' or '=');
    }

    private readonly int UnderlineLevel(int line)
    {
        var content = Line(line);
        return content.IsEmpty || content.IndexOfAnyExcept(content[0]) >= 0 ? 0 : content[0] switch { '=' => 1, '-' => 2, _ => 0 };
    }

    private void Add(int line, int level, ReadOnlySpan<char> title)
    {
        // "# Title ##": the closing marks belong to the heading, not to its name.
        var name = title.Trim();
        var unmarked = name.TrimEnd('#');
        name = unmarked.Length < name.Length && (unmarked.IsEmpty || char.IsWhiteSpace(unmarked[^1])) ? unmarked.TrimEnd() : name;
        if (name.IsEmpty)
        {
            return;
        }

        var start = _buffers.LineStarts[line] + _text[_buffers.LineStarts[line].._buffers.LineStarts[line + 1]].IndexOf(name, StringComparison.Ordinal);
        var length = Math.Min(name.Length, LongestName);
        length -= char.IsHighSurrogate(_text[start + length - 1]) ? 1 : 0;
        Close(level, line - 1);
        _open[level - 1] = _buffers.Found.Count;
        _buffers.Found.Add(new FoundDefinition
        {
            NameStart = start,
            NameLength = length,
            Line = line,
            HeadLine = line,
            EndLine = line,
            Kind = DefinitionKind.Section,
            Parent = Around(level),
            Certain = true,
        });
    }

    private readonly int Around(int level)
    {
        for (var above = level - 1; above > 0; above--)
        {
            if (_open[above - 1] >= 0)
            {
                return _open[above - 1];
            }
        }

        return -1;
    }

    /// <summary>Ends the open sections from a level downwards.</summary>
    private void Close(int level, int lastLine)
    {
        for (var open = level; open <= Levels; open++)
        {
            if (_open[open - 1] is >= 0 and var index)
            {
                var found = _buffers.Found[index];
                found.EndLine = Math.Max(found.Line, lastLine);
                _buffers.Found[index] = found;
                _open[open - 1] = -1;
            }
        }
    }

    /// <summary>By level from 1: index of the open section among what was found; -1 for none.</summary>
    [System.Runtime.CompilerServices.InlineArray(Levels)]
    private struct OpenSections
    {
        private int _first;
    }
}
