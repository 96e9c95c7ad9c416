using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace McpContextBrowser.Core.Vectors;

/// <summary>The walk over the layers of a graph (arXiv:1603.09320, algorithm 2), compiled for one kind of row.</summary>
internal static unsafe class GraphWalk<TScorer>
    where TScorer : struct, IRowScorer<TScorer>
{
    // Rows asked for ahead of the one that is computed: at most four, and of long rows fewer, because a core waits for
    // some ten lines at a time and a longer queue delays the row that is needed first.
    private const int MostRowsAhead = 4;
    private const int BytesAhead = 2048;

    /// <summary>From the entry point down to a layer, always to the nearest neighbour.</summary>
    /// <returns>The nearest node found on the layers above <paramref name="layer"/>.</returns>
    public static int Descend(HnswMemory memory, HnswScratch scratch, in TScorer scorer, GraphEntry entry, int layer)
    {
        var node = entry.Node;
        var nearest = scorer.Distance(node);
        var computed = 1L;
        for (var above = entry.Layer; above > layer; above--)
        {
            for (var moved = true; moved;)
            {
                moved = false;
                var links = memory.Links(node, above);
                for (var i = 0; i < memory.UpperSlots && links[i] != HnswMemory.NoLink; i++)
                {
                    scorer.Prefetch(links[i]);
                }

                for (var i = 0; i < memory.UpperSlots; i++)
                {
                    var neighbour = links[i];
                    if (neighbour == HnswMemory.NoLink)
                    {
                        break;
                    }

                    var distance = scorer.Distance(neighbour);
                    computed++;
                    if (distance < nearest)
                    {
                        nearest = distance;
                        node = neighbour;
                        moved = true;
                    }
                }
            }
        }

        scratch.Distances += computed;
        return node;
    }

    /// <summary>Fills the beam of the scratch with the nodes of a layer that are nearest to the scorer's aim.</summary>
    /// <param name="memory">The graph.</param>
    /// <param name="scratch">Its beam is reset and filled.</param>
    /// <param name="aim">What distances are measured to.</param>
    /// <param name="start">A node of the layer.</param>
    /// <param name="layer">0 is the layer of all nodes.</param>
    /// <param name="breadth">Nodes kept (the paper's ef).</param>
    public static void Search(HnswMemory memory, HnswScratch scratch, in TScorer aim, int start, int layer, int breadth)
    {
        var scorer = aim; // a copy whose fields can stay in registers
        var beam = scratch.Beam;
        beam.Reset(breadth);
        var visited = VisitedMarks(memory, scratch, out var epoch);
        var slots = memory.Slots(layer);
        var rowsAhead = RowsAhead(memory);
        var pending = stackalloc int[HnswOptions.MostLinks * 2];
        var computed = 1L;
        beam.Add(start, scorer.Distance(start));
        visited[start] = epoch;
        for (var node = beam.Follow(); node >= 0; node = beam.Follow())
        {
            var links = memory.Links(node, layer);
            var upcoming = beam.Upcoming();
            if (upcoming >= 0)
            {
                CacheLines.Prefetch(memory.Links(upcoming, layer), slots * sizeof(int));
            }

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
                    pending[count++] = neighbour;
                }
            }

            for (var i = 0; i < Math.Min(rowsAhead, count); i++)
            {
                scorer.Prefetch(pending[i]);
            }

            computed += count;
            for (var i = 0; i < count; i++)
            {
                if (i + rowsAhead < count)
                {
                    scorer.Prefetch(pending[i + rowsAhead]);
                }

                var distance = scorer.Distance(pending[i]);
                if (distance < beam.Bound)
                {
                    beam.Add(pending[i], distance);
                }
            }
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
        var visited = VisitedMarks(memory, scratch, out var epoch);
        var rowsAhead = RowsAhead(memory);
        var found = scratch.Passing;
        var computed = 1L;

        // The start stands in the beam whether it passes or not; the caller leaves out what does not pass.
        beam.Add(start, scorer.Distance(start));
        visited[start] = epoch;
        for (var node = beam.Follow(); node >= 0; node = beam.Follow())
        {
            var count = 0;
            foreach (var neighbour in memory.LinksOf(node, 0))
            {
                if (visited[neighbour] != epoch)
                {
                    visited[neighbour] = epoch;
                    found[count++] = neighbour;
                }
            }

            count = PassingAround(memory, found, count, visited, epoch, filter);
            for (var i = 0; i < Math.Min(rowsAhead, count); i++)
            {
                scorer.Prefetch(found[i]);
            }

            computed += count;
            for (var i = 0; i < count; i++)
            {
                if (i + rowsAhead < count)
                {
                    scorer.Prefetch(found[i + rowsAhead]);
                }

                var distance = scorer.Distance(found[i]);
                if (distance < beam.Bound)
                {
                    beam.Add(found[i], distance);
                }
            }
        }

        scratch.Distances += computed;
    }

    // Of the first neighbours those that pass, and in place of the others what passes among their neighbours.
    private static int PassingAround(HnswMemory memory, int[] found, int count, ushort* visited, ushort epoch, NodeFilter filter)
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

    private static int RowsAhead(HnswMemory memory) => Math.Clamp(BytesAhead / memory.RowBytes, 1, MostRowsAhead);

    // The marks are a pinned array.
    private static ushort* VisitedMarks(HnswMemory memory, HnswScratch scratch, out ushort epoch) =>
        (ushort*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(scratch.StartVisits(memory.Capacity, out epoch)));
}
