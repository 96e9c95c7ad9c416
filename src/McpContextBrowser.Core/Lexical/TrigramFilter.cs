using System.Numerics;
using System.Runtime.InteropServices;

namespace McpContextBrowser.Core.Lexical;

/// <summary>
/// Tells of a text, without reading it, that a name cannot be in it: a Bloom filter with one hash function over the text's
/// trigrams, their letters folded. Whatever <c>text.Contains(name, OrdinalIgnoreCase)</c> finds, <see cref="MayHold"/> lets through.
/// </summary>
/// <remarks>
/// A filter is a table of 2^n bits, 64 to 65,536 of them: the smallest that is at most half full. Tables of every size come from one of
/// the largest by laying the upper half over the lower, so the lower bits of a slot name its bit in each. For one thread: the instance
/// is the room in which filters are made.
/// </remarks>
public sealed class TrigramFilter
{
    private const int SlotBits = 16;
    private const int Length = 3;
    private const ulong Multiplier = 0x9E3779B97F4A7C15; // 2^64 ÷ golden ratio: Fibonacci hashing (Knuth, TAOCP 3, 6.4)

    private readonly ulong[] _bits = new ulong[(1 << SlotBits) / 64];

    /// <summary>The slots that a text must have filled to hold this piece; none when it is too short to tell.</summary>
    /// <param name="piece">Trigrams with a half of a surrogate pair are left out: casing folds such pairs as one letter.</param>
    public static ushort[] SlotsOf(string piece) => SlotsOf([piece]);

    /// <summary>The slots that a text must have filled to hold all of these pieces.</summary>
    public static ushort[] SlotsOf(IEnumerable<string> pieces)
    {
        var slots = new HashSet<ushort>();
        foreach (var piece in pieces)
        {
            for (var at = 0; at + Length <= piece.Length; at++)
            {
                var (first, second, third) = (piece[at], piece[at + 1], piece[at + 2]);
                if (!char.IsSurrogate(first) && !char.IsSurrogate(second) && !char.IsSurrogate(third))
                {
                    slots.Add(SlotOf(Fold(first) | (ulong)Fold(second) << 16 | (ulong)Fold(third) << 32));
                }
            }
        }

        return [.. slots];
    }

    /// <summary>False when no text with this filter holds a piece with these slots.</summary>
    /// <param name="filter">What <see cref="Of"/> gave; an empty one stands for a text of which nothing is known.</param>
    /// <param name="slots">From <see cref="SlotsOf(string)"/>.</param>
    public static bool MayHold(ReadOnlySpan<byte> filter, ReadOnlySpan<ushort> slots)
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
    /// <returns>8 to 8,192 bytes, a power of two; good until the next call.</returns>
    public ReadOnlySpan<byte> Of(ReadOnlySpan<char> text)
    {
        var bits = _bits.AsSpan();
        bits.Clear();
        var trigram = 0ul;
        for (var at = 0; at < text.Length; at++)
        {
            trigram = trigram >> 16 | (ulong)Fold(text[at]) << 32;
            if (at >= Length - 1)
            {
                var slot = SlotOf(trigram);
                bits[slot >> 6] |= 1ul << slot;
            }
        }

        return MemoryMarshal.AsBytes(Smallest(bits));
    }

    /// <summary>Lays the upper half over the lower as long as at most half of the bits are then set.</summary>
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

            if (count > half * 32)
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

    private static ushort SlotOf(ulong trigram) => (ushort)((trigram * Multiplier) >> (64 - SlotBits));

    private static char Fold(char letter) => letter < 0x80
        ? (char)(letter - (letter is >= 'a' and <= 'z' ? 0x20 : 0))
        : char.ToUpperInvariant(letter);
}
