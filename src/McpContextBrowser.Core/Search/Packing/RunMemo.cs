using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace McpContextBrowser.Core.Search.Packing;

/// <summary>
/// Remembers how many tokens a run of characters has: code says the same words again and again, and merging one costs
/// a search through its pairs for every token. A table of fixed size in which a later run takes the place of an earlier one.
/// </summary>
/// <remarks>
/// An entry is one word that holds a hash and the count, so threads share the table without a lock. Runs are told apart by 58 bits
/// of a hash with a key that every process draws anew: a repository cannot be made to contain two runs that are taken for each other.
/// </remarks>
internal static class RunMemo
{
    /// <summary>Longer runs are not remembered: they seldom come twice.</summary>
    public const int LongestRun = 32;

    private const int SlotBits = 16;
    private const int CountBits = 6; // a run has no more tokens than bytes, and LongestRun characters of ASCII are as many bytes
    private const ulong CountMask = (1ul << CountBits) - 1;

    private static readonly ulong[] Slots = new ulong[1 << SlotBits];
    private static readonly ulong Key = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))) | 1;

    /// <summary>The hash by which a run is looked up.</summary>
    /// <param name="run">At most <see cref="LongestRun"/> characters.</param>
    /// <param name="vocabulary">Counts of the two are remembered apart.</param>
    public static ulong Hash(ReadOnlySpan<char> run, Vocabulary vocabulary)
    {
        var hash = (ulong)((run.Length << 1) | (int)vocabulary) * 0x9e3779b97f4a7c15ul; // spread, so that no character can make up for it
        for (; run.Length >= 4; run = run[4..])
        {
            hash = Mix(hash ^ MemoryMarshal.Read<ulong>(MemoryMarshal.AsBytes(run)));
        }

        var rest = 0ul;
        foreach (var c in run)
        {
            rest = (rest << 16) | c;
        }

        return Mix(hash ^ rest);
    }

    /// <summary>What was remembered, or 0.</summary>
    public static int Find(ulong hash)
    {
        var slot = Volatile.Read(ref Slots[hash >> (64 - SlotBits)]);
        return ((slot ^ hash) & ~CountMask) == 0 ? (int)(slot & CountMask) : 0;
    }

    /// <summary>Remembers a count; one that an entry cannot hold is left out.</summary>
    public static void Add(ulong hash, int count)
    {
        if ((ulong)count <= CountMask)
        {
            Volatile.Write(ref Slots[hash >> (64 - SlotBits)], (hash & ~CountMask) | (uint)count);
        }
    }

    /// <summary>Both halves of a product of 128 bits (wyhash): each bit that goes in changes half of those that come out.</summary>
    private static ulong Mix(ulong value)
    {
        var high = Math.BigMul(value, Key, out var low);
        return high ^ low;
    }
}
