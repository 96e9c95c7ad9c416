using System.Numerics;
using System.Runtime.InteropServices;

namespace McpContextBrowser.Core.Lexical;

/// <summary>
/// Tells of a text, without reading it, that a name cannot be in it: a Bloom filter with one hash function over the text's
/// 4-grams, their letters folded. Whatever <c>text.Contains(name, OrdinalIgnoreCase)</c> finds, <see cref="MayHold"/> lets through.
/// </summary>
/// <remarks>
/// Of four letters, since names are made of common words and all their trigrams stand somewhere in most files: on redis, 90 names of
/// another project passed the exact trigrams of 15 files each and the 4-grams of hardly any. A filter is a table of 2^n bits, 64 to
/// 262,144 of them: the smallest that is at most a quarter full, some 140 bytes a chunk. Tables of every size come from a larger one by laying
/// the upper half over the lower, so the lower bits of a slot name its bit in each. For one thread: the instance is the room in
/// which filters are made.
/// </remarks>
public sealed class GramFilter
{
    private const int SlotBits = 18;
    private const int Length = 4;
    private const ulong Multiplier = 0x9E3779B97F4A7C15; // 2^64 ÷ golden ratio: Fibonacci hashing (Knuth, TAOCP 3, 6.4)

    private readonly ulong[] _bits = new ulong[(1 << SlotBits) / 64];

    /// <summary>The slots that a text must have filled to hold this piece; none when it is too short to tell.</summary>
    /// <param name="piece">Grams with a half of a surrogate pair are left out: casing folds such pairs as one letter.</param>
    public static int[] SlotsOf(string piece) => SlotsOf([piece]);

    /// <summary>The slots that a text must have filled to hold all of these pieces.</summary>
    public static int[] SlotsOf(IEnumerable<string> pieces)
    {
        var slots = new HashSet<int>();
        foreach (var piece in pieces)
        {
            for (var at = 0; at + Length <= piece.Length; at++)
            {
                var gram = 0ul;
                var whole = true;
                foreach (var letter in piece.AsSpan(at, Length))
                {
                    gram = Then(gram, letter);
                    whole &= !char.IsSurrogate(letter);
                }

                if (whole)
                {
                    slots.Add(SlotOf(gram));
                }
            }
        }

        return [.. slots];
    }

    /// <summary>False when no text with this filter holds a piece with these slots.</summary>
    /// <param name="filter">What <see cref="Of"/> gave; an empty one stands for a text of which nothing is known.</param>
    /// <param name="slots">From <see cref="SlotsOf(string)"/>.</param>
    public static bool MayHold(ReadOnlySpan<byte> filter, ReadOnlySpan<int> slots)
    {
        if (filter.IsEmpty)
        {
            return true;
        }

        var mask = filter.Length * 8 - 1;
        foreach (var slot in slots)
        {
            var bit = slot & mask;
            if ((filter[bit >> 3] >> (bit & 7) & 1) == 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>True for the lengths that a filter can have, in bytes; none is one of them.</summary>
    public static bool IsLength(int bytes) => bytes == 0 || (bytes is >= sizeof(ulong) and <= (1 << SlotBits) / 8 && (bytes & (bytes - 1)) == 0);

    /// <summary>The filter of a text: its bytes are the same on every machine.</summary>
    /// <param name="text">The whole text.</param>
    /// <returns>8 to 32,768 bytes, a power of two; good until the next call.</returns>
    public ReadOnlySpan<byte> Of(ReadOnlySpan<char> text)
    {
        // Four times as many bits as letters are a quarter full at most.
        var bits = _bits.AsSpan(0, (int)Math.Clamp(BitOperations.RoundUpToPowerOf2((uint)text.Length) / 16, 1, (uint)_bits.Length));
        bits.Clear();
        var mask = bits.Length * 64 - 1;
        var gram = 0ul;
        for (var at = 0; at < text.Length; at++)
        {
            gram = Then(gram, text[at]);
            if (at >= Length - 1)
            {
                var slot = SlotOf(gram) & mask;
                bits[slot >> 6] |= 1ul << slot;
            }
        }

        return MemoryMarshal.AsBytes(Smallest(bits));
    }

    /// <summary>Lays the upper half over the lower as long as at most a quarter of the bits are then set.</summary>
    private static Span<ulong> Smallest(Span<ulong> bits)
    {
        while (bits.Length > 1)
        {
            var half = bits.Length / 2;
            var count = 0;
            for (var i = 0; i < half; i++)
            {
                count += BitOperations.PopCount(bits[i] | bits[half + i]);
            }

            if (count > half * 16)
            {
                break;
            }

            for (var i = 0; i < half; i++)
            {
                bits[i] |= bits[half + i];
            }

            bits = bits[..half];
        }

        return bits;
    }

    private static ulong Then(ulong gram, char letter) => gram >> 16 | (ulong)Fold(letter) << 48;

    private static int SlotOf(ulong gram) => (int)((gram * Multiplier) >> (64 - SlotBits));

    private static char Fold(char letter) => letter < 0x80
        ? (char)(letter - (letter is >= 'a' and <= 'z' ? 0x20 : 0))
        : char.ToUpperInvariant(letter);
}
