using System.Runtime.Intrinsics;

namespace McpContextBrowser.Core.Vectors;

/// <summary>The oracle: what the other kernels have to compute.</summary>
internal readonly unsafe struct PlainKernel : IVectorKernel
{
    public static float Dot(float* a, float* b, int length)
    {
        var sum = 0f;
        for (var i = 0; i < length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    public static float SquaredDistance(float* a, float* b, int length)
    {
        var sum = 0f;
        for (var i = 0; i < length; i++)
        {
            var difference = a[i] - b[i];
            sum += difference * difference;
        }

        return sum;
    }

    public static int Dot(byte* codes, in CodeQuery query, int length)
    {
        var values = query.Values;
        var sum = 0;
        for (var i = 0; i < length; i++)
        {
            sum += codes[i] * values[i];
        }

        return sum;
    }

    public static int Dot(byte* codes, sbyte* steps, int length)
    {
        var sum = 0;
        for (var i = 0; i < length; i++)
        {
            sum += codes[i] * steps[i];
        }

        return sum;
    }

    public static Vector128<float> Dots(in RowGroup rows, float* aim, int length) => Vector128.Create(
        Dot((float*)rows.A, aim, length), Dot((float*)rows.B, aim, length), Dot((float*)rows.C, aim, length), Dot((float*)rows.D, aim, length));

    public static Vector128<float> SquaredDistances(in RowGroup rows, float* aim, int length) => Vector128.Create(
        SquaredDistance((float*)rows.A, aim, length),
        SquaredDistance((float*)rows.B, aim, length),
        SquaredDistance((float*)rows.C, aim, length),
        SquaredDistance((float*)rows.D, aim, length));

    public static Vector128<int> Dots(in RowGroup rows, sbyte* steps, int length) => Vector128.Create(
        Dot(rows.A, steps, length), Dot(rows.B, steps, length), Dot(rows.C, steps, length), Dot(rows.D, steps, length));
}
