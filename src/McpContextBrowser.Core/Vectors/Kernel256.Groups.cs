using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace McpContextBrowser.Core.Vectors;

/// <content>Steps against codes, and four rows at once.</content>
internal readonly unsafe partial struct Kernel256
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Dot(byte* codes, sbyte* steps, int length)
    {
        var s0 = Vector256<int>.Zero;
        var s1 = s0;
        for (var i = 0; i < length; i += 64)
        {
            s0 = AddProducts(s0, codes + i, steps + i);
            s1 = AddProducts(s1, codes + i + 32, steps + i + 32);
        }

        return Vector256.Sum(s0 + s1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Dots(in RowGroup rows, float* aim, int length)
    {
        var a = (float*)rows.A;
        var b = (float*)rows.B;
        var c = (float*)rows.C;
        var d = (float*)rows.D;
        var a0 = Vector256<float>.Zero;
        var (a1, b0, b1, c0, c1, d0, d1) = (a0, a0, a0, a0, a0, a0, a0);
        for (var i = 0; i < length; i += 16)
        {
            var x0 = Vector256.Load(aim + i);
            var x1 = Vector256.Load(aim + i + 8);
            a0 = Fma.MultiplyAdd(x0, Vector256.Load(a + i), a0);
            b0 = Fma.MultiplyAdd(x0, Vector256.Load(b + i), b0);
            c0 = Fma.MultiplyAdd(x0, Vector256.Load(c + i), c0);
            d0 = Fma.MultiplyAdd(x0, Vector256.Load(d + i), d0);
            a1 = Fma.MultiplyAdd(x1, Vector256.Load(a + i + 8), a1);
            b1 = Fma.MultiplyAdd(x1, Vector256.Load(b + i + 8), b1);
            c1 = Fma.MultiplyAdd(x1, Vector256.Load(c + i + 8), c1);
            d1 = Fma.MultiplyAdd(x1, Vector256.Load(d + i + 8), d1);
        }

        return Sums(a0 + a1, b0 + b1, c0 + c1, d0 + d1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> SquaredDistances(in RowGroup rows, float* aim, int length)
    {
        var a = (float*)rows.A;
        var b = (float*)rows.B;
        var c = (float*)rows.C;
        var d = (float*)rows.D;
        var sa = Vector256<float>.Zero;
        var (sb, sc, sd) = (sa, sa, sa);
        for (var i = 0; i < length; i += 8)
        {
            var x = Vector256.Load(aim + i);
            var (da, db, dc, dd) = (Vector256.Load(a + i) - x, Vector256.Load(b + i) - x, Vector256.Load(c + i) - x, Vector256.Load(d + i) - x);
            sa = Fma.MultiplyAdd(da, da, sa);
            sb = Fma.MultiplyAdd(db, db, sb);
            sc = Fma.MultiplyAdd(dc, dc, sc);
            sd = Fma.MultiplyAdd(dd, dd, sd);
        }

        return Sums(sa, sb, sc, sd);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Dots(in RowGroup rows, sbyte* steps, int length)
    {
        var sa = Vector256<int>.Zero;
        var (sb, sc, sd) = (sa, sa, sa);
        for (var i = 0; i < length; i += 32)
        {
            sa = AddProducts(sa, rows.A + i, steps + i);
            sb = AddProducts(sb, rows.B + i, steps + i);
            sc = AddProducts(sc, rows.C + i, steps + i);
            sd = AddProducts(sd, rows.D + i, steps + i);
        }

        var all = Avx2.HorizontalAdd(Avx2.HorizontalAdd(sa, sb), Avx2.HorizontalAdd(sc, sd));
        return all.GetLower() + all.GetUpper();
    }

    /// <summary>The four sums of four registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<float> Sums(Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d)
    {
        var all = Avx.HorizontalAdd(Avx.HorizontalAdd(a, b), Avx.HorizontalAdd(c, d));
        return all.GetLower() + all.GetUpper();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> AddProducts(Vector256<int> sum, byte* codes, sbyte* steps)
    {
        if (AvxVnni.IsSupported)
        {
            return AvxVnni.MultiplyWideningAndAdd(sum, Vector256.Load(codes), Vector256.Load(steps));
        }

        sum += Avx2.MultiplyAddAdjacent(Avx2.ConvertToVector256Int16(codes), Avx2.ConvertToVector256Int16(steps));
        return sum + Avx2.MultiplyAddAdjacent(Avx2.ConvertToVector256Int16(codes + 16), Avx2.ConvertToVector256Int16(steps + 16));
    }
}
