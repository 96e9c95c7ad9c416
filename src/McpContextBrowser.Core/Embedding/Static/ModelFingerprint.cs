using System.Numerics;
using System.Runtime.CompilerServices;

namespace McpContextBrowser.Core.Embedding.Static;

/// <summary>
/// A 64-bit number that changes with any byte of a model file: eight lanes of multiply-and-rotate, each step a bijection of its
/// lane, so that one changed word always changes its lane. Tells builds of a model apart; it is no defence against a forger,
/// who could as well replace the program that lies beside the file.
/// </summary>
internal static unsafe class ModelFingerprint
{
    private const int Lanes = 8;
    private const ulong Step = 0x9FB2_1C65_1E98_DF25; // odd, so multiplying loses nothing
    private const ulong Golden = 0x9E37_79B9_7F4A_7C15;

    /// <summary>Reads all bytes once, 64 a step.</summary>
    /// <param name="bytes">Need not be aligned.</param>
    /// <param name="length">Part of the result, so trailing zeros count.</param>
    public static ulong Of(byte* bytes, long length)
    {
        var lanes = stackalloc ulong[Lanes];
        for (var lane = 0; lane < Lanes; lane++)
        {
            lanes[lane] = (ulong)(lane + 1) * Golden;
        }

        ulong a = lanes[0], b = lanes[1], c = lanes[2], d = lanes[3], e = lanes[4], f = lanes[5], g = lanes[6], h = lanes[7];
        var i = 0L;
        for (; i + (Lanes * 8) <= length; i += Lanes * 8)
        {
            var words = (ulong*)(bytes + i);
            a = Mix(a, Unsafe.ReadUnaligned<ulong>(words));
            b = Mix(b, Unsafe.ReadUnaligned<ulong>(words + 1));
            c = Mix(c, Unsafe.ReadUnaligned<ulong>(words + 2));
            d = Mix(d, Unsafe.ReadUnaligned<ulong>(words + 3));
            e = Mix(e, Unsafe.ReadUnaligned<ulong>(words + 4));
            f = Mix(f, Unsafe.ReadUnaligned<ulong>(words + 5));
            g = Mix(g, Unsafe.ReadUnaligned<ulong>(words + 6));
            h = Mix(h, Unsafe.ReadUnaligned<ulong>(words + 7));
        }

        for (; i < length; i++)
        {
            a = Mix(a, bytes[i]);
        }

        var all = Mix((ulong)length, a);
        all = Mix(Mix(Mix(all, b), c), d);
        all = Mix(Mix(Mix(Mix(all, e), f), g), h);
        all ^= all >> 32;
        return all * Step;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong lane, ulong word) => BitOperations.RotateLeft((lane ^ word) * Step, 29);
}
