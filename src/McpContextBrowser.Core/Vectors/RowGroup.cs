using System.Runtime.CompilerServices;

namespace McpContextBrowser.Core.Vectors;

/// <summary>
/// Four rows whose distances are computed together: the query is loaded once for all of them, and while one sum waits for
/// its last product the others go on.
/// </summary>
internal readonly unsafe struct RowGroup
{
    public const int Size = 4;

    public readonly byte* A;
    public readonly byte* B;
    public readonly byte* C;
    public readonly byte* D;

    /// <param name="rows">The first of all rows.</param>
    /// <param name="rowBytes">Bytes from one to the next.</param>
    /// <param name="nodes">Which four.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public RowGroup(byte* rows, int rowBytes, int* nodes)
    {
        A = rows + ((nint)nodes[0] * rowBytes);
        B = rows + ((nint)nodes[1] * rowBytes);
        C = rows + ((nint)nodes[2] * rowBytes);
        D = rows + ((nint)nodes[3] * rowBytes);
    }
}
