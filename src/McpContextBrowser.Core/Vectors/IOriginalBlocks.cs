namespace McpContextBrowser.Core.Vectors;

/// <summary>
/// The original vectors of an index, left where its snapshot is: rows as <see cref="HnswIndex.Write(System.Buffers.IBufferWriter{byte}, System.Buffers.IBufferWriter{byte})"/>
/// gave them, in blocks of whole rows, read when a search scores its best candidates. For many threads; the bytes never change.
/// </summary>
public interface IOriginalBlocks : IDisposable
{
    /// <summary>Bytes of all blocks.</summary>
    long Length { get; }

    /// <summary>Bytes of a block; the last may have fewer. A multiple of the bytes of a row.</summary>
    int BlockBytes { get; }

    /// <summary>Reads one whole block.</summary>
    /// <param name="block">From 0.</param>
    /// <param name="destination">As long as the block.</param>
    /// <exception cref="Contracts.CtxbException">It cannot be read, or is not what was written; the message names the snapshot.</exception>
    void Read(int block, Span<byte> destination);
}
