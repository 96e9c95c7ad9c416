using System.Numerics;

namespace McpContextBrowser.Core.Vectors;

/// <summary>A set of ids as a bitmap: the ids a search may return.</summary>
public sealed class IdFilter(int capacity)
{
    private readonly ulong[] _bits = new ulong[(capacity + 63) >> 6];

    /// <summary>Ids in the set.</summary>
    public int Count { get; private set; }

    public int Capacity { get; } = capacity;

    public bool Contains(int id) => (uint)id < (uint)Capacity && (_bits[id >> 6] >> (id & 63) & 1) != 0;

    /// <summary>The first id of the set from a place on: for walking the set.</summary>
    /// <param name="from">0 or more.</param>
    /// <returns>−1 when there is none.</returns>
    public int Next(int from)
    {
        for (var word = from >> 6; word < _bits.Length; word++)
        {
            var bits = _bits[word];
            if (word == from >> 6)
            {
                bits &= ulong.MaxValue << (from & 63);
            }

            if (bits != 0)
            {
                return (word << 6) + BitOperations.TrailingZeroCount(bits);
            }
        }

        return -1;
    }

    /// <summary>Adds an id below the capacity; adding it again changes nothing.</summary>
    public void Add(int id)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(id);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(id, Capacity);
        var bit = 1ul << (id & 63);
        if ((_bits[id >> 6] & bit) == 0)
        {
            _bits[id >> 6] |= bit;
            Count++;
        }
    }
}
