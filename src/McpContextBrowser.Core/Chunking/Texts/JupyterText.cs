using McpContextBrowser.Core.Chunking.Scanning;

namespace McpContextBrowser.Core.Chunking.Texts;

/// <summary>Jupyter notebooks, as they are written: one line of JSON for each line of a cell.</summary>
/// <remarks>A chunk may begin at each cell; what its code defines and its headings count, as in their own languages. Outputs stay in
/// the text but in no posting: they are data, often encoded pictures.</remarks>
internal static class JupyterText
{
    private const string CellMark = "\"cell_type\":";

    public static void Read(string text, ScanBuffers buffers)
    {
        TextLines.Mark(text, buffers);
        var sections = new Sections(buffers);
        var part = Part.Other;
        var code = false;
        for (var line = 0; line < buffers.LineCount; line++)
        {
            var content = TextLines.Line(text, buffers, line);
            var trimmed = content.Trim();
            if (trimmed.StartsWith(CellMark))
            {
                sections.Close(0, line);
                buffers.Ranks[Math.Max(0, line - 1)] = BorderRanks.Good; // the brace above it
                code = trimmed.Contains("\"code\"", StringComparison.Ordinal);
                part = Part.Other;
            }
            else if (trimmed.StartsWith("\"source\":"))
            {
                part = Part.Source;
            }
            else if (trimmed.StartsWith("\"outputs\":") || trimmed.StartsWith("\"attachments\":"))
            {
                part = Part.Output;
            }
            else if (trimmed.StartsWith("\"metadata\":") && part == Part.Output)
            {
                part = Part.Other;
            }

            if (part == Part.Source && trimmed is ['"', ..] && !trimmed.StartsWith("\"source\":"))
            {
                OpenLine(trimmed, buffers.LineStarts[line] + content.Length - content.TrimStart().Length, line, code, ref sections);
            }
            else if (part == Part.Output && buffers.Marks[line] != LineMarks.None)
            {
                buffers.Marks[line] |= LineMarks.Unindexed;
            }
        }

        sections.Close(0, buffers.LineCount);
    }

    private enum Part
    {
        Other,
        Source,
        Output,
    }

    private static void OpenLine(ReadOnlySpan<char> literal, int start, int line, bool code, ref Sections sections)
    {
        var content = literal[1..].TrimEnd(",");
        content = content.EndsWith("\"") ? content[..^1] : content;
        content = content.EndsWith("\\n") ? content[..^2] : content;
        if (!code)
        {
            var level = content.IndexOfAnyExcept('#');
            if (level is > 0 and <= 6 && content[level] == ' ')
            {
                sections.Open(level - 1, start + 2 + level, content.Length - level - 1, line);
            }

            return;
        }

        foreach (var (keyword, kind) in Definitions)
        {
            if (content.StartsWith(keyword))
            {
                var name = content[keyword.Length..];
                var end = name.IndexOfAny("(:");
                sections.Open(6, start + 1 + keyword.Length, end < 0 ? name.Length : end, line, kind);
            }
        }
    }

    private static readonly (string Keyword, DefinitionKind Kind)[] Definitions =
        [("def ", DefinitionKind.Function), ("class ", DefinitionKind.Class), ("async def ", DefinitionKind.Function)];
}
