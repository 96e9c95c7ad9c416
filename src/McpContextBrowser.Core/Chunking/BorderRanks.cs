using McpContextBrowser.Core.Chunking.Scanning;

namespace McpContextBrowser.Core.Chunking;

/// <summary>How good it is to begin a chunk at a line.</summary>
/// <remarks>Before a definition with its comments and decorators: 4 at the margin, 3 at most one level in, 2 deeper; one less for
/// kinds of class <see cref="DefinitionClass.Other"/>. Behind a blank line: 2 at the margin, else 1.</remarks>
internal static class BorderRanks
{
    /// <summary>A border of this rank is taken as soon as the chunk is large enough.</summary>
    public const int Good = 3;

    private const int OneLevel = 4;

    public static void Fill(string text, ScanBuffers buffers, List<FoundDefinition> definitions)
    {
        var ranks = buffers.Ranks;
        var marks = buffers.Marks;
        for (var line = 1; line < buffers.LineCount; line++)
        {
            if (marks[line] != LineMarks.None && marks[line - 1] == LineMarks.None)
            {
                ranks[line] = (byte)(text[buffers.LineStarts[line]] is ' ' or '\t' ? 1 : 2);
            }
        }

        foreach (var definition in definitions)
        {
            var head = HeadOf(marks, definition);
            var indent = Indent(text, buffers.LineStarts[head], buffers.LineStarts[head + 1]);
            var rank = indent == 0 ? 4 : indent <= OneLevel ? 3 : 2;
            if (DefinitionKinds.ClassOf(definition.Kind) == DefinitionClass.Other)
            {
                rank--;
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
