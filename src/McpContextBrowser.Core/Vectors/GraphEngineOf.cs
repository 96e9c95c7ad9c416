namespace McpContextBrowser.Core.Vectors;

/// <summary>The engine compiled for one kind of row.</summary>
internal sealed unsafe class GraphEngine<TScorer> : GraphEngine
    where TScorer : struct, IRowScorer<TScorer>
{
    public override void Search(HnswMemory memory, HnswScratch scratch, GraphEntry entry, int breadth)
    {
        var scorer = TScorer.AtQuery(memory, scratch);
        GraphWalk<TScorer>.Descend(memory, scratch, scorer, entry, layer: 0, breadth);
        GraphWalk<TScorer>.Search(memory, scratch, scorer, layer: 0);
    }

    public override void SearchFiltered(HnswMemory memory, HnswScratch scratch, GraphEntry entry, int breadth, NodeFilter filter)
    {
        var scorer = TScorer.AtQuery(memory, scratch);
        GraphWalk<TScorer>.Descend(memory, scratch, scorer, entry, layer: 0, breadth: 1);
        GraphWalk<TScorer>.SearchFiltered(memory, scratch, scorer, scratch.Beam.Node(0), breadth, filter);
    }

    public override float Distance(HnswMemory memory, HnswScratch scratch, int node) =>
        TScorer.AtQuery(memory, scratch).Distance(node);

    public override void Link(HnswMemory memory, HnswScratch scratch, int node, GraphEntry entry, GraphWork graph)
    {
        var scorer = TScorer.AtRow(memory, scratch, node, HnswScratch.NodeSlot);
        var top = Math.Min(memory.Levels[node], entry.Layer);
        GraphWalk<TScorer>.Descend(memory, scratch, scorer, entry, top, graph.Options.BuildBreadth);
        for (var layer = top; layer >= 0; layer--)
        {
            GraphWalk<TScorer>.Search(memory, scratch, scorer, layer);
            TakeCandidates(scratch, node, graph.Ids);
            Write(memory, scratch, node, layer, graph.Options.Links, graph.Locks);
            scratch.Beam.Reopen();
        }

        // No list points to the node before all its own are there: whoever arrives can go on.
        Span<int> targets = stackalloc int[HnswOptions.MostLinks * 2];
        for (var layer = top; layer >= 0; layer--)
        {
            graph.Locks.Enter(node); // others link back to the node meanwhile, and may rewrite its list
            var links = memory.LinksOf(node, layer);
            links.CopyTo(targets);
            graph.Locks.Exit(node);
            foreach (var target in targets[..links.Length])
            {
                LinkBack(memory, scratch, target, node, layer, graph.Locks);
            }
        }
    }

    public override void Relink(HnswMemory memory, HnswScratch scratch, int node, int layer, ReadOnlySpan<int> candidates, GraphWork graph)
    {
        Gather(memory, scratch, node, candidates);
        Write(memory, scratch, node, layer, memory.Slots(layer), graph.Locks);
    }

    public override void Attach(HnswMemory memory, HnswScratch scratch, int node, GraphEntry entry, GraphWork graph, int[] arriving)
    {
        const int wanted = 2;
        var scorer = TScorer.AtRow(memory, scratch, node, HnswScratch.NodeSlot);
        GraphWalk<TScorer>.Descend(memory, scratch, scorer, entry, layer: 0, graph.Options.BuildBreadth);
        GraphWalk<TScorer>.Search(memory, scratch, scorer, layer: 0);
        var beam = scratch.Beam;
        var attached = 0;
        int* spare = null;
        for (var place = 0; place < beam.Count && attached < wanted; place++)
        {
            var from = beam.Node(place);
            var used = memory.LinksOf(from, 0).Length;
            var links = memory.Links(from, 0);
            if (from == node || !graph.Ids.HasIds(from))
            {
                continue;
            }

            if (used < memory.BaseSlots)
            {
                Volatile.Write(ref links[used], node);
                arriving[node]++;
                attached++;
                continue;
            }

            for (var i = 0; i < used; i++)
            {
                spare = spare == null || arriving[links[i]] > arriving[*spare] ? links + i : spare;
            }
        }

        if (attached == 0 && spare != null)
        {
            arriving[*spare]--;
            arriving[node]++;
            Volatile.Write(ref *spare, node);
        }
    }

    private static void TakeCandidates(HnswScratch scratch, int node, IdChains ids)
    {
        var beam = scratch.Beam;
        var candidates = scratch.Links.Candidates;
        candidates.Reset(beam.Count);
        for (var place = 0; place < beam.Count; place++)
        {
            if (beam.Node(place) != node && ids.HasIds(beam.Node(place)))
            {
                candidates.Add(beam.Node(place), beam.Distance(place));
            }
        }
    }

    private static void Gather(HnswMemory memory, HnswScratch scratch, int node, ReadOnlySpan<int> nodes)
    {
        var scorer = TScorer.AtRow(memory, scratch, node, HnswScratch.ListSlot);
        foreach (var candidate in nodes)
        {
            scorer.Prefetch(candidate);
        }

        var candidates = scratch.Links.Candidates;
        candidates.Reset(nodes.Length);
        foreach (var candidate in nodes)
        {
            if (candidate != node)
            {
                candidates.Add(candidate, scorer.Distance(candidate));
            }
        }

        scratch.Distances += nodes.Length;
    }

    // Chooses among the candidates and writes the list.
    private static void Write(HnswMemory memory, HnswScratch scratch, int node, int layer, int limit, NodeLocks locks)
    {
        var count = GraphLinks<TScorer>.Choose(memory, scratch, limit);
        locks.Enter(node);
        Write(memory, node, layer, scratch.Links.Chosen.AsSpan(0, count));
        locks.Exit(node);
    }

    private static void Write(HnswMemory memory, int node, int layer, ReadOnlySpan<int> chosen)
    {
        // A walk that reads meanwhile sees old and new links mixed, each of them a node.
        var links = memory.Links(node, layer);
        for (var i = 0; i < memory.Slots(layer); i++)
        {
            Volatile.Write(ref links[i], i < chosen.Length ? chosen[i] : HnswMemory.NoLink);
        }
    }

    private static void LinkBack(HnswMemory memory, HnswScratch scratch, int from, int to, int layer, NodeLocks locks)
    {
        locks.Enter(from);
        var links = memory.LinksOf(from, layer);
        if (links.Contains(to))
        {
            locks.Exit(from);
            return;
        }

        if (links.Length < memory.Slots(layer))
        {
            Volatile.Write(ref memory.Links(from, layer)[links.Length], to);
        }
        else
        {
            var all = scratch.Links.Before.AsSpan(0, links.Length + 1);
            links.CopyTo(all);
            all[^1] = to;
            Gather(memory, scratch, from, all);
            var count = GraphLinks<TScorer>.Choose(memory, scratch, memory.Slots(layer));
            Write(memory, from, layer, scratch.Links.Chosen.AsSpan(0, count));
        }

        locks.Exit(from);
    }
}
