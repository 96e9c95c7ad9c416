using McpContextBrowser.Core.Chunking.Scanning;

namespace McpContextBrowser.Core.Chunking.Texts;

/// <summary>CSS, SCSS, Less: a rule is a section named by its selector, <c>--name</c>, <c>$name</c> and <c>@name</c> are variables.</summary>
internal static class StyleText
{
    private const int DeepestRule = 3;

    public static void Read(string text, ScanBuffers buffers)
    {
        TextLines.Mark(text, buffers);
        Read(text, 0, text.Length, buffers);
    }

    /// <summary>Reads the part of a text that is a style sheet.</summary>
    public static void Read(string text, int start, int end, ScanBuffers buffers)
    {
        var sections = new Sections(buffers);
        var depth = 0;
        var head = -1;
        for (var at = start; at < end; at++)
        {
            switch (text[at])
            {
                case '/' when at + 1 < end && text[at + 1] == '*':
                    at = SkipComment(text, at, end, buffers);
                    break;
                case '/' when at + 1 < end && text[at + 1] == '/' && (at == start || text[at - 1] is '\n' or ' ' or '\t'):
                    var line = text.AsSpan(at, end - at).IndexOf('\n');
                    at = line < 0 ? end : at + line;
                    break;
                case '"' or '\'':
                    at = SkipString(text, at, end);
                    break;
                case '{':
                    if (head >= 0 && depth < DeepestRule)
                    {
                        sections.Open(depth, head, LengthOf(text, head, at), buffers.LineOf(head));
                    }

                    depth++;
                    head = -1;
                    break;
                case '}':
                    depth = Math.Max(0, depth - 1);
                    sections.Close(depth, buffers.LineOf(at) + 1);
                    head = -1;
                    break;
                case ';':
                    OpenVariable(text, head, at, depth, buffers, ref sections);
                    head = -1;
                    break;
                default:
                    head = head < 0 && !char.IsWhiteSpace(text[at]) ? at : head;
                    break;
            }
        }

        sections.Close(0, end > start ? buffers.LineOf(end - 1) + 1 : 0);
    }

    /// <summary>A selector ends before its blanks and its line.</summary>
    private static int LengthOf(string text, int head, int brace)
    {
        var selector = text.AsSpan(head, brace - head);
        var line = selector.IndexOfAny('\n', '\r');
        return (line < 0 ? selector : selector[..line]).TrimEnd(" \t,").Length;
    }

    private static void OpenVariable(string text, int head, int end, int depth, ScanBuffers buffers, ref Sections sections)
    {
        if (head < 0 || depth > 1 || !(text[head] is '$' or '@' || text.AsSpan(head).StartsWith("--")))
        {
            return;
        }

        var colon = text.AsSpan(head, end - head).IndexOf(':');
        if (colon > 0)
        {
            sections.Open(depth, head, text.AsSpan(head, colon).TrimEnd().Length, buffers.LineOf(head), DefinitionKind.Variable);
        }
    }

    private static int SkipString(string text, int at, int end)
    {
        var close = text.AsSpan(at + 1, end - at - 1).IndexOfAny(text[at], '\n');
        return close < 0 ? end : at + 1 + close;
    }

    private static int SkipComment(string text, int at, int end, ScanBuffers buffers)
    {
        var close = text.AsSpan(at + 2, Math.Max(0, end - at - 2)).IndexOf("*/");
        var last = close < 0 ? end - 1 : at + close + 3;
        var firstLine = buffers.LineOf(at);
        for (var line = firstLine; line <= buffers.LineOf(last); line++)
        {
            if (buffers.Marks[line] == LineMarks.Code && (line > firstLine || text.AsSpan(buffers.LineStarts[line], at - buffers.LineStarts[line]).IsWhiteSpace()))
            {
                buffers.Marks[line] = LineMarks.Comment;
            }
        }

        return last;
    }
}
