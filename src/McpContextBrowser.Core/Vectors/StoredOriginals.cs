using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Core.Vectors;

/// <summary>Scores nodes on original vectors that stay on disk: a block is read for the rows in it that are scored one after the other.</summary>
/// <param name="blocks">Where they are; owned.</param>
/// <param name="kind">Half or Full.</param>
/// <param name="dimensions">Floats a vector has; rows are padded.</param>
internal sealed unsafe class StoredOriginals(IOriginalBlocks blocks, OriginalVectors kind, int dimensions) : IDisposable
{
    // A page of the file system: what is read and opened for one row, when no other of its block is wanted.
    private const int WantedBlockBytes = 4096;

    private readonly int _rowBytes = OriginalRows.RowBytesFor(kind, dimensions);

    /// <summary>What a block was found not to be; null while all were what was written.</summary>
    public string? Problem { get; private set; }

    /// <summary>Bytes of a block for rows of this width: whole rows, about a page of memory.</summary>
    public static int BlockBytesFor(int rowBytes) => Math.Max(1, WantedBlockBytes / rowBytes) * rowBytes;

    /// <summary>Distance of a node to a query: smaller is nearer. Nodes in ascending order cost least.</summary>
    /// <param name="measure">Inner products are negated.</param>
    /// <param name="node">A node of the index.</param>
    /// <param name="query">Padded as codes are.</param>
    /// <param name="kernels">The arithmetic for floats.</param>
    /// <param name="room">The searching thread's; what it holds is used again.</param>
    public float Distance(VectorMeasure measure, int node, float* query, VectorKernels kernels, BlockRoom room)
    {
        var at = (long)node * _rowBytes;
        var block = (int)(at / blocks.BlockBytes);
        if (room.Block != block)
        {
            var length = (int)Math.Min(blocks.BlockBytes, blocks.Length - ((long)block * blocks.BlockBytes));
            room.Block = BlockRoom.None; // nothing usable while it is read, and after a read that failed
            try
            {
                blocks.Read(block, room.Take(blocks.BlockBytes)[..length]);
            }
            catch (CtxbException problem)
            {
                Problem = problem.Message;
                throw;
            }

            room.Block = block;
        }

        return OriginalRows.Distance(kind, measure, room.Bytes + (at - ((long)block * blocks.BlockBytes)), query, Padding.FloatsFor(dimensions), kernels);
    }

    public void Dispose() => blocks.Dispose();
}
