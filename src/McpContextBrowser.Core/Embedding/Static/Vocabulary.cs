using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace McpContextBrowser.Core.Embedding.Static;

/// <summary>
/// Finds the id of a word in the model's word list: an open-addressing table of (tag, id) pairs in 32 bits, and a 128-bit key
/// a word. Building it reads the list once, where it is mapped, and makes no string.
/// </summary>
/// <remarks>Never changes after it is built, so any thread may read it.</remarks>
internal sealed unsafe class Vocabulary
{
    /// <summary>Letters of a word that count; the rest is cut off.</summary>
    public const int LongestWord = 40;

    /// <summary>Longer numbers are never looked up.</summary>
    public const int LongestNumber = 4;

    /// <summary>Set in the first half of a stored key when the word is too long for one; ASCII never sets it.</summary>
    private const ulong LongFlag = 1ul << 63;

    private readonly byte* _words;

    /// <summary>0 = free, else the upper bits hold a tag of the word's hash and the lower <see cref="_idBits"/> bits its id + 1.</summary>
    private readonly uint[] _slots;

    /// <summary>By id: the key; of a long word its place in the list with <see cref="LongFlag"/>, and its length.</summary>
    private readonly Vector128<ulong>[] _keys;

    private readonly int _idBits;
    private readonly int _slotShift;

    /// <summary>Reads the list.</summary>
    /// <param name="words">ASCII words in id order, a line feed after each. Must outlive this object.</param>
    /// <param name="length">Bytes of the list.</param>
    /// <param name="count">Words in the list, at least 1.</param>
    /// <exception cref="FormatException">Another number of words, a word that no text can contain, or one word twice.</exception>
    public Vocabulary(byte* words, int length, int count)
    {
        _words = words;
        _keys = new Vector128<ulong>[count];
        _slots = new uint[BitOperations.RoundUpToPowerOf2((uint)count + ((uint)count >> 1) + 1)];
        _idBits = 32 - BitOperations.LeadingZeroCount((uint)count);
        _slotShift = 64 - BitOperations.Log2((uint)_slots.Length);

        var tail = new byte[WordKey.LongestKeyed];
        var rest = new ReadOnlySpan<byte>(words, length);
        for (var id = 0; id < count; id++)
        {
            ref readonly var first = ref MemoryMarshal.GetReference(rest);
            if (rest.Length < WordKey.LongestKeyed)
            {
                Array.Clear(tail);
                rest.CopyTo(tail);
                first = ref tail[0];
            }

            var letters = LengthOfFirst(in first, rest, id);
            var word = rest[..letters];
            if (letters <= WordKey.LongestKeyed)
            {
                _keys[id] = WordKey.Of(in first, letters);
                Insert(id, WordKey.Hash(_keys[id]), word);
            }
            else
            {
                _keys[id] = Vector128.Create(LongFlag | (uint)(length - rest.Length), (uint)letters);
                Insert(id, WordKey.Hash(word), word);
            }

            rest = rest[(letters + 1)..];
        }

        if (!rest.IsEmpty)
        {
            throw new FormatException($"The word list goes on after {count} words.");
        }
    }

    /// <summary>The id of a word.</summary>
    /// <param name="word">Its first byte, in lower case; sixteen bytes must be readable there whatever the length.</param>
    /// <param name="length">At most <see cref="LongestWord"/>.</param>
    /// <returns>−1 when the model does not know the word.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(ref readonly byte word, int length)
    {
        if (length > WordKey.LongestKeyed)
        {
            return FindLong(MemoryMarshal.CreateReadOnlySpan(in word, length));
        }

        var key = WordKey.Of(in word, length);
        var hash = WordKey.Hash(key);
        var slots = _slots;
        var tag = Tag(hash);
        var i = (uint)(hash >> _slotShift);
        uint slot;
        while ((slot = slots[i]) != 0)
        {
            if (slot >> _idBits == tag && _keys[Id(slot)] == key)
            {
                return Id(slot);
            }

            i = (i + 1) & (uint)(slots.Length - 1);
        }

        return -1;
    }

    private int FindLong(ReadOnlySpan<byte> word)
    {
        var hash = WordKey.Hash(word);
        var tag = Tag(hash);
        var i = (uint)(hash >> _slotShift);
        uint slot;
        while ((slot = _slots[i]) != 0)
        {
            if (slot >> _idBits == tag && Long(Id(slot)).SequenceEqual(word))
            {
                return Id(slot);
            }

            i = (i + 1) & (uint)(_slots.Length - 1);
        }

        return -1;
    }

    /// <summary>The bits of a hash just below those that choose the slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint Tag(ulong hash) => (uint)(hash << (64 - _slotShift) >> 32) >> _idBits;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Id(uint slot) => (int)(slot & ((1u << _idBits) - 1)) - 1;

    /// <returns>The bytes of a long word; nothing for a word that has a key.</returns>
    private ReadOnlySpan<byte> Long(int id)
    {
        var place = _keys[id].ToScalar();
        return (place & LongFlag) == 0 ? default : new(_words + (place & ~LongFlag), (int)_keys[id].GetElement(1));
    }

    private void Insert(int id, ulong hash, ReadOnlySpan<byte> word)
    {
        var tag = Tag(hash);
        var i = (uint)(hash >> _slotShift);
        while (_slots[i] != 0)
        {
            var other = Id(_slots[i]);
            if (_slots[i] >> _idBits == tag && (_keys[other] == _keys[id] || Long(other).SequenceEqual(word)))
            {
                throw new FormatException($"Words {other} and {id} are the same.");
            }

            i = (i + 1) & (uint)(_slots.Length - 1);
        }

        _slots[i] = (tag << _idBits) | (uint)(id + 1);
    }

    /// <summary>Measures and checks one word, sixteen bytes at once: there are tens of thousands, and the program is just starting.</summary>
    /// <param name="first">Sixteen readable bytes: the word, what follows it, or zeros.</param>
    /// <param name="list">What is left of the list.</param>
    private static int LengthOfFirst(ref readonly byte first, ReadOnlySpan<byte> list, int id)
    {
        // The first bit is asked for, never whether a count of trailing zeros is 0: compiled ahead of time for plain x64, that
        // comparison takes the zero flag of bsf, which is about its operand, for one about its result (seen with 10.0.12).
        var bytes = Vector128.LoadUnsafe(in first);
        var letters = Within(bytes, (byte)'a', 26);
        var digits = Within(bytes, (byte)'0', 10);
        if (((letters | digits) & 1) == 0)
        {
            throw Unusable(id);
        }

        var isNumber = (digits & 1) != 0;
        var length = BitOperations.TrailingZeroCount(~(isNumber ? digits : letters));
        while (length >= WordKey.LongestKeyed && length < list.Length && list[length] is >= (byte)'a' and <= (byte)'z')
        {
            length++;
        }

        return length <= (isNumber ? LongestNumber : LongestWord) && length < list.Length && list[length] == '\n'
            ? length
            : throw Unusable(id);
    }

    private static FormatException Unusable(int id) => new($"Word {id} is missing, too long, or not only letters.");

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Within(Vector128<byte> bytes, byte lowest, byte count) =>
        Vector128.LessThan(bytes - Vector128.Create(lowest), Vector128.Create(count)).ExtractMostSignificantBits();
}
