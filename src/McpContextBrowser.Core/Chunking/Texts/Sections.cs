using System.Runtime.InteropServices;
using McpContextBrowser.Core.Chunking.Scanning;

namespace McpContextBrowser.Core.Chunking.Texts;

/// <summary>Adds the sections of a text that is no program; one lies in the nearest one above it of a smaller level.</summary>
internal ref struct Sections(ScanBuffers buffers)
{
    private const int LongestName = 120;

    private int _open;

    /// <summary>Opens a section; those of the same or a larger level end before its line.</summary>
    /// <param name="level">Depth, 0 outermost.</param>
    /// <param name="start">First character of its name in the text.</param>
    /// <param name="length">Characters of its name; cut after 120, ignored when none.</param>
    /// <param name="line">Line of the name, from 0.</param>
    /// <param name="kind">What it is.</param>
    public void Open(int level, int start, int length, int line, DefinitionKind kind = DefinitionKind.Section)
    {
        if (length <= 0)
        {
            return;
        }

        Close(level, line);
        var parent = _open > 0 ? buffers.Indents[_open - 1].Definition : -1;
        var index = buffers.Found.Count;
        buffers.Found.Add(new FoundDefinition
        {
            NameStart = start,
            NameLength = Math.Min(length, LongestName),
            Line = line,
            HeadLine = line,
            EndLine = line,
            Kind = kind,
            Parent = parent,
            Certain = true,
        });
        if (_open < buffers.Indents.Length)
        {
            buffers.Indents[_open++] = new IndentLevel(level, index);
        }
    }

    /// <summary>Ends the sections of <paramref name="level"/> and larger before <paramref name="line"/>.</summary>
    public void Close(int level, int line)
    {
        while (_open > 0 && buffers.Indents[_open - 1].Columns >= level)
        {
            ref var closed = ref CollectionsMarshal.AsSpan(buffers.Found)[buffers.Indents[--_open].Definition];
            closed.EndLine = Math.Max(closed.EndLine, line - 1);
        }
    }
}
