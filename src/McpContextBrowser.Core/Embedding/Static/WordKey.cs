using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace McpContextBrowser.Core.Embedding.Static;

/// <summary>
/// A word of up to sixteen letters or digits as one 128-bit value: its bytes, zero behind the last. Equal keys are equal words,
/// so a word is looked up without copying it or making it a string.
/// </summary>
internal static class WordKey
{
    /// <summary>Longer words have no key.</summary>
    public const int LongestKeyed = 16;

    private const ulong Golden = 0x9E37_79B9_7F4A_7C15; // Fibonacci hashing: 2⁶⁴ / φ
    private const ulong Spread = 0x9FB2_1C65_1E98_DF25; // any odd number with bits all over

    /// <summary>The key of a word.</summary>
    /// <param name="word">Its first byte; sixteen bytes must be readable.</param>
    /// <param name="length">At most <see cref="LongestKeyed"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> Of(ref readonly byte word, int length) =>
        (Vector128.LoadUnsafe(in word) & Vector128.LessThan(Vector128<byte>.Indices, Vector128.Create((byte)length))).AsUInt64();

    /// <summary>Well mixed in its upper bits, which choose the slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Hash(Vector128<ulong> key)
    {
        var folded = key.ToScalar() ^ (key.GetElement(1) * Spread);
        return (folded ^ (folded >> 32)) * Golden;
    }

    /// <summary>The hash of a word too long for a key.</summary>
    public static ulong Hash(ReadOnlySpan<byte> word)
    {
        var hash = (ulong)word.Length;
        foreach (var letter in word)
        {
            hash = (hash ^ letter) * Golden;
            hash ^= hash >> 29;
        }

        return hash * Golden;
    }
}
