namespace McpContextBrowser.Core.Vectors;

/// <summary>The kernels of one level behind virtual calls, for work whose loop is not hot or lies within the call.</summary>
internal abstract unsafe class VectorKernels
{
    /// <summary>Those of the widest level that this CPU has.</summary>
    public static VectorKernels Best { get; } = For(Distance.Best);

    /// <exception cref="PlatformNotSupportedException">This CPU cannot run them.</exception>
    public static VectorKernels For(SimdLevel level)
    {
        if (!Distance.Supports(level))
        {
            throw new PlatformNotSupportedException($"This CPU has no instructions for {level} kernels.");
        }

        return level switch
        {
            SimdLevel.Bits512 => new Of<Kernel512>(),
            SimdLevel.Bits256 => new Of<Kernel256>(),
            SimdLevel.Bits128 => new Of<Kernel128>(),
            _ => new Of<PlainKernel>(),
        };
    }

    /// <inheritdoc cref="IVectorKernel.Dot(float*, float*, int)"/>
    public abstract float Dot(float* a, float* b, int length);

    /// <inheritdoc cref="IVectorKernel.SquaredDistance"/>
    public abstract float SquaredDistance(float* a, float* b, int length);

    /// <summary>Σ codeᵢ·valueᵢ of rows that lie one after the other.</summary>
    /// <param name="rows">The first row.</param>
    /// <param name="query">What each row is multiplied with.</param>
    /// <param name="length">Padded length of a row, also the distance of two rows in bytes.</param>
    /// <param name="products">One product for each row wanted.</param>
    public abstract void Dots(byte* rows, in CodeQuery query, int length, Span<int> products);

    private sealed class Of<TKernel> : VectorKernels
        where TKernel : struct, IVectorKernel
    {
        public override float Dot(float* a, float* b, int length) => TKernel.Dot(a, b, length);

        public override float SquaredDistance(float* a, float* b, int length) => TKernel.SquaredDistance(a, b, length);

        public override void Dots(byte* rows, in CodeQuery query, int length, Span<int> products)
        {
            var values = query; // a copy whose fields can stay in registers
            foreach (ref var product in products)
            {
                product = TKernel.Dot(rows, values, length);
                rows += length;
            }
        }
    }
}
