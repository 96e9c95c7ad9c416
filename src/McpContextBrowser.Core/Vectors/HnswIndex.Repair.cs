namespace McpContextBrowser.Core.Vectors;

/// <content>Repair after removals, and the check that every node can be reached.</content>
public sealed partial class HnswIndex
{
    // Removed nodes are walked over at the cost of their distance; above this share (1 in …) they are taken out.
    private const int RemovedShare = 10;

    private readonly Lock _raising = new();

    // Nodes without an id whose links were not repaired yet.
    private int _removed;

    /// <summary>Live nodes that no walk on layer 0 reaches from the entry point.</summary>
    public int CountUnreachable()
    {
        lock (_changing)
        {
            return Unreachable().Count;
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
            if (_removed == 0)
            {
                return;
            }

            var free = FreeMarks();
            var scratch = _scratch.Rent();
            try
            {
                for (var node = 0; node < _nodes; node++)
                {
                    for (var layer = 0; _ids.HasIds(node) && layer <= _memory.Levels[node]; layer++)
                    {
                        RepairList(node, layer, scratch);
                    }
                }
            }
            finally
            {
                _scratch.Return(scratch);
            }

            for (var node = 0; node < _nodes; node++)
            {
                if (!_ids.HasIds(node) && !free[node])
                {
                    _memory.ClearLinks(node);
                    _free.Push(node);
                }
            }

            _removed = 0;
            ElectEntry();
            MakeReachable();
        }
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

    private void RepairList(int node, int layer, HnswScratch scratch)
    {
        var links = _memory.LinksOf(node, layer);
        var lost = 0;
        foreach (var link in links)
        {
            lost += _ids.HasIds(link) ? 0 : 1;
        }

        if (lost == 0)
        {
            return;
        }

        var candidates = new HashSet<int>();
        foreach (var link in links)
        {
            if (_ids.HasIds(link))
            {
                candidates.Add(link);
                continue;
            }

            foreach (var beyond in _memory.LinksOf(link, layer))
            {
                if (beyond != node && _ids.HasIds(beyond))
                {
                    candidates.Add(beyond);
                }
            }
        }

        _engine.Relink(_memory, scratch, node, layer, [.. candidates], _work);
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

    // Links every live node that cannot be reached to the nearest that can and that have room.
    private void MakeReachable()
    {
        var scratch = _scratch.Rent();
        try
        {
            for (var lost = Unreachable(); lost.Count > 0; lost = Unreachable())
            {
                foreach (var node in lost)
                {
                    _engine.Attach(_memory, scratch, node, Entry, _work);
                }
            }
        }
        finally
        {
            _scratch.Return(scratch);
        }
    }

    private List<int> Unreachable()
    {
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
