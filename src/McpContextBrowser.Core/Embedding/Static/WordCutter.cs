using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace McpContextBrowser.Core.Embedding.Static;

/// <summary>
/// Cuts a text into the words the model was trained on, exactly as the regular expression
/// <c>[A-Z]{2,}s(?![a-z])|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+</c> does over ASCII, without one-letter words; every other
/// character separates. Classes of 64 characters become bit masks, and a handful of shifts finds all starts and ends among
/// them: code is so irregular that a loop over characters spends most of its time on mispredicted branches.
/// </summary>
/// <remarks>Its buffers grow to the longest text it was given and are used again; one thread at a time.</remarks>
internal sealed class WordCutter
{
    /// <summary>Bytes that may be read behind any word.</summary>
    public const int Padding = 16;

    private const int Block = 64;
    private const int StartDelay = 3; // see MarkBlock
    private const int EndDelay = 2;

    private byte[] _letters = [];
    private int[] _starts = [];
    private int[] _ends = [];

    /// <summary>
    /// The text as bytes in lower case, readable up to <see cref="Padding"/> bytes past its end; what is no ASCII letter or digit
    /// is some other byte.
    /// </summary>
    public ReadOnlySpan<byte> Letters => _letters;

    /// <summary>Where each word of the last text begins, ascending.</summary>
    public ReadOnlySpan<int> Starts => _starts;

    /// <summary>Where each word ends, exclusive.</summary>
    public ReadOnlySpan<int> Ends => _ends;

    /// <summary>Cuts a text.</summary>
    /// <returns>Words found: that many of <see cref="Starts"/> and <see cref="Ends"/> are of this text.</returns>
    public int Cut(ReadOnlySpan<char> text)
    {
        Reserve(text.Length);
        var characters = MemoryMarshal.Cast<char, ushort>(text);
        var edges = default(Edges);
        var starts = 0;
        var ends = 0;
        var at = 0;
        for (; at + Block <= characters.Length; at += Block)
        {
            var masks = Classify(characters.Slice(at, Block), _letters.AsSpan(at));
            MarkBlock(masks, ref edges);
            starts = List(edges.Starts, at - StartDelay, _starts, starts);
            ends = List(edges.Ends, at - EndDelay, _ends, ends);
        }

        // The rest, and one empty block so that the delayed bits come out.
        Span<ushort> rest = stackalloc ushort[2 * Block];
        rest.Clear();
        characters[at..].CopyTo(rest);
        for (var i = 0; i < rest.Length; i += Block)
        {
            MarkBlock(Classify(rest.Slice(i, Block), _letters.AsSpan(at + i)), ref edges);
            starts = List(edges.Starts, at + i - StartDelay, _starts, starts);
            ends = List(edges.Ends, at + i - EndDelay, _ends, ends);
        }

        return ends;
    }

    /// <summary>One bit a character, the first in the lowest.</summary>
    private record struct Masks(ulong Upper, ulong Lower, ulong Digit, ulong SmallS);

    /// <summary>What the block before hands on, and the edges found in this one.</summary>
    private struct Edges
    {
        public Masks Before;
        public ulong StartsBefore;
        public ulong Starts;
        public ulong Ends;
    }

    private static Masks Classify(ReadOnlySpan<ushort> characters, Span<byte> letters)
    {
        var masks = default(Masks);
        ref var from = ref MemoryMarshal.GetReference(characters);
        ref var to = ref MemoryMarshal.GetReference(letters[..Block]);
        for (var i = 0; i < Block; i += 16)
        {
            // Saturation: no character outside ASCII may turn into a letter.
            var bytes = Vector128.NarrowWithSaturation(
                Vector128.LoadUnsafe(ref from, (nuint)i), Vector128.LoadUnsafe(ref from, (nuint)i + 8));
            (bytes | Vector128.Create((byte)0x20)).StoreUnsafe(ref to, (nuint)i);
            masks.Upper |= Within(bytes, (byte)'A', 26) << i;
            masks.Lower |= Within(bytes, (byte)'a', 26) << i;
            masks.Digit |= Within(bytes, (byte)'0', 10) << i;
            masks.SmallS |= (ulong)Vector128.Equals(bytes, Vector128.Create((byte)'s')).ExtractMostSignificantBits() << i;
        }

        return masks;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Within(Vector128<byte> bytes, byte first, byte count) =>
        Vector128.LessThan(bytes - Vector128.Create(first), Vector128.Create(count)).ExtractMostSignificantBits();

    /// <summary>
    /// Finds the words' edges. Bit j of a mask suffixed k is about character j − k, so that only the past is looked at and
    /// nothing but one block has to be carried over; hence starts come out 3 characters late and ends 2.
    /// </summary>
    private static void MarkBlock(in Masks now, ref Edges edges)
    {
        var before = edges.Before;
        var lower0 = now.Lower;
        var lower1 = Past(now.Lower, before.Lower, 1);
        var lower2 = Past(now.Lower, before.Lower, 2);
        var lower3 = Past(now.Lower, before.Lower, 3);
        var upper2 = Past(now.Upper, before.Upper, 2);
        var upper3 = Past(now.Upper, before.Upper, 3);
        var digit2 = Past(now.Digit, before.Digit, 2);
        var digit3 = Past(now.Digit, before.Digit, 3);

        // [A-Z]{2,}s(?![a-z]): the s belongs to the capitals before it.
        var plural1 = Past(now.SmallS, before.SmallS, 1) & upper2 & upper3 & ~lower0;

        // The last capital before small letters begins a word even inside capitals: HTTP|Server.
        var capital2 = upper2 & lower1 & ~plural1;

        var starts2 = capital2 | (upper2 & ~upper3) | (lower2 & ~(lower3 | upper3)) | (digit2 & ~digit3);
        var ends2 = (lower3 & ~lower2) | (digit3 & ~digit2) | (upper3 & (capital2 | ~(upper2 | lower2)));
        var starts3 = Past(starts2, edges.StartsBefore, 1);
        var single = starts3 & ends2 & ~digit3;

        edges.Starts = starts3 & ~single;
        edges.Ends = ends2 & ~single;
        edges.StartsBefore = starts2;
        edges.Before = now;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Past(ulong now, ulong before, int characters) => (now << characters) | (before >> (64 - characters));

    /// <summary>Writes the positions of all set bits, eight at a time whether set or not: guessing their number wrong costs more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int List(ulong bits, int offset, int[] positions, int count)
    {
        var after = count + BitOperations.PopCount(bits);
        do
        {
            var eight = positions.AsSpan(count, 8);
            for (var i = 0; i < 8; i++)
            {
                eight[i] = offset + BitOperations.TrailingZeroCount(bits);
                bits &= bits - 1;
            }

            count += 8;
        }
        while (count < after);
        return after;
    }

    private void Reserve(int characters)
    {
        var room = characters + (2 * Block) + Padding;
        if (_letters.Length < room)
        {
            room = (int)BitOperations.RoundUpToPowerOf2((uint)room);
            _letters = new byte[room];
            _starts = new int[room];
            _ends = new int[room];
        }
    }
}
