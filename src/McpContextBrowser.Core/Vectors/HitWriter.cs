namespace McpContextBrowser.Core.Vectors;

/// <summary>Turns the nearest nodes into hits: each id of a node is one hit, equal scores by ascending id.</summary>
internal static class HitWriter
{
    /// <param name="nearest">Nodes, best first.</param>
    /// <param name="ids">Ids of the nodes.</param>
    /// <param name="filter">Ids that may be returned; null allows all.</param>
    /// <param name="hits">Filled from the start.</param>
    /// <returns>Hits written.</returns>
    public static int Write(NearestNodes nearest, IdChains ids, IdFilter? filter, Span<VectorHit> hits)
    {
        var written = 0;
        var groupStart = 0;
        for (var place = 0; place < nearest.Count; place++)
        {
            var distance = nearest.Distance(place);
            if (place > 0 && distance != nearest.Distance(place - 1))
            {
                groupStart = written;
            }

            if (groupStart == hits.Length)
            {
                break;
            }

            var node = nearest.Node(place);
            for (var id = ids.First(node); id >= 0; id = ids.After(id, node))
            {
                if (filter is null || filter.Contains(id))
                {
                    written = Insert(hits, groupStart, written, new VectorHit(id, -distance));
                }
            }
        }

        return written;
    }

    // By ascending id within the group of equal scores; when there is no room the largest id of the group falls off.
    private static int Insert(Span<VectorHit> hits, int groupStart, int written, VectorHit hit)
    {
        if (written == hits.Length)
        {
            if (hits[written - 1].Id < hit.Id)
            {
                return written;
            }

            written--;
        }

        var place = written;
        while (place > groupStart && hits[place - 1].Id > hit.Id)
        {
            hits[place] = hits[place - 1];
            place--;
        }

        hits[place] = hit;
        return written + 1;
    }
}
