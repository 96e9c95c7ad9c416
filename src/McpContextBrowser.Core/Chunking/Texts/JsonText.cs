using McpContextBrowser.Core.Chunking.Scanning;

namespace McpContextBrowser.Core.Chunking.Texts;

/// <summary>JSON: keys of the outer two levels are sections, if they begin their line; what is written in one line has none.</summary>
internal static class JsonText
{
    private const int DeepestKey = 2;

    public static void Read(string text, ScanBuffers buffers)
    {
        TextLines.Mark(text, buffers, "//");
        var sections = new Sections(buffers);
        var depth = 0;
        var line = 0;
        var first = true;
        for (var at = 0; at < text.Length; at++)
        {
            while (line + 1 < buffers.LineCount && at >= buffers.LineStarts[line + 1])
            {
                line++;
                first = true;
            }

            switch (text[at])
            {
                case '{' or '[':
                    depth++;
                    break;
                case '}' or ']':
                    depth = Math.Max(0, depth - 1);
                    sections.Close(depth + 1, line + 1);
                    break;
                case '"':
                    var end = EndOfString(text, at + 1);
                    if (first && depth is > 0 and <= DeepestKey && IsKey(text, end))
                    {
                        sections.Open(depth, at + 1, end - at - 1, line);
                    }

                    at = end;
                    break;
                case ' ' or '\t' or '\n' or '\r':
                    continue;
            }

            first = false;
        }

        sections.Close(0, buffers.LineCount);
    }

    /// <returns>Where the closing quote is, or the end of the line or text.</returns>
    public static int EndOfString(string text, int at)
    {
        while (at < text.Length && text[at] is not ('"' or '\n'))
        {
            at += text[at] == '\\' ? 2 : 1;
        }

        return Math.Min(at, text.Length);
    }

    private static bool IsKey(string text, int end)
    {
        var rest = text.AsSpan(Math.Min(end + 1, text.Length));
        return rest.TrimStart(" \t") is [':', ..];
    }
}
