using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace McpContextBrowser.Core.Vectors;

/// <content>Steps against codes, and four rows at once.</content>
internal readonly unsafe partial struct Kernel512
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Dot(byte* codes, sbyte* steps, int length)
    {
        if (AvxVnni.IsSupported)
        {
            return Kernel256.Dot(codes, steps, length);
        }

        var sum = Vector512<int>.Zero;
        for (var i = 0; i < length; i += 32)
        {
            sum = AddProducts(sum, codes + i, Avx512BW.ConvertToVector512Int16(Vector256.Load(steps + i)));
        }

        return Vector512.Sum(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Dots(in RowGroup rows, float* aim, int length)
    {
        var a = (float*)rows.A;
        var b = (float*)rows.B;
        var c = (float*)rows.C;
        var d = (float*)rows.D;
        var a0 = Vector512<float>.Zero;
        var (a1, b0, b1, c0, c1, d0, d1) = (a0, a0, a0, a0, a0, a0, a0);
        var i = 0;
        for (; i <= length - 32; i += 32)
        {
            var x0 = Vector512.Load(aim + i);
            var x1 = Vector512.Load(aim + i + 16);
            a0 = Avx512F.FusedMultiplyAdd(x0, Vector512.Load(a + i), a0);
            b0 = Avx512F.FusedMultiplyAdd(x0, Vector512.Load(b + i), b0);
            c0 = Avx512F.FusedMultiplyAdd(x0, Vector512.Load(c + i), c0);
            d0 = Avx512F.FusedMultiplyAdd(x0, Vector512.Load(d + i), d0);
            a1 = Avx512F.FusedMultiplyAdd(x1, Vector512.Load(a + i + 16), a1);
            b1 = Avx512F.FusedMultiplyAdd(x1, Vector512.Load(b + i + 16), b1);
            c1 = Avx512F.FusedMultiplyAdd(x1, Vector512.Load(c + i + 16), c1);
            d1 = Avx512F.FusedMultiplyAdd(x1, Vector512.Load(d + i + 16), d1);
        }

        if (i < length)
        {
            var x = Vector512.Load(aim + i);
            a0 = Avx512F.FusedMultiplyAdd(x, Vector512.Load(a + i), a0);
            b0 = Avx512F.FusedMultiplyAdd(x, Vector512.Load(b + i), b0);
            c0 = Avx512F.FusedMultiplyAdd(x, Vector512.Load(c + i), c0);
            d0 = Avx512F.FusedMultiplyAdd(x, Vector512.Load(d + i), d0);
        }

        return Kernel256.Sums(Half(a0 + a1), Half(b0 + b1), Half(c0 + c1), Half(d0 + d1));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> SquaredDistances(in RowGroup rows, float* aim, int length)
    {
        var a = (float*)rows.A;
        var b = (float*)rows.B;
        var c = (float*)rows.C;
        var d = (float*)rows.D;
        var sa = Vector512<float>.Zero;
        var (sb, sc, sd) = (sa, sa, sa);
        for (var i = 0; i < length; i += 16)
        {
            var x = Vector512.Load(aim + i);
            var (da, db, dc, dd) = (Vector512.Load(a + i) - x, Vector512.Load(b + i) - x, Vector512.Load(c + i) - x, Vector512.Load(d + i) - x);
            sa = Avx512F.FusedMultiplyAdd(da, da, sa);
            sb = Avx512F.FusedMultiplyAdd(db, db, sb);
            sc = Avx512F.FusedMultiplyAdd(dc, dc, sc);
            sd = Avx512F.FusedMultiplyAdd(dd, dd, sd);
        }

        return Kernel256.Sums(Half(sa), Half(sb), Half(sc), Half(sd));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Dots(in RowGroup rows, sbyte* steps, int length)
    {
        if (AvxVnni.IsSupported)
        {
            return Kernel256.Dots(rows, steps, length);
        }

        var sa = Vector512<int>.Zero;
        var (sb, sc, sd) = (sa, sa, sa);
        for (var i = 0; i < length; i += 32)
        {
            var x = Avx512BW.ConvertToVector512Int16(Vector256.Load(steps + i));
            sa = AddProducts(sa, rows.A + i, x);
            sb = AddProducts(sb, rows.B + i, x);
            sc = AddProducts(sc, rows.C + i, x);
            sd = AddProducts(sd, rows.D + i, x);
        }

        return Vector128.Create(Vector512.Sum(sa), Vector512.Sum(sb), Vector512.Sum(sc), Vector512.Sum(sd));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> AddProducts(Vector512<int> sum, byte* codes, Vector512<short> steps) =>
        Avx512F.Add(sum, Avx512BW.MultiplyAddAdjacent(Avx512BW.ConvertToVector512Int16(Vector256.Load(codes)), steps));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Half(Vector512<float> sums) => sums.GetLower() + sums.GetUpper();
}
