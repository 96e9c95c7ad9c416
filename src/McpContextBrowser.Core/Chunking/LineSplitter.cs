using McpContextBrowser.Core.Chunking.Scanning;

namespace McpContextBrowser.Core.Chunking;

/// <summary>Cuts ranked lines into chunks; a text without definitions has blank lines for borders, or none.</summary>
internal sealed class LineSplitter(ChunkingOptions options)
{
    /// <summary>How far a cut inside a line goes back for the end of a word.</summary>
    private const int WordReach = 100;

    /// <summary>Adds the chunks of the text to the buffers.</summary>
    /// <remarks>A chunk ends before a line of rank ≥ <see cref="BorderRanks.Good"/> once it is comfortable; when the next line would
    /// make it too large it is cut back to the best border that leaves the least size, the last one of equals, or cut before that line.</remarks>
    public void Split(string text, ScanBuffers buffers)
    {
        var starts = buffers.LineStarts;
        var lines = buffers.LineCount;
        var first = 0;
        for (var line = 0; line < lines; line++)
        {
            var size = starts[line] - starts[first];
            if (size >= options.Comfortable && buffers.Ranks[line] >= BorderRanks.Good)
            {
                Close(buffers, first, line);
                first = line;
            }
            else if (line > first && starts[line + 1] - starts[first] > options.Limit)
            {
                var border = BestBorder(buffers, first, line);
                Close(buffers, first, border);
                first = border;
            }

            // Lines behind the border are weighed again: at most Limit / Least times each.
            while (first < line && starts[line + 1] - starts[first] > options.Limit)
            {
                var border = BestBorder(buffers, first, line);
                Close(buffers, first, border);
                first = border;
            }

            if (starts[line + 1] - starts[line] > options.Limit)
            {
                Close(buffers, first, line);
                CutLine(text, buffers, line);
                first = line + 1;
            }
        }

        Close(buffers, first, lines);
    }

    /// <returns>A line behind <paramref name="first"/>, up to <paramref name="line"/>, to begin the next chunk with.</returns>
    private int BestBorder(ScanBuffers buffers, int first, int line)
    {
        var best = line;
        var bestRank = 0;
        for (var candidate = line; candidate > first; candidate--)
        {
            if (buffers.LineStarts[candidate] - buffers.LineStarts[first] < options.Least)
            {
                break;
            }

            if (buffers.Ranks[candidate] > bestRank)
            {
                best = candidate;
                bestRank = buffers.Ranks[candidate];
            }
        }

        return best;
    }

    private static void Close(ScanBuffers buffers, int first, int behind)
    {
        if (behind > first)
        {
            var start = buffers.LineStarts[first];
            buffers.Chunks.Add(new Chunk(start, buffers.LineStarts[behind] - start, first + 1, behind, DefinitionKind.None, null, null));
        }
    }

    /// <summary>A line beyond the limit becomes pieces with its number.</summary>
    private void CutLine(string text, ScanBuffers buffers, int line)
    {
        var at = buffers.LineStarts[line];
        var end = buffers.LineStarts[line + 1];
        while (at < end)
        {
            var next = end - at <= options.Limit ? end : CutPoint(text, at, at + options.Limit);
            buffers.Chunks.Add(new Chunk(at, next - at, line + 1, line + 1, DefinitionKind.None, null, null));
            at = next;
        }
    }

    /// <summary>A place at most at <paramref name="latest"/> that splits neither a word, if one ends near, nor a character.</summary>
    private static int CutPoint(string text, int start, int latest)
    {
        for (var at = latest; at > Math.Max(start + 1, latest - WordReach); at--)
        {
            if (!char.IsLetterOrDigit(text[at]) && text[at] != '_' && !char.IsSurrogate(text[at]) && text[at] is not ('\n' or '\r'))
            {
                return at;
            }
        }

        return char.IsLowSurrogate(text[latest]) || (text[latest] == '\n' && text[latest - 1] == '\r') ? latest - 1 : latest;
    }
}
