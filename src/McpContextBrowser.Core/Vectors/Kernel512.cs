using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace McpContextBrowser.Core.Vectors;

/// <summary>
/// 512-bit registers. Asks for the instruction sets themselves: <c>Vector512.IsHardwareAccelerated</c> is false on CPUs
/// that clock down for wide registers, where they still win here.
/// </summary>
internal readonly unsafe partial struct Kernel512 : IVectorKernel
{
    public static bool IsSupported => Avx512F.IsSupported && Avx512BW.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Dot(float* a, float* b, int length)
    {
        var s0 = Vector512<float>.Zero;
        var s1 = s0;
        var i = 0;
        for (; i <= length - 64; i += 64)
        {
            s0 = Avx512F.FusedMultiplyAdd(Avx512F.LoadVector512(a + i), Avx512F.LoadVector512(b + i), s0);
            s1 = Avx512F.FusedMultiplyAdd(Avx512F.LoadVector512(a + i + 16), Avx512F.LoadVector512(b + i + 16), s1);
            s0 = Avx512F.FusedMultiplyAdd(Avx512F.LoadVector512(a + i + 32), Avx512F.LoadVector512(b + i + 32), s0);
            s1 = Avx512F.FusedMultiplyAdd(Avx512F.LoadVector512(a + i + 48), Avx512F.LoadVector512(b + i + 48), s1);
        }

        for (; i < length; i += 16)
        {
            s0 = Avx512F.FusedMultiplyAdd(Avx512F.LoadVector512(a + i), Avx512F.LoadVector512(b + i), s0);
        }

        return Vector512.Sum(Avx512F.Add(s0, s1));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float SquaredDistance(float* a, float* b, int length)
    {
        var s0 = Vector512<float>.Zero;
        var s1 = s0;
        var i = 0;
        for (; i <= length - 32; i += 32)
        {
            var d0 = Avx512F.Subtract(Avx512F.LoadVector512(a + i), Avx512F.LoadVector512(b + i));
            var d1 = Avx512F.Subtract(Avx512F.LoadVector512(a + i + 16), Avx512F.LoadVector512(b + i + 16));
            s0 = Avx512F.FusedMultiplyAdd(d0, d0, s0);
            s1 = Avx512F.FusedMultiplyAdd(d1, d1, s1);
        }

        if (i < length)
        {
            var d0 = Avx512F.Subtract(Avx512F.LoadVector512(a + i), Avx512F.LoadVector512(b + i));
            s0 = Avx512F.FusedMultiplyAdd(d0, d0, s0);
        }

        return Vector512.Sum(Avx512F.Add(s0, s1));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Dot(byte* codes, in CodeQuery query, int length)
    {
        if (AvxVnni.IsSupported)
        {
            // Two dot product instructions do 32 codes; widening takes three times as many.
            return Kernel256.Dot(codes, query, length);
        }

        var values = query.Values;
        var s0 = Vector512<int>.Zero;
        var s1 = s0;
        for (var i = 0; i < length; i += 64)
        {
            var c0 = Avx512BW.ConvertToVector512Int16(Avx.LoadVector256(codes + i));
            var c1 = Avx512BW.ConvertToVector512Int16(Avx.LoadVector256(codes + i + 32));
            s0 = Avx512F.Add(s0, Avx512BW.MultiplyAddAdjacent(c0, Avx512BW.LoadVector512(values + i)));
            s1 = Avx512F.Add(s1, Avx512BW.MultiplyAddAdjacent(c1, Avx512BW.LoadVector512(values + i + 32)));
        }

        return Vector512.Sum(Avx512F.Add(s0, s1));
    }
}
