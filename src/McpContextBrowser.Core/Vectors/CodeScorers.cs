using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace McpContextBrowser.Core.Vectors;

/// <summary>Rows of codes by inner product, negated.</summary>
internal readonly unsafe struct CodeDotScorer<TKernel>(HnswMemory memory, StepQuery aim) : IRowScorer<CodeDotScorer<TKernel>>
    where TKernel : struct, IVectorKernel
{
    private readonly byte* _rows = memory.Rows;
    private readonly int _rowBytes = memory.RowBytes;
    private readonly sbyte* _aim = aim.Steps;
    private readonly int _offset = ScalarQuantizer.Zero * aim.Sum;
    private readonly float _scale = memory.Quantizer.Scale * aim.Scale;

    public static CodeDotScorer<TKernel> AtQuery(HnswMemory memory, HnswScratch scratch) =>
        new(memory, scratch.Query.Steps);

    public static CodeDotScorer<TKernel> AtRow(HnswMemory memory, HnswScratch scratch, int node, int slot) =>
        new(memory, scratch.Aim(memory, node, slot));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Distance(int node) => _scale * (_offset - TKernel.Dot(_rows + ((nint)node * _rowBytes), _aim, _rowBytes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<float> Distances(int* nodes) =>
        Vector128.ConvertToSingle(Vector128.Create(_offset) - TKernel.Dots(new RowGroup(_rows, _rowBytes, nodes), _aim, _rowBytes)) * _scale;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(int node) => CacheLines.Prefetch(_rows + ((nint)node * _rowBytes), _rowBytes);
}

/// <summary>Rows of codes by squared Euclidean distance: |x|² − 2·x·y + |y|², with |x|² kept for each row.</summary>
internal readonly unsafe struct CodeEuclideanScorer<TKernel>(HnswMemory memory, StepQuery aim, float aimSquaredNorm)
    : IRowScorer<CodeEuclideanScorer<TKernel>>
    where TKernel : struct, IVectorKernel
{
    private readonly byte* _rows = memory.Rows;
    private readonly int _rowBytes = memory.RowBytes;
    private readonly float[] _squaredNorms = memory.SquaredNorms;
    private readonly sbyte* _aim = aim.Steps;
    private readonly int _offset = ScalarQuantizer.Zero * aim.Sum;
    private readonly float _scale = 2 * memory.Quantizer.Scale * aim.Scale;
    private readonly float _aimSquaredNorm = aimSquaredNorm;

    public static CodeEuclideanScorer<TKernel> AtQuery(HnswMemory memory, HnswScratch scratch) =>
        new(memory, scratch.Query.Steps, scratch.Query.SquaredNorm);

    public static CodeEuclideanScorer<TKernel> AtRow(HnswMemory memory, HnswScratch scratch, int node, int slot) =>
        new(memory, scratch.Aim(memory, node, slot), memory.SquaredNorms[node]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Distance(int node) =>
        _squaredNorms[node] + _aimSquaredNorm + (_scale * (_offset - TKernel.Dot(_rows + ((nint)node * _rowBytes), _aim, _rowBytes)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<float> Distances(int* nodes)
    {
        var products = Vector128.Create(_offset) - TKernel.Dots(new RowGroup(_rows, _rowBytes, nodes), _aim, _rowBytes);
        var norms = Vector128.Create(_squaredNorms[nodes[0]], _squaredNorms[nodes[1]], _squaredNorms[nodes[2]], _squaredNorms[nodes[3]]);
        return norms + Vector128.Create(_aimSquaredNorm) + (Vector128.ConvertToSingle(products) * _scale);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(int node) => CacheLines.Prefetch(_rows + ((nint)node * _rowBytes), _rowBytes);
}
