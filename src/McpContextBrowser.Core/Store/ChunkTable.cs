using McpContextBrowser.Core.Chunking;

namespace McpContextBrowser.Core.Store;

/// <summary>The chunks of a segment as columns; chunk ordinals run over all contents of the segment in order.</summary>
public sealed class ChunkTable
{
    /// <summary>First chunk ordinal of each content; one entry more than contents, the last is the number of chunks.</summary>
    public required int[] FirstChunk { get; init; }

    /// <summary>By chunk ordinal.</summary>
    public required Chunk[] Chunks { get; init; }

    public int ContentCount => FirstChunk.Length - 1;

    public int ChunkCount => Chunks.Length;

    /// <summary>The content (ordinal within the segment) that a chunk belongs to.</summary>
    public int ContentOf(int chunk)
    {
        var found = Array.BinarySearch(FirstChunk, 0, FirstChunk.Length, chunk);
        if (found < 0)
        {
            return ~found - 1;
        }

        // Contents without chunks share their start with the next one: the owner is the last of the equal starts.
        while (found + 1 < FirstChunk.Length && FirstChunk[found + 1] == chunk)
        {
            found++;
        }

        return found;
    }
}
