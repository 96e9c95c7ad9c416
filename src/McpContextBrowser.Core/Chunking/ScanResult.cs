using McpContextBrowser.Core.Chunking.Scanning;

namespace McpContextBrowser.Core.Chunking;

/// <summary>Makes the result of a scan out of what the buffers hold.</summary>
internal static class ScanResult
{
    public static ScannedText Assemble(string text, ScanBuffers buffers, LineSplitter splitter)
    {
        var lines = buffers.LineCount;
        var starts = buffers.LineStarts.AsSpan(0, lines + 1).ToArray();
        var found = Order(buffers);
        BorderRanks.Fill(text, buffers, found);
        var definitions = new Definition[found.Count];
        for (var i = 0; i < definitions.Length; i++)
        {
            var name = text.Substring(found[i].NameStart, found[i].NameLength);
            definitions[i] = new Definition(name, found[i].Kind, found[i].Line + 1, EnclosingName(text, found, definitions, i));
        }

        splitter.Split(text, buffers);
        var chunks = buffers.Chunks.ToArray();
        NameChunks(chunks, definitions, found);
        return new ScannedText(starts, Classify(buffers.Marks.AsSpan(0, lines)), definitions, chunks);
    }

    /// <summary>Drops what turned out to be no definition, brings the others into the order of the text and mends the parents.</summary>
    private static List<FoundDefinition> Order(ScanBuffers buffers)
    {
        var found = buffers.Found;
        var ordered = buffers.Ordered;
        ordered.Clear();
        for (var i = 0; i < found.Count; i++)
        {
            if (found[i].Certain)
            {
                var parent = found[i].Parent;
                while (parent >= 0 && !found[parent].Certain)
                {
                    parent = found[parent].Parent;
                }

                ordered.Add(found[i] with { Parent = parent, Index = i });
            }
        }

        for (var i = 1; i < ordered.Count; i++)
        {
            if (ordered[i].NameStart < ordered[i - 1].NameStart)
            {
                ordered.Sort((a, b) => a.NameStart != b.NameStart ? a.NameStart.CompareTo(b.NameStart) : a.Index.CompareTo(b.Index));
                break;
            }
        }

        // From indexes of the finding order to indexes of the text order.
        for (var i = 0; i < ordered.Count; i++)
        {
            var moved = found[ordered[i].Index];
            moved.Index = i;
            found[ordered[i].Index] = moved;
        }

        for (var i = 0; i < ordered.Count; i++)
        {
            if (ordered[i].Parent >= 0)
            {
                ordered[i] = ordered[i] with { Parent = found[ordered[i].Parent].Index };
            }
        }

        return ordered;
    }

    private static string? EnclosingName(string text, List<FoundDefinition> found, Definition[] named, int i)
    {
        if (found[i].OwnerLength > 0)
        {
            return text.Substring(found[i].OwnerStart, found[i].OwnerLength);
        }

        var parent = found[i].Parent;
        return parent < 0 ? null
            : named[parent].Name ?? text.Substring(found[parent].NameStart, found[parent].NameLength);
    }

    private static LineClass[] Classify(ReadOnlySpan<LineMarks> marks)
    {
        var classes = new LineClass[marks.Length];
        for (var line = 0; line < marks.Length; line++)
        {
            var mark = marks[line];
            classes[line] = (mark & LineMarks.Unindexed) != 0 ? LineClass.Licence
                : (mark & LineMarks.Code) != 0 ? LineClass.Code
                : (mark & LineMarks.Comment) != 0 ? LineClass.Comment
                : LineClass.Blank;
        }

        return classes;
    }

    /// <summary>Gives each chunk its first definition, or the one that it is the inside of.</summary>
    private static void NameChunks(Chunk[] chunks, Definition[] definitions, List<FoundDefinition> found)
    {
        var next = 0;
        var around = -1;
        for (var i = 0; i < chunks.Length; i++)
        {
            ref var chunk = ref chunks[i];

            // The innermost definition that began before the chunk and has not ended.
            while (around >= 0 && found[around].EndLine + 1 < chunk.StartLine)
            {
                around = found[around].Parent;
            }

            if (next < definitions.Length && definitions[next].Line <= chunk.EndLine && definitions[next].Line >= chunk.StartLine)
            {
                var first = definitions[next];
                chunk = chunk with { Kind = first.Kind, Symbol = first.Name, Enclosing = first.Enclosing };
            }
            else if (around >= 0)
            {
                chunk = chunk with { Enclosing = definitions[around].Name };
            }

            // A line that is cut into pieces names each of them after its first definition.
            while (next < definitions.Length && definitions[next].Line <= chunk.EndLine
                && (i + 1 == chunks.Length || chunks[i + 1].StartLine > chunk.EndLine))
            {
                if (found[next].EndLine + 1 > definitions[next].Line)
                {
                    around = next;
                }

                next++;
            }

            while (around >= 0 && found[around].EndLine + 1 <= chunk.EndLine)
            {
                around = found[around].Parent;
            }
        }
    }
}
