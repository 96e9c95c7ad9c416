using McpContextBrowser.Core.Chunking.Scanning;

namespace McpContextBrowser.Core.Chunking.Texts;

/// <summary>HTML, Vue, Svelte, Astro and Razor: scripts, styles and code blocks are read in their languages; elements with an <c>id</c> are
/// sections.</summary>
internal static class MarkupText
{
    private const string Identity = " id=\"";

    public static void Read(string text, ScanBuffers buffers)
    {
        TextLines.Mark(text, buffers);
        var at = 0;
        while (at < text.Length)
        {
            var found = text.AsSpan(at).IndexOfAny('<', '@');
            if (found < 0)
            {
                return;
            }

            at += found;
            at = text[at] == '@' ? ReadRazor(text, at, buffers) : ReadTag(text, at, buffers);
        }
    }

    private static int ReadTag(string text, int at, ScanBuffers buffers)
    {
        var rest = text.AsSpan(at);
        if (rest.StartsWith("<!--"))
        {
            return SkipComment(text, at, "-->", buffers);
        }

        if (rest.Length < 2 || !char.IsAsciiLetter(rest[1]))
        {
            return at + 1;
        }

        var close = rest.IndexOf('>');
        var head = close < 0 ? rest : rest[..close];
        var behind = at + head.Length + 1;
        if (head.IndexOf(Identity) is var identity and >= 0 && head[(identity + Identity.Length)..].IndexOf('"') is var length and > 0)
        {
            var start = at + identity + Identity.Length;
            new Sections(buffers).Open(0, start, length, buffers.LineOf(start));
        }

        if (IsTag(head, "script"))
        {
            return ReadRegion(text, behind, "</script", ScriptOf(head), buffers);
        }

        return IsTag(head, "style") ? ReadStyle(text, behind, buffers) : behind;
    }

    private static bool IsTag(ReadOnlySpan<char> head, string tag) =>
        head[1..].StartsWith(tag, StringComparison.OrdinalIgnoreCase) && (head.Length == tag.Length + 1 || !char.IsAsciiLetterOrDigit(head[tag.Length + 1]));

    private static string? ScriptOf(ReadOnlySpan<char> head) =>
        head.Contains("\"ts\"", StringComparison.Ordinal) || head.Contains("'ts'", StringComparison.Ordinal) || head.Contains("typescript", StringComparison.Ordinal) ? "typescript"
        : head.Contains("json", StringComparison.Ordinal) || head.Contains("template", StringComparison.Ordinal) ? null
        : "javascript";

    private static int ReadRegion(string text, int start, string close, string? language, ScanBuffers buffers)
    {
        var end = EndOf(text, start, close);
        if (language is not null && end > start)
        {
            ReadCode(text, start, end, language, ScopeKind.File, buffers);
        }

        return end;
    }

    private static void ReadCode(string text, int start, int end, string language, ScopeKind scope, ScanBuffers buffers) =>
        LanguageScan.Region(text, start, end, LanguageCatalog.Find(language)!, buffers, -1, scope);

    private static int ReadStyle(string text, int start, ScanBuffers buffers)
    {
        var end = EndOf(text, start, "</style");
        StyleText.Read(text, start, end, buffers);
        return end;
    }

    private static int EndOf(string text, int start, string close)
    {
        if (start >= text.Length)
        {
            return text.Length;
        }

        var end = text.AsSpan(start).IndexOf(close, StringComparison.OrdinalIgnoreCase);
        return end < 0 ? text.Length : start + end;
    }

    /// <summary><c>@code { … }</c>, <c>@functions { … }</c> and <c>@* … *@</c>.</summary>
    private static int ReadRazor(string text, int at, ScanBuffers buffers)
    {
        var rest = text.AsSpan(at);
        if (rest.StartsWith("@*"))
        {
            return SkipComment(text, at, "*@", buffers);
        }

        var word = rest.StartsWith("@code") ? 5 : rest.StartsWith("@functions") ? 10 : 0;
        var open = word == 0 ? -1 : rest[word..].IndexOfAnyExcept(" \t\r\n");
        if (open < 0 || rest[word + open] != '{')
        {
            return at + 1;
        }

        var start = at + word + open + 1;
        var end = EndOfBlock(text, start);
        ReadCode(text, start, end, "csharp", ScopeKind.Type, buffers);
        return end;
    }

    /// <returns>Where the brace is that closes the block, strings and comments aside; the end of the text without one.</returns>
    private static int EndOfBlock(string text, int at)
    {
        for (var depth = 1; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '{':
                    depth++;
                    break;
                case '}' when --depth == 0:
                    return at;
                case '"':
                    at = JsonText.EndOfString(text, at + 1);
                    break;
                case '/' when text.AsSpan(at).StartsWith("//"):
                    var line = text.AsSpan(at).IndexOf('\n');
                    at = line < 0 ? text.Length : at + line;
                    break;
            }
        }

        return text.Length;
    }

    private static int SkipComment(string text, int at, string close, ScanBuffers buffers)
    {
        var end = text.AsSpan(at).IndexOf(close);
        var behind = end < 0 ? text.Length : at + end + close.Length;
        var first = buffers.LineOf(at);
        for (var line = first; line <= buffers.LineOf(behind - 1); line++)
        {
            if (buffers.Marks[line] == LineMarks.Code && (line > first || text.AsSpan(buffers.LineStarts[line], at - buffers.LineStarts[line]).IsWhiteSpace()))
            {
                buffers.Marks[line] = LineMarks.Comment;
            }
        }

        return behind;
    }
}
