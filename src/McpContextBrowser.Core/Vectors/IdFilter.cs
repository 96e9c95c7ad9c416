namespace McpContextBrowser.Core.Vectors;

/// <summary>A set of ids as a bitmap: the ids a search may return.</summary>
public sealed class IdFilter(int capacity)
{
    private readonly ulong[] _bits = new ulong[(capacity + 63) >> 6];

    /// <summary>Ids in the set.</summary>
    public int Count { get; private set; }

    public int Capacity { get; } = capacity;

    public bool Contains(int id) => (uint)id < (uint)Capacity && (_bits[id >> 6] >> (id & 63) & 1) != 0;

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
