using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace McpContextBrowser.Core.Vectors;

/// <summary>
/// The best nodes that a walk has met (the paper's W and C in one): sorted by distance, each with a mark whether its links
/// were followed. Nodes that fall off the end are never followed, which is where the paper's loop stops too.
/// </summary>
/// <remarks>An entry is one number: distance, then node, then mark. Owned by one search.</remarks>
internal sealed unsafe class Beam : IDisposable
{
    private const ulong Followed = 1;

    // Entries that the vector comparison may read beyond the last.
    private const int Slack = 8;

    private VectorArena _memory = new((256 + Slack) * sizeof(ulong));
    private ulong* _entries;
    private int _capacity = 256;
    private int _limit = 1;
    private int _next;

    public Beam() => _entries = (ulong*)_memory.Pointer;

    public int Count { get; private set; }

    /// <summary>Distance a new node has to stay below; infinity until the beam is full.</summary>
    public float Bound { get; private set; }

    /// <summary>Empties the beam and sets its breadth (the paper's ef).</summary>
    public void Reset(int limit)
    {
        if (limit > _capacity)
        {
            _capacity = limit + (limit / 2);
            _memory.Dispose();
            _memory = new VectorArena((_capacity + Slack) * (long)sizeof(ulong));
            _entries = (ulong*)_memory.Pointer;
        }

        Count = 0;
        _limit = limit;
        _next = 0;
        Bound = float.PositiveInfinity;
    }

    /// <summary>Lets all nodes be followed again, on another layer.</summary>
    public void Reopen()
    {
        for (var place = 0; place < Count; place++)
        {
            _entries[place] &= ~Followed;
        }

        _next = 0;
    }

    public int Node(int place) => NodeOf(_entries[place]);

    public float Distance(int place) => DistanceOf(_entries[place]);

    /// <summary>The nearest node whose links were not followed yet; it is marked as followed.</summary>
    /// <param name="among">Only the best of this many nodes are followed.</param>
    /// <returns>−1 when there is none.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Follow(int among = int.MaxValue)
    {
        var entries = _entries;
        var place = _next;
        var end = Math.Min(Count, among);
        while (place < end && (entries[place] & Followed) != 0)
        {
            place++;
        }

        _next = place + 1;
        if (place >= end)
        {
            return -1;
        }

        entries[place] |= Followed;
        return NodeOf(entries[place]);
    }

    /// <summary>The node that <see cref="Follow"/> would give next as things stand, for prefetching; −1 for none in sight.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Upcoming() => _next < Count && (_entries[_next] & Followed) == 0 ? NodeOf(_entries[_next]) : -1;

    /// <summary>Enters a node whose distance is below <see cref="Bound"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int node, float distance)
    {
        var entries = _entries;
        var entry = ((ulong)NearestNodes.Sortable(distance) << 32) | ((ulong)(uint)node << 1);
        var place = PlaceOf(entry);
        var kept = Count < _limit ? Count : _limit - 1;
        if (place > kept)
        {
            return; // as far as the last, which came first
        }

        MoveUp(entries + place, kept - place);
        entries[place] = entry;
        Count = kept + 1;
        _next = Math.Min(_next, place);
        if (Count == _limit)
        {
            Bound = DistanceOf(entries[_limit - 1]);
        }
    }

    public void Dispose() => _memory.Dispose();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int NodeOf(ulong entry) => (int)((uint)entry >> 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float DistanceOf(ulong entry)
    {
        var bits = (int)(entry >> 32);
        return BitConverter.Int32BitsToSingle(bits ^ (~(bits >> 31) | int.MinValue));
    }

    // Entries below the new one. Halving without branches down to a few, then counting: where a new node belongs cannot be
    // predicted, so every branch here would be missed half of the time.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int PlaceOf(ulong entry)
    {
        var start = _entries;
        var length = Count;
        while (length > 32)
        {
            var half = length >> 1;
            var below = start[half - 1] < entry;
            start += half & -Unsafe.As<bool, byte>(ref below);
            length -= half;
        }

        var count = 0;
        if (Avx512F.IsSupported)
        {
            var wanted = Vector512.Create(entry);
            for (var i = 0; i < length; i += 8)
            {
                var below = Avx512F.CompareLessThan(Avx512F.LoadVector512(start + i), wanted).ExtractMostSignificantBits();
                count += BitOperations.PopCount(below & (length - i >= 8 ? 255ul : (1ul << (length - i)) - 1));
            }
        }
        else
        {
            for (var i = 0; i < length; i++)
            {
                count += start[i] < entry ? 1 : 0;
            }
        }

        return (int)(start - _entries) + count;
    }

    // By one place, from the end; a call of the runtime's copy would cost more than the few entries do.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MoveUp(ulong* start, int count)
    {
        var i = count;
        for (; i >= 4; i -= 4)
        {
            Vector256.Load(start + i - 4).Store(start + i - 3);
        }

        for (; i > 0; i--)
        {
            start[i] = start[i - 1];
        }
    }
}
