namespace McpContextBrowser.Core.Vectors;

/// <summary>
/// Which ids share which node: one node for each distinct vector, with its ids in a ring by ascending id. About a fifth of
/// real code chunks are exact duplicates.
/// </summary>
/// <remarks>
/// 8 bytes an id and 4 a node. One writer at a time. Readers may run beside it: they never leave the arrays, and an id
/// that moved meanwhile is recognised by <see cref="NodeOf"/>.
/// </remarks>
internal sealed class IdChains
{
    private const int None = -1;

    // Node of each id; none for an id without a vector.
    private int[] _nodeOf;

    // Next id of the same node; the largest id points to the smallest.
    private int[] _next;

    // Largest id of each node: from it both the ring's start and its end are one step away.
    private int[] _last;

    public IdChains(int idCapacity, int nodeCapacity)
    {
        _nodeOf = new int[idCapacity];
        _next = new int[idCapacity];
        _last = new int[nodeCapacity];
        Array.Fill(_nodeOf, None);
        Array.Fill(_last, None);
    }

    /// <summary>Reads the node of each id, as a snapshot keeps it.</summary>
    /// <exception cref="InvalidDataException">A node does not exist, or the number of ids differs.</exception>
    public static IdChains Read(ref SectionReader reader, int idCapacity, int nodeCount, int idCount)
    {
        var nodes = reader.Part<int>(idCapacity);
        if (nodes.ContainsAnyExceptInRange(None, nodeCount - 1))
        {
            throw reader.Damaged("ids", "one has a node that does not exist");
        }

        var chains = new IdChains(idCapacity, nodeCount);
        for (var id = 0; id < nodes.Length; id++)
        {
            if (nodes[id] != None)
            {
                chains.Add(id, nodes[id]);
            }
        }

        if (chains.Count != idCount)
        {
            throw reader.Damaged("ids", $"{chains.Count} have a node instead of {idCount}");
        }

        return chains;
    }

    /// <summary>Ids that have a node.</summary>
    public int Count { get; private set; }

    /// <summary>Ids lie below this.</summary>
    public int IdCapacity => _nodeOf.Length;

    /// <summary>Node of each id, −1 for none: what a snapshot keeps.</summary>
    public ReadOnlySpan<int> Nodes => _nodeOf;

    public long Bytes => ((_nodeOf.Length * 2L) + _last.Length) * sizeof(int);

    /// <returns>−1 for an id without a vector, or outside the capacity.</returns>
    public int NodeOf(int id)
    {
        var nodes = _nodeOf;
        return (uint)id < (uint)nodes.Length ? nodes[id] : None;
    }

    public bool HasIds(int node) => _last[node] != None;

    /// <summary>Smallest id of a node, −1 when it has none, or when the ids of the node change meanwhile.</summary>
    public int First(int node)
    {
        var last = _last[node];
        if (last == None)
        {
            return None;
        }

        var first = _next[last];
        return _nodeOf[first] == node ? first : None;
    }

    /// <summary>The id after one of the same node, −1 after the largest, or when the id has left the node meanwhile.</summary>
    public int After(int id, int node)
    {
        var next = _next[id];
        return next > id && _nodeOf[next] == node ? next : None;
    }

    /// <summary>Whether any id of a node is in the filter; null lets everything with an id pass.</summary>
    public bool Passes(int node, IdFilter? filter) => filter is null ? HasIds(node) : FirstPassing(node, filter) != None;

    /// <summary>Smallest id of a node that is in the filter, −1 when none is.</summary>
    public int FirstPassing(int node, IdFilter filter)
    {
        var id = First(node);
        while (id != None && !filter.Contains(id))
        {
            id = After(id, node);
        }

        return id;
    }

    /// <summary>Gives a node one more id, which has none yet.</summary>
    public void Add(int id, int node)
    {
        _nodeOf[id] = node;
        Count++;
        var last = _last[node];
        if (last == None)
        {
            _next[id] = id;
            _last[node] = id;
            return;
        }

        var before = last;
        if (id < last)
        {
            while (_next[before] < id)
            {
                before = _next[before];
            }
        }
        else
        {
            _last[node] = id;
        }

        _next[id] = _next[before];
        _next[before] = id;
    }

    /// <summary>Takes an id from its node.</summary>
    /// <returns>Whether the node has no id left.</returns>
    public bool Remove(int id)
    {
        var node = _nodeOf[id];
        _nodeOf[id] = None;
        Count--;
        if (_next[id] == id)
        {
            _last[node] = None;
            return true;
        }

        var before = id;
        while (_next[before] != id)
        {
            before = _next[before];
        }

        _next[before] = _next[id];
        if (_last[node] == id)
        {
            _last[node] = before;
        }

        return false;
    }

    public void Grow(int idCapacity, int nodeCapacity)
    {
        _nodeOf = Grown(_nodeOf, idCapacity);
        _next = Grown(_next, idCapacity);
        _last = Grown(_last, nodeCapacity);
    }

    private static int[] Grown(int[] array, int capacity)
    {
        if (capacity <= array.Length)
        {
            return array;
        }

        var larger = new int[capacity];
        array.CopyTo(larger, 0);
        larger.AsSpan(array.Length).Fill(None);
        return larger;
    }
}
