using McpContextBrowser.Core.Chunking.Scanning;

namespace McpContextBrowser.Core.Chunking;

/// <summary>Chooses how a language is read: by its table, or by the few readers of texts that are made of regions.</summary>
internal static class LanguageScan
{
    public static void Run(string text, string language, ScanBuffers buffers)
    {
        if (LanguageCatalog.Find(language) is { } table)
        {
            Region(text, 0, text.Length, table, buffers, -1);
        }
        else
        {
            MarkText(text, buffers);
            if (language == "markdown")
            {
                new MarkdownReader(text, buffers).Run();
            }
        }

        LicenceHeader.Mark(text, buffers);
    }

    /// <summary>Reads the part of a text that is written in one language.</summary>
    public static void Region(string text, int start, int end, SyntaxTable table, ScanBuffers buffers, int owner)
    {
        buffers.BeginRegion();
        var region = text.AsSpan(0, end);
        new Lexer(region, start, table, buffers).Run();
        if (table.Alternative?.Invoke(region, buffers) is { } other)
        {
            buffers.BeginRegion();
            new Lexer(region, start, other, buffers).Run();
            table = other;
        }

        new StructureScanner(region, table, buffers).Run(owner);
    }

    /// <summary>Plain text: every line with a letter counts.</summary>
    private static void MarkText(string text, ScanBuffers buffers)
    {
        for (var line = 0; line < buffers.LineCount; line++)
        {
            var content = text.AsSpan(buffers.LineStarts[line], buffers.LineStarts[line + 1] - buffers.LineStarts[line]);
            buffers.Marks[line] = content.IsWhiteSpace() ? LineMarks.None : LineMarks.Code;
        }
    }
}
