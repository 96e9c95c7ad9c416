using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace McpContextBrowser.Core.Vectors;

/// <summary>128-bit registers: SSE4.1 and Arm AdvSimd.</summary>
internal readonly unsafe partial struct Kernel128 : IVectorKernel
{
    public static bool IsSupported => Sse41.IsSupported || AdvSimd.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Dot(float* a, float* b, int length)
    {
        // Four sums, because one chain of additions would wait for itself.
        var s0 = Vector128<float>.Zero;
        var s1 = s0;
        var s2 = s0;
        var s3 = s0;
        for (var i = 0; i < length; i += 16)
        {
            s0 = Vector128.MultiplyAddEstimate(Vector128.Load(a + i), Vector128.Load(b + i), s0);
            s1 = Vector128.MultiplyAddEstimate(Vector128.Load(a + i + 4), Vector128.Load(b + i + 4), s1);
            s2 = Vector128.MultiplyAddEstimate(Vector128.Load(a + i + 8), Vector128.Load(b + i + 8), s2);
            s3 = Vector128.MultiplyAddEstimate(Vector128.Load(a + i + 12), Vector128.Load(b + i + 12), s3);
        }

        return Vector128.Sum(s0 + s1 + (s2 + s3));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float SquaredDistance(float* a, float* b, int length)
    {
        var s0 = Vector128<float>.Zero;
        var s1 = s0;
        for (var i = 0; i < length; i += 8)
        {
            var d0 = Vector128.Load(a + i) - Vector128.Load(b + i);
            var d1 = Vector128.Load(a + i + 4) - Vector128.Load(b + i + 4);
            s0 = Vector128.MultiplyAddEstimate(d0, d0, s0);
            s1 = Vector128.MultiplyAddEstimate(d1, d1, s1);
        }

        return Vector128.Sum(s0 + s1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Dot(byte* codes, in CodeQuery query, int length) =>
        Dp.IsSupported ? DotByPlanes(codes, query, length) : DotByWidening(codes, query, length);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int DotByWidening(byte* codes, in CodeQuery query, int length)
    {
        var values = query.Values;
        var s0 = Vector128<int>.Zero;
        var s1 = s0;
        for (var i = 0; i < length; i += 16)
        {
            var (low, high) = Vector128.Widen(Vector128.Load(codes + i));
            if (Sse2.IsSupported)
            {
                s0 += Sse2.MultiplyAddAdjacent(low.AsInt16(), Vector128.Load(values + i));
                s1 += Sse2.MultiplyAddAdjacent(high.AsInt16(), Vector128.Load(values + i + 8));
            }
            else
            {
                s0 = MultiplyAddArm(s0, low.AsInt16(), Vector128.Load(values + i));
                s1 = MultiplyAddArm(s1, high.AsInt16(), Vector128.Load(values + i + 8));
            }
        }

        return Vector128.Sum(s0 + s1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> MultiplyAddArm(Vector128<int> sum, Vector128<short> a, Vector128<short> b) =>
        AdvSimd.MultiplyWideningUpperAndAdd(AdvSimd.MultiplyWideningLowerAndAdd(sum, a.GetLower(), b.GetLower()), a, b);

    // SDOT multiplies signed bytes only: the codes are taken less 128, and 128 · Σ value is added at the end.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int DotByPlanes(byte* codes, in CodeQuery query, int length)
    {
        var flip = Vector128.Create((byte)ScalarQuantizer.Zero);
        var high = Vector128<int>.Zero;
        var low = high;
        for (var i = 0; i < length; i += 16)
        {
            var row = (Vector128.Load(codes + i) ^ flip).AsSByte();
            high = Dp.DotProduct(high, row, Vector128.Load(query.High + i));
            low = Dp.DotProduct(low, row, Vector128.Load(query.Low + i));
        }

        return (Vector128.Sum(high) * 256) + Vector128.Sum(low) + (ScalarQuantizer.Zero * query.Sum);
    }
}
