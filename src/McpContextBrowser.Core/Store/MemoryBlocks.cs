using McpContextBrowser.Core.Vectors;

namespace McpContextBrowser.Core.Store;

/// <summary>Original vectors in memory that somebody else keeps: of a graph just built, or a file that is mapped.</summary>
/// <param name="bytes">All blocks.</param>
/// <param name="blockBytes">Bytes of each but the last.</param>
internal sealed class MemoryBlocks(ReadOnlyMemory<byte> bytes, int blockBytes) : IOriginalBlocks
{
    public long Length => bytes.Length;

    public int BlockBytes => blockBytes;

    public void Read(int block, Span<byte> destination) => bytes.Span.Slice(block * blockBytes, destination.Length).CopyTo(destination);

    public void Dispose()
    {
    }
}
