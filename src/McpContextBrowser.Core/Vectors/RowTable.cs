namespace McpContextBrowser.Core.Vectors;

/// <summary>Finds the node that has a given row already: open addressing over node numbers, 8 to 16 bytes a node.</summary>
/// <remarks>Keeps no hashes and no rows; both come from the index's own memory. One thread.</remarks>
/// <param name="hashOf">Hash of a node's row.</param>
/// <param name="areSame">Whether two nodes have the same row.</param>
internal sealed class RowTable(Func<int, ulong> hashOf, Func<int, int, bool> areSame)
{
    // Node + 1; 0 is free. The length is a power of two.
    private int[] _slots = new int[64];
    private int _count;

    public long Bytes => _slots.Length * (long)sizeof(int);

    /// <summary>The node with the same row as this one, which is added when there is none.</summary>
    /// <returns>The node itself when its row is new.</returns>
    public int FindOrAdd(int node)
    {
        if ((_count + 1) * 3L > _slots.Length * 2L)
        {
            Grow();
        }

        var place = Home(node);
        for (; _slots[place] != 0; place = Following(place))
        {
            var other = _slots[place] - 1;
            if (other == node || areSame(other, node))
            {
                return other;
            }
        }

        _slots[place] = node + 1;
        _count++;
        return node;
    }

    /// <summary>Takes a node out whose row is still there.</summary>
    public void Remove(int node)
    {
        var place = Home(node);
        while (_slots[place] != node + 1)
        {
            if (_slots[place] == 0)
            {
                return;
            }

            place = Following(place);
        }

        _count--;
        // What follows without a gap moves back, unless it would leave its home behind.
        var free = place;
        for (var next = Following(place); _slots[next] != 0; next = Following(next))
        {
            var home = Home(_slots[next] - 1);
            if (((next - home) & (_slots.Length - 1)) >= ((next - free) & (_slots.Length - 1)))
            {
                _slots[free] = _slots[next];
                free = next;
            }
        }

        _slots[free] = 0;
    }

    private int Home(int node) => (int)(hashOf(node) & (ulong)(_slots.Length - 1));

    private int Following(int place) => (place + 1) & (_slots.Length - 1);

    private void Grow()
    {
        var old = _slots;
        _slots = new int[old.Length * 2];
        foreach (var entry in old)
        {
            if (entry != 0)
            {
                var place = Home(entry - 1);
                while (_slots[place] != 0)
                {
                    place = Following(place);
                }

                _slots[place] = entry;
            }
        }
    }
}
