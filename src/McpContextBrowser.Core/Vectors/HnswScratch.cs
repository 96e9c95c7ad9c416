using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

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

    public HnswScratch(int dimensions)
    {
        Query = new PreparedQuery(dimensions);
        _padded = Padding.CodesFor(dimensions);
        _aimMemory = new VectorArena((long)_padded * (ListSlot + 1));
    }

    public PreparedQuery Query { get; }

    public Beam Beam { get; } = new();

    public NearestNodes Rescored { get; } = new();

    public NearestNodes Scanned { get; } = new();

    /// <summary>Candidates and choices of the link heuristic, and where a list of links is put together.</summary>
    public LinkScratch Links { get; } = new();

    /// <summary>Room for the neighbours of a node and all of theirs.</summary>
    public int[] Passing { get; } = new int[(HnswOptions.MostLinks * 2 * ((HnswOptions.MostLinks * 2) + 1)) + RowGroup.Size];

    /// <summary>Nodes that are scored on stored originals, to be put in order.</summary>
    public int[] Chosen { get; private set; } = new int[256];

    /// <summary>The block of stored originals that was read last.</summary>
    public BlockRoom Block { get; } = new();

    /// <summary>Makes <see cref="Chosen"/> long enough.</summary>
    public int[] ChosenOf(int count) => Chosen.Length >= count ? Chosen : Chosen = new int[Math.Max(count, Chosen.Length * 2)];

    /// <summary>Distances computed since it was last set to 0.</summary>
    public long Distances { get; set; }

    /// <summary>A stored row of codes as the aim of a scorer; valid until the next call for the slot.</summary>
    public StepQuery Aim(HnswMemory memory, int node, int slot)
    {
        var aim = new StepQuery((sbyte*)_aimMemory.Pointer + ((nint)slot * _padded));
        aim.Fill(memory.Rows + ((nint)node * memory.RowBytes), _padded, memory.Quantizer.Scale);
        return aim;
    }

    /// <summary>Marks by node; a node was visited when its mark is the epoch. Valid until the next <see cref="StartVisits"/>.</summary>
    public ushort* Visited { get; private set; }

    /// <summary>The mark of a visited node.</summary>
    public ushort Epoch { get; private set; }

    /// <summary>Starts a walk: no node counts as visited.</summary>
    /// <param name="capacity">Nodes lie below this.</param>
    /// <returns><see cref="Visited"/>.</returns>
    public ushort* StartVisits(int capacity)
    {
        if (_visited.Length < capacity)
        {
            _visited = GC.AllocateArray<ushort>(capacity, pinned: true);
            Visited = (ushort*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_visited));
            Epoch = 0;
        }

        if (Epoch == ushort.MaxValue)
        {
            Array.Clear(_visited);
            Epoch = 0;
        }

        Epoch++;
        return Visited;
    }

    public void Dispose()
    {
        Query.Dispose();
        Beam.Dispose();
        _aimMemory.Dispose();
        Block.Dispose();
    }
}
