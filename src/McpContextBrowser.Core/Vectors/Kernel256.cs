using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace McpContextBrowser.Core.Vectors;

/// <summary>256-bit registers: AVX2 with FMA, and AVX-VNNI for codes where the CPU has it.</summary>
internal readonly unsafe partial struct Kernel256 : IVectorKernel
{
    public static bool IsSupported => Avx2.IsSupported && Fma.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Dot(float* a, float* b, int length)
    {
        var s0 = Vector256<float>.Zero;
        var s1 = s0;
        var i = 0;
        for (; i <= length - 32; i += 32)
        {
            s0 = Fma.MultiplyAdd(Vector256.Load(a + i), Vector256.Load(b + i), s0);
            s1 = Fma.MultiplyAdd(Vector256.Load(a + i + 8), Vector256.Load(b + i + 8), s1);
            s0 = Fma.MultiplyAdd(Vector256.Load(a + i + 16), Vector256.Load(b + i + 16), s0);
            s1 = Fma.MultiplyAdd(Vector256.Load(a + i + 24), Vector256.Load(b + i + 24), s1);
        }

        for (; i < length; i += 16)
        {
            s0 = Fma.MultiplyAdd(Vector256.Load(a + i), Vector256.Load(b + i), s0);
            s1 = Fma.MultiplyAdd(Vector256.Load(a + i + 8), Vector256.Load(b + i + 8), s1);
        }

        return Vector256.Sum(s0 + s1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float SquaredDistance(float* a, float* b, int length)
    {
        var s0 = Vector256<float>.Zero;
        var s1 = s0;
        for (var i = 0; i < length; i += 16)
        {
            var d0 = Vector256.Load(a + i) - Vector256.Load(b + i);
            var d1 = Vector256.Load(a + i + 8) - Vector256.Load(b + i + 8);
            s0 = Fma.MultiplyAdd(d0, d0, s0);
            s1 = Fma.MultiplyAdd(d1, d1, s1);
        }

        return Vector256.Sum(s0 + s1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Dot(byte* codes, in CodeQuery query, int length) =>
        AvxVnni.IsSupported ? DotByPlanes(codes, query, length) : DotByWidening(codes, query, length);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int DotByWidening(byte* codes, in CodeQuery query, int length)
    {
        var values = query.Values;
        var s0 = Vector256<int>.Zero;
        var s1 = s0;
        for (var i = 0; i < length; i += 32)
        {
            s0 += Avx2.MultiplyAddAdjacent(Avx2.ConvertToVector256Int16(codes + i), Vector256.Load(values + i));
            s1 += Avx2.MultiplyAddAdjacent(Avx2.ConvertToVector256Int16(codes + i + 16), Vector256.Load(values + i + 16));
        }

        return Vector256.Sum(s0 + s1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int DotByPlanes(byte* codes, in CodeQuery query, int length)
    {
        var high = Vector256<int>.Zero;
        var low = high;
        for (var i = 0; i < length; i += 32)
        {
            var row = Vector256.Load(codes + i);
            high = AvxVnni.MultiplyWideningAndAdd(high, row, Vector256.Load(query.High + i));
            low = AvxVnni.MultiplyWideningAndAdd(low, row, Vector256.Load(query.Low + i));
        }

        return (Vector256.Sum(high) * 256) + Vector256.Sum(low);
    }
}
