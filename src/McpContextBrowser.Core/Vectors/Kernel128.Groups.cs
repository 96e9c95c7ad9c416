using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace McpContextBrowser.Core.Vectors;

/// <content>Steps against codes, and four rows at once.</content>
internal readonly unsafe partial struct Kernel128
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Dot(byte* codes, sbyte* steps, int length)
    {
        var s0 = Vector128<int>.Zero;
        var s1 = s0;
        for (var i = 0; i < length; i += 32)
        {
            s0 = AddProducts(s0, Vector128.Load(codes + i), Vector128.Load(steps + i));
            s1 = AddProducts(s1, Vector128.Load(codes + i + 16), Vector128.Load(steps + i + 16));
        }

        return Vector128.Sum(s0 + s1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Dots(in RowGroup rows, float* aim, int length)
    {
        var a = (float*)rows.A;
        var b = (float*)rows.B;
        var c = (float*)rows.C;
        var d = (float*)rows.D;
        var sa = Vector128<float>.Zero;
        var (sb, sc, sd) = (sa, sa, sa);
        for (var i = 0; i < length; i += 4)
        {
            var x = Vector128.Load(aim + i);
            sa = Vector128.MultiplyAddEstimate(Vector128.Load(a + i), x, sa);
            sb = Vector128.MultiplyAddEstimate(Vector128.Load(b + i), x, sb);
            sc = Vector128.MultiplyAddEstimate(Vector128.Load(c + i), x, sc);
            sd = Vector128.MultiplyAddEstimate(Vector128.Load(d + i), x, sd);
        }

        return Vector128.Create(Vector128.Sum(sa), Vector128.Sum(sb), Vector128.Sum(sc), Vector128.Sum(sd));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> SquaredDistances(in RowGroup rows, float* aim, int length) => Vector128.Create(
        SquaredDistance((float*)rows.A, aim, length),
        SquaredDistance((float*)rows.B, aim, length),
        SquaredDistance((float*)rows.C, aim, length),
        SquaredDistance((float*)rows.D, aim, length));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Dots(in RowGroup rows, sbyte* steps, int length)
    {
        var sa = Vector128<int>.Zero;
        var (sb, sc, sd) = (sa, sa, sa);
        for (var i = 0; i < length; i += 16)
        {
            var x = Vector128.Load(steps + i);
            sa = AddProducts(sa, Vector128.Load(rows.A + i), x);
            sb = AddProducts(sb, Vector128.Load(rows.B + i), x);
            sc = AddProducts(sc, Vector128.Load(rows.C + i), x);
            sd = AddProducts(sd, Vector128.Load(rows.D + i), x);
        }

        return Vector128.Create(Vector128.Sum(sa), Vector128.Sum(sb), Vector128.Sum(sc), Vector128.Sum(sd));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> AddProducts(Vector128<int> sum, Vector128<byte> codes, Vector128<sbyte> steps)
    {
        if (Dp.IsSupported)
        {
            // SDOT multiplies signed bytes only: codes less 128 here, 128 · Σ step by a second product.
            var flipped = (codes ^ Vector128.Create((byte)ScalarQuantizer.Zero)).AsSByte();
            sum = Dp.DotProduct(sum, flipped, steps);
            sum = Dp.DotProduct(sum, Vector128.Create((sbyte)64), steps);
            return Dp.DotProduct(sum, Vector128.Create((sbyte)64), steps);
        }

        if (Sse41.IsSupported)
        {
            sum += Sse2.MultiplyAddAdjacent(Sse41.ConvertToVector128Int16(codes), Sse41.ConvertToVector128Int16(steps));
            return sum + Sse2.MultiplyAddAdjacent(
                Sse2.UnpackHigh(codes, Vector128<byte>.Zero).AsInt16(),
                Sse41.ConvertToVector128Int16(Sse2.ShiftRightLogical128BitLane(steps, 8)));
        }

        var (low, high) = Vector128.Widen(codes);
        var (lowSteps, highSteps) = Vector128.Widen(steps);
        return MultiplyAddArm(MultiplyAddArm(sum, low.AsInt16(), lowSteps), high.AsInt16(), highSteps);
    }
}
