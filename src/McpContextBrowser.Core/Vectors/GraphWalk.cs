using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace McpContextBrowser.Core.Vectors;

/// <summary>The walk over the layers of a graph (arXiv:1603.09320, algorithm 2), compiled for one kind of row.</summary>
internal static unsafe class GraphWalk<TScorer>
    where TScorer : struct, IRowScorer<TScorer>
{
    // Nodes followed side by side on the layers above: the paper's 1 arrives in a wrong neighbourhood so often that all of
    // a search on layer 0 is lost; 2 costs twenty distances and saves a hundred and fifty at recall .99.
    private const int DescentBreadth = 2;

    // The links of a node, and room to fill the last group up.
    private const int PendingRoom = (HnswOptions.MostLinks * 2) + RowGroup.Size;

    /// <summary>
    /// From the entry point down to a layer, on each to the nearest nodes (the paper's greedy walk, two abreast). Every node whose distance is computed on the
    /// way enters the beam and counts as visited: the search that follows begins at the best of them and computes none twice.
    /// </summary>
    /// <param name="memory">The graph.</param>
    /// <param name="scratch">Its beam is reset and filled.</param>
    /// <param name="aim">What distances are measured to.</param>
    /// <param name="entry">Where to begin.</param>
    /// <param name="layer">The layer to arrive at; its own links are not followed.</param>
    /// <param name="breadth">Nodes kept (the paper's ef).</param>
    public static void Descend(HnswMemory memory, HnswScratch scratch, in TScorer aim, GraphEntry entry, int layer, int breadth)
    {
        var scorer = aim; // a copy whose fields can stay in registers
        var beam = scratch.Beam;
        beam.Reset(breadth);
        scratch.StartVisits(memory.Capacity);
        scratch.Visited[entry.Node] = scratch.Epoch;
        scratch.Distances++;
        beam.Add(entry.Node, scorer.Distance(entry.Node));
        var pending = stackalloc int[PendingRoom];
        for (var above = entry.Layer; above > layer; above--)
        {
            for (var node = beam.Follow(DescentBreadth); node >= 0; node = beam.Follow(DescentBreadth))
            {
                var count = TakeUnvisited(memory.Links(node, above), memory.UpperSlots, scratch, pending);
                Enter(scorer, beam, pending, count);
                scratch.Distances += count;
            }

            beam.Reopen();
        }
    }

    /// <summary>Goes on from the nodes of the beam on one layer, until it holds the nearest that the layer leads to.</summary>
    /// <param name="memory">The graph.</param>
    /// <param name="scratch">Its beam has nodes of the layer, from <see cref="Descend"/> or from the layer above.</param>
    /// <param name="aim">What distances are measured to.</param>
    /// <param name="layer">0 is the layer of all nodes.</param>
    public static void Search(HnswMemory memory, HnswScratch scratch, in TScorer aim, int layer)
    {
        var scorer = aim;
        var beam = scratch.Beam;
        var slots = memory.Slots(layer);
        var pending = stackalloc int[PendingRoom];
        var computed = 0L;
        for (var node = beam.Follow(); node >= 0; node = beam.Follow())
        {
            var upcoming = beam.Upcoming();
            if (upcoming >= 0)
            {
                CacheLines.Prefetch(memory.Links(upcoming, layer), slots * sizeof(int));
            }

            var count = TakeUnvisited(memory.Links(node, layer), slots, scratch, pending);
            Enter(scorer, beam, pending, count);
            computed += count;
        }

        scratch.Distances += computed;
    }

    /// <summary>
    /// Fills the beam with nearest nodes of layer 0 that pass a filter. Nodes that do not pass cost no distance: their
    /// neighbours are looked at in their place (two hops), so that the passing nodes stay connected.
    /// </summary>
    public static void SearchFiltered(HnswMemory memory, HnswScratch scratch, in TScorer aim, int start, int breadth, NodeFilter filter)
    {
        var scorer = aim;
        var beam = scratch.Beam;
        beam.Reset(breadth);
        var visited = scratch.StartVisits(memory.Capacity);
        var epoch = scratch.Epoch;
        var computed = 1L;

        // The start stands in the beam whether it passes or not; the caller leaves out what does not pass.
        beam.Add(start, scorer.Distance(start));
        visited[start] = epoch;
        fixed (int* found = scratch.Passing)
        {
            for (var node = beam.Follow(); node >= 0; node = beam.Follow())
            {
                var count = TakeUnvisited(memory.Links(node, 0), memory.BaseSlots, scratch, found);
                count = PassingAround(memory, found, count, visited, epoch, filter);
                Enter(scorer, beam, found, count);
                computed += count;
            }
        }

        scratch.Distances += computed;
    }

    // The neighbours that were not met before; they are now.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int TakeUnvisited(int* links, int slots, HnswScratch scratch, int* unvisited)
    {
        var visited = scratch.Visited;
        var epoch = scratch.Epoch;

        // Marks lie anywhere: asked for together, they come together.
        for (var i = 0; i < slots && links[i] != HnswMemory.NoLink; i++)
        {
            CacheLines.Prefetch(visited + links[i]);
        }

        var count = 0;
        for (var i = 0; i < slots; i++)
        {
            var neighbour = links[i];
            if (neighbour == HnswMemory.NoLink)
            {
                break;
            }

            if (visited[neighbour] != epoch)
            {
                visited[neighbour] = epoch;
                unvisited[count++] = neighbour;
            }
        }

        return count;
    }

    // Computes distances and enters what is near enough. Writes up to RowGroup.Size − 1 places behind the nodes.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Enter(in TScorer scorer, Beam beam, int* nodes, int count)
    {
        if (count == 0)
        {
            return;
        }

        for (var i = 0; i < Math.Min(RowGroup.Size, count); i++)
        {
            scorer.Prefetch(nodes[i]);
        }

        for (var i = count; i % RowGroup.Size != 0; i++)
        {
            nodes[i] = nodes[count - 1];
        }

        for (var first = 0; first < count; first += RowGroup.Size)
        {
            for (var i = first + RowGroup.Size; i < Math.Min(first + (2 * RowGroup.Size), count); i++)
            {
                scorer.Prefetch(nodes[i]);
            }

            var distances = scorer.Distances(nodes + first);
            var near = Vector128.LessThan(distances, Vector128.Create(beam.Bound)).ExtractMostSignificantBits();
            near &= count - first >= RowGroup.Size ? 15u : (1u << (count - first)) - 1;
            for (; near != 0; near &= near - 1)
            {
                var i = BitOperations.TrailingZeroCount(near);
                var distance = distances[i];
                if (distance < beam.Bound)
                {
                    beam.Add(nodes[first + i], distance);
                }
            }
        }
    }

    // Of the first neighbours those that pass, and in place of the others what passes among their neighbours.
    private static int PassingAround(HnswMemory memory, int* found, int count, ushort* visited, ushort epoch, NodeFilter filter)
    {
        var end = count;
        for (var i = 0; i < count; i++)
        {
            if (filter.Passes(found[i]))
            {
                continue;
            }

            foreach (var second in memory.LinksOf(found[i], 0))
            {
                if (second == HnswMemory.NoLink)
                {
                    break; // the list was rewritten while it is read
                }

                if (visited[second] != epoch && filter.Passes(second))
                {
                    visited[second] = epoch;
                    found[end++] = second;
                }
            }

            found[i] = HnswMemory.NoLink;
        }

        var kept = 0;
        for (var i = 0; i < end; i++)
        {
            if (found[i] != HnswMemory.NoLink)
            {
                found[kept++] = found[i];
            }
        }

        return kept;
    }
}
