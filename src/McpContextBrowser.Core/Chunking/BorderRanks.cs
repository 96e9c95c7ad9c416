using McpContextBrowser.Core.Chunking.Scanning;

namespace McpContextBrowser.Core.Chunking;

/// <summary>How good it is to begin a chunk at a line.</summary>
/// <remarks>Before a definition with its comments and decorators: 8 at the margin, 6 at most one level in, 4 deeper; 2 less for
/// kinds of class <see cref="DefinitionClass.Other"/>. Before a section 5: prose is cut there, but not into small pieces, in which
/// every word weighs more than in code. Behind a blank line: 4 at the margin, else 2.</remarks>
internal static class BorderRanks
{
    /// <summary>A border of this rank is taken as soon as the chunk is large enough.</summary>
    public const int Good = 6;

    private const int Section = 5;

    private const int OneLevel = 4;

    public static void Fill(string text, ScanBuffers buffers, List<FoundDefinition> definitions)
    {
        var ranks = buffers.Ranks;
        var marks = buffers.Marks;
        for (var line = 1; line < buffers.LineCount; line++)
        {
            if (marks[line] != LineMarks.None && marks[line - 1] == LineMarks.None)
            {
                ranks[line] = (byte)(text[buffers.LineStarts[line]] is ' ' or '\t' ? 2 : 4);
            }
        }

        foreach (var definition in definitions)
        {
            var head = HeadOf(marks, definition);
            var indent = Indent(text, buffers.LineStarts[head], buffers.LineStarts[head + 1]);
            var rank = indent == 0 ? 8 : indent <= OneLevel ? 6 : 4;
            if (definition.Kind == DefinitionKind.Section)
            {
                rank = Section;
            }
            else if (DefinitionKinds.ClassOf(definition.Kind) == DefinitionClass.Other)
            {
                rank -= 2;
            }

            ranks[head] = (byte)Math.Max(ranks[head], rank);
        }
    }

    /// <summary>The first line of a definition, its comments and decorators included.</summary>
    private static int HeadOf(LineMarks[] marks, FoundDefinition definition)
    {
        // A head that a blank line interrupts began there: what stands before is another statement that lacks its end.
        var head = definition.Line;
        while (head > definition.HeadLine && marks[head - 1] != LineMarks.None)
        {
            head--;
        }

        while (head > 0 && (marks[head - 1] & LineMarks.Unindexed) == 0
            && ((marks[head - 1] & LineMarks.Decorator) != 0 || marks[head - 1] == LineMarks.Comment))
        {
            head--;
        }

        return head;
    }

    private static int Indent(string text, int start, int end)
    {
        var columns = 0;
        for (var at = start; at < end && text[at] is ' ' or '\t'; at++)
        {
            columns += text[at] == '\t' ? OneLevel : 1;
        }

        return columns;
    }
}
