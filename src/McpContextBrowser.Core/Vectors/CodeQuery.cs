using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace McpContextBrowser.Core.Vectors;

/// <summary>
/// A query against 8-bit codes, 16 bits a dimension: finer than the codes, so that rounding the query costs no recall.
/// Kept whole for multiply instructions that take 16 bits, and as two planes of 8 bits for the dot product instructions.
/// </summary>
/// <remarks>Points into memory of its owner. Each part has the padded length; padding is zero.</remarks>
internal unsafe struct CodeQuery
{
    /// <summary>Largest magnitude: above it the high plane would not fit a signed byte.</summary>
    private const int MostMagnitude = 127 * 256;

    /// <summary>The query as signed 16-bit numbers.</summary>
    public short* Values;

    /// <summary>With <see cref="Low"/>: value = 256 · high + low. Filled where the CPU has dot product instructions.</summary>
    public sbyte* High;

    public sbyte* Low;

    /// <summary>Sum of the values: turns Σ code·value into Σ (code − 128)·value.</summary>
    public int Sum;

    /// <summary>Brings an integer product back to the unit of the query.</summary>
    public float Scale;

    /// <summary>Bytes that <see cref="Place"/> needs for a padded length.</summary>
    public static int BytesFor(int paddedLength) => paddedLength * 4;

    /// <summary>Lays the three parts out in one aligned block of <see cref="BytesFor"/> bytes.</summary>
    public static CodeQuery Place(byte* block, int paddedLength) => new()
    {
        Values = (short*)block,
        High = (sbyte*)block + (2 * paddedLength),
        Low = (sbyte*)block + (3 * paddedLength),
    };

    /// <summary>Rounds a query to 16 bits.</summary>
    /// <param name="query">Finite floats, padded with zeros.</param>
    /// <param name="paddedLength">A multiple of <see cref="Padding.Codes"/>.</param>
    public void Fill(float* query, int paddedLength)
    {
        var largestOf = Vector256<float>.Zero;
        for (var i = 0; i < paddedLength; i += 8)
        {
            largestOf = Vector256.Max(largestOf, Vector256.Abs(Vector256.Load(query + i)));
        }

        var largest = 0f;
        for (var i = 0; i < 8; i++)
        {
            largest = Math.Max(largest, largestOf[i]);
        }

        // The sum of all products with codes up to 255 has to fit 32 bits.
        var room = Math.Min(MostMagnitude, int.MaxValue / (255 * paddedLength));
        var factor = Vector256.Create(largest > 0 ? room / largest : 0f);
        Scale = largest > 0 ? largest / room : 0f;
        for (var i = 0; i < paddedLength; i += 16)
        {
            var low = Vector256.ConvertToInt32(Vector256.Round(Vector256.Load(query + i) * factor));
            var high = Vector256.ConvertToInt32(Vector256.Round(Vector256.Load(query + i + 8) * factor));
            Vector256.Narrow(low, high).Store(Values + i);
        }

        Finish(paddedLength);
    }

    /// <summary>Takes a stored row of codes as the query: products are then those of two rows.</summary>
    public void Fill(byte* codes, int paddedLength)
    {
        var zero = Vector256.Create((short)ScalarQuantizer.Zero);
        for (var i = 0; i < paddedLength; i += 32)
        {
            var (low, high) = Vector256.Widen(Vector256.Load(codes + i));
            (low.AsInt16() - zero).Store(Values + i);
            (high.AsInt16() - zero).Store(Values + i + 16);
        }

        Scale = 1f;
        Finish(paddedLength);
    }

    /// <summary>Splits values into planes of signed bytes: value = 256 · high + low.</summary>
    internal static void Split(short* values, sbyte* high, sbyte* low, int paddedLength)
    {
        for (var i = 0; i < paddedLength; i += 32)
        {
            var first = Vector256.Load(values + i);
            var second = Vector256.Load(values + i + 16);
            var firstLow = Vector256.ShiftRightArithmetic(Vector256.ShiftLeft(first, 8), 8);
            var secondLow = Vector256.ShiftRightArithmetic(Vector256.ShiftLeft(second, 8), 8);
            Vector256.Narrow(firstLow, secondLow).Store(low + i);
            Vector256.Narrow(
                Vector256.ShiftRightArithmetic(first - firstLow, 8),
                Vector256.ShiftRightArithmetic(second - secondLow, 8)).Store(high + i);
        }
    }

    private void Finish(int paddedLength)
    {
        var sums = Vector256<int>.Zero;
        for (var i = 0; i < paddedLength; i += 16)
        {
            var (low, high) = Vector256.Widen(Vector256.Load(Values + i));
            sums += low + high;
        }

        Sum = Vector256.Sum(sums);
        if (AvxVnni.IsSupported || Dp.IsSupported)
        {
            Split(Values, High, Low, paddedLength);
        }
    }
}
