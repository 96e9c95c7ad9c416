namespace McpContextBrowser.Core.Vectors;

/// <summary>What one walk over a graph writes to while it runs; pooled, so that a search allocates nothing.</summary>
internal sealed unsafe class HnswScratch : IDisposable
{
    /// <summary>Slot of a scorer aimed at the node that gets links; those below are for nodes that were chosen.</summary>
    public const int NodeSlot = HnswOptions.MostLinks * 2;

    /// <summary>Slot of a scorer aimed at the node whose list is rewritten.</summary>
    public const int ListSlot = NodeSlot + 1;

    private readonly VectorArena _aimMemory;
    private readonly int _padded;
    private ushort[] _visited = [];
    private ushort _epoch;

    public HnswScratch(int dimensions)
    {
        Query = new PreparedQuery(dimensions);
        _padded = Padding.CodesFor(dimensions);
        _aimMemory = new VectorArena((long)CodeQuery.BytesFor(_padded) * (ListSlot + 1));
    }

    public PreparedQuery Query { get; }

    public Beam Beam { get; } = new();

    public NearestNodes Rescored { get; } = new();

    public NearestNodes Scanned { get; } = new();

    /// <summary>Candidates and choices of the link heuristic, and where a list of links is put together.</summary>
    public LinkScratch Links { get; } = new();

    /// <summary>Room for the neighbours of a node and all of theirs.</summary>
    public int[] Passing { get; } = new int[HnswOptions.MostLinks * 2 * ((HnswOptions.MostLinks * 2) + 1)];

    /// <summary>Distances computed since it was last set to 0.</summary>
    public long Distances { get; set; }

    /// <summary>A stored row of codes as the aim of a scorer; valid until the next call for the slot.</summary>
    public CodeQuery Aim(HnswMemory memory, int node, int slot)
    {
        var aim = CodeQuery.Place(_aimMemory.Pointer + ((nint)slot * CodeQuery.BytesFor(_padded)), _padded);
        aim.Fill(memory.Rows + ((nint)node * memory.RowBytes), _padded);
        return aim;
    }

    /// <summary>Starts a walk: no node counts as visited.</summary>
    /// <param name="capacity">Nodes lie below this.</param>
    /// <param name="epoch">The mark of a visited node.</param>
    /// <returns>Marks by node; a node is visited when its mark is the epoch.</returns>
    public ushort[] StartVisits(int capacity, out ushort epoch)
    {
        if (_visited.Length < capacity)
        {
            _visited = GC.AllocateArray<ushort>(capacity, pinned: true);
            _epoch = 0;
        }

        if (_epoch == ushort.MaxValue)
        {
            Array.Clear(_visited);
            _epoch = 0;
        }

        epoch = ++_epoch;
        return _visited;
    }

    public void Dispose()
    {
        Query.Dispose();
        Beam.Dispose();
        _aimMemory.Dispose();
    }
}
