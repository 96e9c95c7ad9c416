using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace McpContextBrowser.Core.Vectors;

/// <summary>Rows of floats by inner product, negated; for unit vectors that is cosine.</summary>
internal readonly unsafe struct FloatDotScorer<TKernel>(HnswMemory memory, float* aim) : IRowScorer<FloatDotScorer<TKernel>>
    where TKernel : struct, IVectorKernel
{
    private readonly byte* _rows = memory.Rows;
    private readonly int _rowBytes = memory.RowBytes;
    private readonly float* _aim = aim;

    public static FloatDotScorer<TKernel> AtQuery(HnswMemory memory, HnswScratch scratch) => new(memory, scratch.Query.Floats);

    public static FloatDotScorer<TKernel> AtRow(HnswMemory memory, HnswScratch scratch, int node, int slot) =>
        new(memory, (float*)(memory.Rows + ((nint)node * memory.RowBytes)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Distance(int node) => -TKernel.Dot(_aim, (float*)(_rows + ((nint)node * _rowBytes)), _rowBytes / sizeof(float));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<float> Distances(int* nodes) => -TKernel.Dots(new RowGroup(_rows, _rowBytes, nodes), _aim, _rowBytes / sizeof(float));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(int node) => CacheLines.Prefetch(_rows + ((nint)node * _rowBytes), _rowBytes);
}

/// <summary>Rows of floats by squared Euclidean distance.</summary>
internal readonly unsafe struct FloatEuclideanScorer<TKernel>(HnswMemory memory, float* aim) : IRowScorer<FloatEuclideanScorer<TKernel>>
    where TKernel : struct, IVectorKernel
{
    private readonly byte* _rows = memory.Rows;
    private readonly int _rowBytes = memory.RowBytes;
    private readonly float* _aim = aim;

    public static FloatEuclideanScorer<TKernel> AtQuery(HnswMemory memory, HnswScratch scratch) => new(memory, scratch.Query.Floats);

    public static FloatEuclideanScorer<TKernel> AtRow(HnswMemory memory, HnswScratch scratch, int node, int slot) =>
        new(memory, (float*)(memory.Rows + ((nint)node * memory.RowBytes)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Distance(int node) =>
        TKernel.SquaredDistance(_aim, (float*)(_rows + ((nint)node * _rowBytes)), _rowBytes / sizeof(float));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<float> Distances(int* nodes) =>
        TKernel.SquaredDistances(new RowGroup(_rows, _rowBytes, nodes), _aim, _rowBytes / sizeof(float));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(int node) => CacheLines.Prefetch(_rows + ((nint)node * _rowBytes), _rowBytes);
}
