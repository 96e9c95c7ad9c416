using McpContextBrowser.Core.Chunking.Scanning;

namespace McpContextBrowser.Core.Chunking.Texts;

/// <summary>TOML and INI: <c>[tables]</c> are sections, keys at the margin belong to them.</summary>
internal static class SettingsText
{
    public static void Read(string text, ScanBuffers buffers)
    {
        TextLines.Mark(text, buffers, "#", ";");
        var sections = new Sections(buffers);
        for (var line = 0; line < buffers.LineCount; line++)
        {
            if (buffers.Marks[line] != LineMarks.Code)
            {
                continue;
            }

            var content = TextLines.Line(text, buffers, line);
            var start = buffers.LineStarts[line];
            if (content[0] == '[')
            {
                var open = content.IndexOfAnyExcept('[');
                var length = open < 0 ? -1 : content[open..].IndexOf(']');
                sections.Open(0, start + open, length, line);
            }
            else if (content.IndexOf('=') is var assign and > 0 && IsKey(content[..assign].TrimEnd()))
            {
                sections.Open(1, start, content[..assign].TrimEnd().Length, line);
            }
        }

        sections.Close(0, buffers.LineCount);
    }

    private static bool IsKey(ReadOnlySpan<char> name)
    {
        foreach (var c in name)
        {
            if (!char.IsLetterOrDigit(c) && c is not ('_' or '-' or '.'))
            {
                return false;
            }
        }

        return true;
    }
}
