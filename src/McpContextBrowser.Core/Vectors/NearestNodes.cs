using System.Runtime.CompilerServices;

namespace McpContextBrowser.Core.Vectors;

/// <summary>The best few of many nodes: an array sorted best first, which for some hundred entries beats a heap.</summary>
/// <remarks>An entry is one number, distance above node, so that comparing entries is comparing numbers.</remarks>
internal sealed class NearestNodes
{
    private ulong[] _entries = new ulong[256];
    private int _limit = 1;

    public int Count { get; private set; }

    /// <summary>Empties the list and sets how many nodes it keeps, at least one.</summary>
    public void Reset(int limit)
    {
        limit = Math.Max(1, limit);
        Count = 0;
        _limit = limit;
        if (_entries.Length < limit)
        {
            _entries = new ulong[limit];
        }
    }

    /// <summary>Distance a new node has to stay below; infinity until the list is full.</summary>
    public float Bound => Count < _limit ? float.PositiveInfinity : DistanceOf(_entries[Count - 1]);

    public int Node(int place) => (int)(uint)_entries[place];

    public float Distance(int place) => DistanceOf(_entries[place]);

    /// <summary>Enters a node if it is among the best; of equal distances the smaller node is better.</summary>
    public void Add(int node, float distance)
    {
        var entry = ((ulong)Sortable(distance) << 32) | (uint)node;
        var entries = _entries;
        if (Count == _limit)
        {
            if (entry >= entries[Count - 1])
            {
                return;
            }

            Count--;
        }

        int low = 0, high = Count;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (entries[middle] < entry)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        entries.AsSpan(low, Count - low).CopyTo(entries.AsSpan(low + 1));
        entries[low] = entry;
        Count++;
    }

    /// <summary>Bits of a float in an order that integers share: larger float, larger number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint Sortable(float value)
    {
        var bits = BitConverter.SingleToInt32Bits(value);
        return (uint)(bits ^ ((bits >> 31) | int.MinValue));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float DistanceOf(ulong entry)
    {
        var bits = (int)(entry >> 32);
        return BitConverter.Int32BitsToSingle(bits ^ (~(bits >> 31) | int.MinValue));
    }
}
