namespace McpContextBrowser.Core.Vectors;

/// <content>Repair after removals, and the check that every node can be reached.</content>
public sealed partial class HnswIndex
{
    // Removed nodes are walked over at the cost of their distance; above this share (1 in …) they are taken out.
    private const int RemovedShare = 10;

    // The share that may stay when memory would have to grow.
    private const int RemovedShareBeforeGrowing = 50;

    private const int MostRounds = 50;

    private readonly Lock _raising = new();

    // Nodes without an id whose links were not repaired yet.
    private int _removed;

    /// <summary>Live nodes that no walk on layer 0 reaches from the entry point.</summary>
    public int CountUnreachable()
    {
        lock (_changing)
        {
            RefuseIfDisposed();
            return Unreachable(out _).Count;
        }
    }

    /// <summary>
    /// Takes removed nodes out of the graph: every list that points to one gets short cuts to what the removed node pointed
    /// to, chosen as links always are; the slots become free; the entry point is a live node again.
    /// </summary>
    public void Repair()
    {
        lock (_changing)
        {
            RefuseIfDisposed();
            if (_removed == 0)
            {
                return;
            }

            var poor = RepairLists();
            FreeRemoved();
            ElectEntry();
            foreach (var node in poor)
            {
                LinkAnew(node);
            }

            MakeReachable();
        }
    }

    // Every list of a live node; gives those that keep too few links to go on from.
    private List<int> RepairLists()
    {
        var poor = new List<int>();
        var scratch = _scratch.Rent();
        try
        {
            for (var node = 0; node < _nodes; node++)
            {
                for (var layer = 0; _ids.HasIds(node) && layer <= _memory.Levels[node]; layer++)
                {
                    if (RepairList(node, layer, scratch) && layer == 0 && _memory.LinksOf(node, 0).Length < _options.Links / 4)
                    {
                        poor.Add(node);
                    }
                }
            }
        }
        finally
        {
            _scratch.Return(scratch);
        }

        return poor;
    }

    private void LinkAnew(int node)
    {
        var scratch = _scratch.Rent();
        try
        {
            if (Entry.Node != node)
            {
                _engine.Link(_memory, scratch, node, Entry, _work);
            }
        }
        finally
        {
            _scratch.Return(scratch);
        }
    }

    private void FreeRemoved()
    {
        var free = FreeMarks();
        for (var node = 0; node < _nodes; node++)
        {
            if (!_ids.HasIds(node) && !free[node])
            {
                _memory.ClearLinks(node);
                _free.Push(node);
            }
        }

        _removed = 0;
    }

    private bool[] FreeMarks()
    {
        var free = new bool[_nodes];
        foreach (var node in _free)
        {
            free[node] = true;
        }

        return free;
    }

    // Gives whether the list had a link to a removed node.
    private unsafe bool RepairList(int node, int layer, HnswScratch scratch)
    {
        var links = _memory.LinksOf(node, layer);
        var lost = false;
        foreach (var link in links)
        {
            lost |= !_ids.HasIds(link);
        }

        if (!lost)
        {
            return false;
        }

        var seen = scratch.StartVisits(_memory.Capacity);
        var epoch = scratch.Epoch;
        var candidates = scratch.Passing;
        var count = 0;
        seen[node] = epoch;
        foreach (var link in links)
        {
            count = AddLive(link, candidates, count, seen, epoch);
            if (!_ids.HasIds(link))
            {
                foreach (var beyond in _memory.LinksOf(link, layer))
                {
                    count = AddLive(beyond, candidates, count, seen, epoch);
                }
            }
        }

        _engine.Relink(_memory, scratch, node, layer, candidates.AsSpan(0, count), _work);
        return true;
    }

    private unsafe int AddLive(int node, int[] candidates, int count, ushort* seen, ushort epoch)
    {
        if (seen[node] != epoch && _ids.HasIds(node))
        {
            seen[node] = epoch;
            candidates[count++] = node;
        }

        return count;
    }

    private void ElectEntry()
    {
        var entry = GraphEntry.None;
        for (var node = 0; node < _nodes; node++)
        {
            if (_ids.HasIds(node) && _memory.Levels[node] > entry.Layer)
            {
                entry = new GraphEntry(node, _memory.Levels[node]);
            }
        }

        Entry = entry;
    }

    // Gives every live node that cannot be reached a link from near nodes that can.
    private void MakeReachable()
    {
        var scratch = _scratch.Rent();
        try
        {
            // A link that had to give way may cut another node off, which the next round sees; rounds shrink quickly.
            for (var round = 0; round < MostRounds; round++)
            {
                var lost = Unreachable(out var arriving);
                if (lost.Count == 0)
                {
                    return;
                }

                foreach (var node in lost)
                {
                    _engine.Attach(_memory, scratch, node, Entry, _work, arriving);
                }
            }
        }
        finally
        {
            _scratch.Return(scratch);
        }
    }

    // Walks all of layer 0; also counts the links that arrive at each node.
    private List<int> Unreachable(out int[] arriving)
    {
        arriving = new int[_nodes];
        var lost = new List<int>();
        if (Entry.IsNone)
        {
            return lost;
        }

        var reached = new bool[_nodes];
        var open = new Stack<int>();
        reached[Entry.Node] = true;
        open.Push(Entry.Node);
        while (open.TryPop(out var node))
        {
            foreach (var link in _memory.LinksOf(node, 0))
            {
                arriving[link]++;
                if (!reached[link])
                {
                    reached[link] = true;
                    open.Push(link);
                }
            }
        }

        for (var node = 0; node < _nodes; node++)
        {
            if (!reached[node] && _ids.HasIds(node))
            {
                lost.Add(node);
            }
        }

        return lost;
    }
}
