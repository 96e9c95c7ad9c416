namespace McpContextBrowser.Core.Vectors;

/// <content>The ways a search takes: over the graph, two hops at a time under a filter, or over all nodes that pass.</content>
public sealed partial class HnswIndex
{
    // With this share of nodes passing or more, the plain walk meets enough of them on its way.
    private const double MostPass = 0.4;

    // A scan costs one distance for each id that passes; a walk under a filter about this many for each place of its beam.
    private const int WalkCost = 40;

    // Candidates that are scored on the originals even when the beam is narrow.
    private const int LeastRescored = 20;

    private int Find(HnswMemory memory, HnswScratch scratch, int generation, GraphEntry entry, int k, int ef, IdFilter? filter, Span<VectorHit> hits)
    {
        var matches = Math.Min(filter?.Count ?? int.MaxValue, _ids.Count);
        var share = matches / (double)Math.Max(1, _ids.Count);
        // Removed nodes take places of the beam: it is wider by what they are expected to take.
        ef += _removed == 0 ? 0 : 1 + (int)(ef * 2L * _removed / Math.Max(1, _ids.Count));
        for (var breadth = ef; filter is null || matches > (long)breadth * WalkCost; breadth *= 4)
        {
            if (breadth > NodeCount)
            {
                break;
            }

            if (filter is null)
            {
                _engine.Search(memory, scratch, entry, breadth);
            }
            else if (share >= MostPass)
            {
                _engine.Search(memory, scratch, entry, (int)(breadth / share));
            }
            else
            {
                _engine.SearchFiltered(memory, scratch, entry, breadth, new NodeFilter(_ids, filter));
            }

            var found = Collect(memory, scratch, generation, k, filter, hits);
            if (found >= Math.Min(k, matches))
            {
                return found;
            }
        }

        // Few pass, or the walk met fewer than there are: exact, over the ids that pass.
        return Scan(memory, scratch, generation, k, filter, hits);
    }

    // The beam, without nodes that were removed or that another vector has taken since the search began.
    private int Collect(HnswMemory memory, HnswScratch scratch, int generation, int k, IdFilter? filter, Span<VectorHit> hits)
    {
        int found;
        do
        {
            found = CollectOnce(memory, scratch, generation, k, filter, hits);
        }
        while (AnyTaken(scratch.Rescored, generation));
        return found;
    }

    // Whether a slot was given to another vector while its row and its ids were read: these may not belong together. The
    // next round leaves it out. Asks the newest memory, because a search that holds an older one sees no change there.
    private bool AnyTaken(NearestNodes nodes, int generation)
    {
        Interlocked.MemoryBarrier();
        var generations = Volatile.Read(ref _memory).Generations;
        for (var place = 0; place < nodes.Count; place++)
        {
            if (generations[nodes.Node(place)] > generation)
            {
                return true;
            }
        }

        return false;
    }

    private bool IsTaken(int node, int generation)
    {
        Interlocked.MemoryBarrier();
        return Volatile.Read(ref _memory).Generations[node] > generation;
    }

    private int CollectOnce(HnswMemory memory, HnswScratch scratch, int generation, int k, IdFilter? filter, Span<VectorHit> hits)
    {
        var beam = scratch.Beam;
        var generations = Volatile.Read(ref _memory).Generations;
        var nearest = scratch.Rescored;
        nearest.Reset(k);
        var rescored = HasOriginals(memory) ? Math.Max(LeastRescored, Math.Max(k, beam.Count / 2)) : 0;
        var chosen = scratch.ChosenOf(rescored);
        var live = 0;
        for (var place = 0; place < beam.Count; place++)
        {
            var node = beam.Node(place);
            if (generations[node] > generation || !_ids.Passes(node, filter))
            {
                continue;
            }

            if (rescored > 0)
            {
                chosen[live] = node;
            }
            else
            {
                nearest.Add(node, beam.Distance(place));
            }

            live++;
            if (live == (rescored > 0 ? rescored : k))
            {
                break;
            }
        }

        if (rescored > 0)
        {
            Rescore(memory, scratch, chosen.AsSpan(0, live), nearest);
        }

        return HitWriter.Write(nearest, _ids, filter, hits);
    }

    private void Rescore(HnswMemory memory, HnswScratch scratch, Span<int> chosen, NearestNodes nearest)
    {
        if (_stored is not null)
        {
            chosen.Sort(); // rows that lie together are read together
        }

        foreach (var node in chosen)
        {
            nearest.Add(node, OriginalDistance(memory, scratch, node));
        }
    }

    private int Scan(HnswMemory memory, HnswScratch scratch, int generation, int k, IdFilter? filter, Span<VectorHit> hits)
    {
        var nearest = scratch.Rescored;
        int found;
        do
        {
            ScanRows(memory, scratch, generation, Math.Max(LeastRescored, k * 2), filter);
            nearest.Reset(k);
            if (HasOriginals(memory))
            {
                var chosen = scratch.ChosenOf(scratch.Scanned.Count).AsSpan(0, scratch.Scanned.Count);
                for (var place = 0; place < chosen.Length; place++)
                {
                    chosen[place] = scratch.Scanned.Node(place);
                }

                Rescore(memory, scratch, chosen, nearest);
            }
            else
            {
                for (var place = 0; place < scratch.Scanned.Count; place++)
                {
                    nearest.Add(scratch.Scanned.Node(place), scratch.Scanned.Distance(place));
                }
            }

            found = HitWriter.Write(nearest, _ids, filter, hits);
        }
        while (AnyTaken(nearest, generation));
        return found;
    }

    private void ScanRows(HnswMemory memory, HnswScratch scratch, int generation, int wanted, IdFilter? filter)
    {
        var candidates = scratch.Scanned;
        candidates.Reset(wanted);
        var generations = Volatile.Read(ref _memory).Generations;
        if (filter is null)
        {
            for (var node = 0; node < Math.Min(_nodes, memory.Capacity); node++)
            {
                if (_ids.HasIds(node) && generations[node] <= generation)
                {
                    candidates.Add(node, _engine.Distance(memory, scratch, node));
                }
            }
        }
        else
        {
            for (var id = filter.Next(0); id >= 0; id = filter.Next(id + 1))
            {
                var node = _ids.NodeOf(id);
                if (node >= 0 && node < memory.Capacity && generations[node] <= generation && _ids.FirstPassing(node, filter) == id)
                {
                    candidates.Add(node, _engine.Distance(memory, scratch, node));
                }
            }
        }

        scratch.Distances += Math.Min(filter?.Count ?? int.MaxValue, _nodes);
    }
}
