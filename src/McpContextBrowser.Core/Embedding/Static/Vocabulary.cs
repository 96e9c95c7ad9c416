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

        Span<byte> keyed = stackalloc byte[WordKey.LongestKeyed];
        var rest = new ReadOnlySpan<byte>(words, length);
        for (var id = 0; id < count; id++)
        {
            var word = rest[..LengthOfFirst(rest, id)];
            if (word.Length <= WordKey.LongestKeyed)
            {
                keyed.Clear();
                word.CopyTo(keyed);
                _keys[id] = WordKey.Of(in keyed[0], word.Length);
                Insert(id, WordKey.Hash(_keys[id]), word);
            }
            else
            {
                _keys[id] = Vector128.Create(LongFlag | (uint)(length - rest.Length), (uint)word.Length);
                Insert(id, WordKey.Hash(word), word);
            }

            rest = rest[(word.Length + 1)..];
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

    private static int LengthOfFirst(ReadOnlySpan<byte> list, int id)
    {
        var length = 0;
        if (!list.IsEmpty && list[0] - '0' is >= 0 and <= 9)
        {
            while (length < list.Length && list[length] - '0' is >= 0 and <= 9)
            {
                length++;
            }

            if (length > LongestNumber)
            {
                throw new FormatException($"Word {id} is a number of {length} digits.");
            }
        }
        else
        {
            while (length < list.Length && list[length] - 'a' is >= 0 and < 26)
            {
                length++;
            }
        }

        return length is > 0 and <= LongestWord && length < list.Length && list[length] == '\n'
            ? length
            : throw new FormatException($"Word {id} is missing, too long, or more than letters.");
    }
}
