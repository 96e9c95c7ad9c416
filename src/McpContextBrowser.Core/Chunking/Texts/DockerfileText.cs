using McpContextBrowser.Core.Chunking.Scanning;

namespace McpContextBrowser.Core.Chunking.Texts;

/// <summary>Dockerfile: a stage is a section, named by <c>AS</c> or else by its image; <c>ARG</c> and <c>ENV</c> are variables of it.</summary>
internal static class DockerfileText
{
    public static void Read(string text, ScanBuffers buffers)
    {
        TextLines.Mark(text, buffers, "#");
        var sections = new Sections(buffers);
        var continues = false;
        for (var line = 0; line < buffers.LineCount; line++)
        {
            var content = TextLines.Line(text, buffers, line);
            if (buffers.Marks[line] == LineMarks.Code && !continues)
            {
                OpenInstruction(content, buffers.LineStarts[line], line, ref sections);
            }

            continues = content.TrimEnd() is [.., '\\'] || (continues && buffers.Marks[line] == LineMarks.Comment);
        }

        sections.Close(0, buffers.LineCount);
    }

    private static void OpenInstruction(ReadOnlySpan<char> content, int start, int line, ref Sections sections)
    {
        var at = 0;
        var instruction = NextWord(content, ref at);
        var word = NextWord(content, ref at);
        if (content[instruction].Equals("from", StringComparison.OrdinalIgnoreCase))
        {
            while (content[word].StartsWith("--"))
            {
                word = NextWord(content, ref at);
            }

            var keyword = NextWord(content, ref at);
            var stage = NextWord(content, ref at);
            var name = content[keyword].Equals("as", StringComparison.OrdinalIgnoreCase) && !content[stage].IsEmpty ? stage : word;
            sections.Open(0, start + name.Start.Value, content[name].Length, line);
        }
        else if (content[instruction].Equals("arg", StringComparison.OrdinalIgnoreCase) || content[instruction].Equals("env", StringComparison.OrdinalIgnoreCase))
        {
            var assign = content[word].IndexOf('=');
            sections.Open(1, start + word.Start.Value, assign < 0 ? content[word].Length : assign, line, DefinitionKind.Variable);
        }
    }

    private static Range NextWord(ReadOnlySpan<char> content, ref int at)
    {
        while (at < content.Length && char.IsWhiteSpace(content[at]))
        {
            at++;
        }

        var start = at;
        while (at < content.Length && !char.IsWhiteSpace(content[at]))
        {
            at++;
        }

        return start..at;
    }
}
