using System.Runtime.CompilerServices;

namespace McpContextBrowser.Core.Vectors;

/// <summary>Rows of codes by inner product, negated.</summary>
internal readonly unsafe struct CodeDotScorer<TKernel>(HnswMemory memory, CodeQuery aim, float aimScale) : IRowScorer<CodeDotScorer<TKernel>>
    where TKernel : struct, IVectorKernel
{
    private readonly byte* _rows = memory.Rows;
    private readonly int _rowBytes = memory.RowBytes;
    private readonly CodeQuery _aim = aim;
    private readonly int _offset = ScalarQuantizer.Zero * aim.Sum;
    private readonly float _scale = memory.Quantizer.Scale * aimScale;

    public static CodeDotScorer<TKernel> AtQuery(HnswMemory memory, HnswScratch scratch) =>
        new(memory, scratch.Query.Codes, scratch.Query.Codes.Scale);

    public static CodeDotScorer<TKernel> AtRow(HnswMemory memory, HnswScratch scratch, int node, int slot) =>
        new(memory, scratch.Aim(memory, node, slot), memory.Quantizer.Scale);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Distance(int node) => _scale * (_offset - TKernel.Dot(_rows + ((nint)node * _rowBytes), _aim, _rowBytes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(int node) => CacheLines.Prefetch(_rows + ((nint)node * _rowBytes), _rowBytes);
}

/// <summary>Rows of codes by squared Euclidean distance: |x|² − 2·x·y + |y|², with |x|² kept for each row.</summary>
internal readonly unsafe struct CodeEuclideanScorer<TKernel>(HnswMemory memory, CodeQuery aim, float aimScale, float aimSquaredNorm)
    : IRowScorer<CodeEuclideanScorer<TKernel>>
    where TKernel : struct, IVectorKernel
{
    private readonly byte* _rows = memory.Rows;
    private readonly int _rowBytes = memory.RowBytes;
    private readonly float[] _squaredNorms = memory.SquaredNorms;
    private readonly CodeQuery _aim = aim;
    private readonly int _offset = ScalarQuantizer.Zero * aim.Sum;
    private readonly float _scale = 2 * memory.Quantizer.Scale * aimScale;
    private readonly float _aimSquaredNorm = aimSquaredNorm;

    public static CodeEuclideanScorer<TKernel> AtQuery(HnswMemory memory, HnswScratch scratch) =>
        new(memory, scratch.Query.Codes, scratch.Query.Codes.Scale, scratch.Query.SquaredNorm);

    public static CodeEuclideanScorer<TKernel> AtRow(HnswMemory memory, HnswScratch scratch, int node, int slot) =>
        new(memory, scratch.Aim(memory, node, slot), memory.Quantizer.Scale, memory.SquaredNorms[node]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Distance(int node) =>
        _squaredNorms[node] + _aimSquaredNorm + (_scale * (_offset - TKernel.Dot(_rows + ((nint)node * _rowBytes), _aim, _rowBytes)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(int node) => CacheLines.Prefetch(_rows + ((nint)node * _rowBytes), _rowBytes);
}
