using McpContextBrowser.Core.Chunking.Scanning;

namespace McpContextBrowser.Core.Chunking;

/// <summary>Finds the licence in the comments at the head of a text.</summary>
/// <remarks>Comments before the first code are read by paragraphs; a paragraph that speaks of licence or copyright is marked.
/// What the file says of itself beside that stays a comment.</remarks>
internal static class LicenceHeader
{
    private const int MostLines = 300;

    private static readonly string[] Signs = ["copyright", "licen", "spdx", "all rights reserved", "public domain"];

    private static readonly string[] Terms =
        ["redistribut", "warrant", "permission", "liabilit", "liable", "merchantab", "free software", "fitness", "disclaim", "as is", "gnu general", "(c)"];

    public static void Mark(string text, ScanBuffers buffers)
    {
        var lines = Math.Min(buffers.LineCount, MostLines);
        var head = 0;
        while (head < lines && (buffers.Marks[head] & LineMarks.Code) == 0)
        {
            head++;
        }

        // <?php, <!-- and the like stand before the header in some languages.
        if (head == 0 && lines > 1 && buffers.LineStarts[1] < 40)
        {
            head = 1;
            while (head < lines && (buffers.Marks[head] & LineMarks.Code) == 0)
            {
                head++;
            }
        }

        if (Any(text.AsSpan(0, buffers.LineStarts[head]), Signs))
        {
            MarkParagraphs(text, buffers, head);
        }
    }

    private static void MarkParagraphs(string text, ScanBuffers buffers, int head)
    {
        var first = 0;
        while (first < head)
        {
            var behind = first;
            while (behind < head && HasWords(LineText(text, buffers, behind)))
            {
                behind++;
            }

            var paragraph = text.AsSpan(buffers.LineStarts[first], buffers.LineStarts[behind] - buffers.LineStarts[first]);
            if (Any(paragraph, Signs) || Any(paragraph, Terms))
            {
                for (var line = first; line < behind; line++)
                {
                    if (buffers.Marks[line] == LineMarks.Comment)
                    {
                        buffers.Marks[line] |= LineMarks.Unindexed;
                    }
                }
            }

            first = behind + 1;
        }
    }

    private static ReadOnlySpan<char> LineText(string text, ScanBuffers buffers, int line) =>
        text.AsSpan(buffers.LineStarts[line], buffers.LineStarts[line + 1] - buffers.LineStarts[line]);

    private static bool HasWords(ReadOnlySpan<char> line)
    {
        foreach (var c in line)
        {
            if (char.IsLetterOrDigit(c))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Any(ReadOnlySpan<char> text, string[] signs)
    {
        foreach (var sign in signs)
        {
            if (text.Contains(sign, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
