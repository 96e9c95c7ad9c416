using BenchmarkDotNet.Attributes;
using McpContextBrowser.Core.Vectors;

namespace McpContextBrowser.Benchmarks;

/// <summary>One distance of each kernel at each width, rows in the first-level cache.</summary>
public unsafe class KernelBenchmarks : IDisposable
{
    private const int Rows = 16;
    private VectorArena _memory = null!;
    private VectorKernels _kernels = null!;
    private CodeQuery _query;

    [Params(256, 384)]
    public int Dimensions { get; set; }

    [ParamsSource(nameof(Levels))]
    public SimdLevel Level { get; set; }

    public static IEnumerable<SimdLevel> Levels => Enum.GetValues<SimdLevel>().Where(Distance.Supports);

    [GlobalSetup]
    public void Setup()
    {
        _kernels = VectorKernels.For(Level);
        _memory = new VectorArena((2 * Dimensions * sizeof(float)) + CodeQuery.BytesFor(Dimensions) + (Rows * Dimensions));
        _query = CodeQuery.Place(_memory.Pointer + (2 * Dimensions * sizeof(float)), Dimensions);
        var floats = (float*)_memory.Pointer;
        for (var i = 0; i < 2 * Dimensions; i++)
        {
            floats[i] = (i % 7) - 3;
        }

        _query.Fill(floats, Dimensions);
    }

    [Benchmark]
    public float FloatDot() => _kernels.Dot((float*)_memory.Pointer, (float*)_memory.Pointer + Dimensions, Dimensions);

    [Benchmark]
    public float FloatSquaredDistance() =>
        _kernels.SquaredDistance((float*)_memory.Pointer, (float*)_memory.Pointer + Dimensions, Dimensions);

    [Benchmark(OperationsPerInvoke = Rows)]
    public int CodeDot()
    {
        Span<int> products = stackalloc int[Rows];
        _kernels.Dots(_memory.Pointer + (2 * Dimensions * sizeof(float)) + CodeQuery.BytesFor(Dimensions), _query, Dimensions, products);
        return products[0];
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _memory.Dispose();
        GC.SuppressFinalize(this);
    }
}
