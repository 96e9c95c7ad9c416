using McpContextBrowser.Core.Chunking.Scanning;

namespace McpContextBrowser.Core.Chunking.Texts;

/// <summary>Lines as the readers of texts see them.</summary>
internal static class TextLines
{
    /// <summary>A line without its end.</summary>
    public static ReadOnlySpan<char> Line(string text, ScanBuffers buffers, int line) =>
        text.AsSpan(buffers.LineStarts[line], buffers.LineStarts[line + 1] - buffers.LineStarts[line]).TrimEnd("\r\n");

    /// <summary>Marks every line with a visible character as code, those of <paramref name="comments"/> as comment.</summary>
    /// <param name="text">The text.</param>
    /// <param name="buffers">Hold its lines.</param>
    /// <param name="comments">What a line that is a comment begins with, behind blanks.</param>
    public static void Mark(string text, ScanBuffers buffers, params ReadOnlySpan<string> comments)
    {
        for (var line = 0; line < buffers.LineCount; line++)
        {
            var content = Line(text, buffers, line).Trim();
            buffers.Marks[line] = content.IsEmpty ? LineMarks.None : StartsWithAny(content, comments) ? LineMarks.Comment : LineMarks.Code;
        }
    }

    private static bool StartsWithAny(ReadOnlySpan<char> content, ReadOnlySpan<string> comments)
    {
        foreach (var comment in comments)
        {
            if (content.StartsWith(comment))
            {
                return true;
            }
        }

        return false;
    }
}
