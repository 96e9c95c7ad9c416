namespace McpContextBrowser.Core.Vectors;

/// <summary>
/// The native blocks of a graph: rows (vectors or codes) in one, links of layer 0 in another with fixed slots, links of
/// the layers above in a third that only the few nodes have that live there.
/// </summary>
/// <remarks>
/// Fixed capacity: to grow, the index makes a larger one, copies and swaps. Searches hold the one they began with
/// (<see cref="TryHold"/>); the last to let go frees it.
/// </remarks>
internal sealed unsafe class HnswMemory : IDisposable
{
    /// <summary>An empty link slot; a list ends at the first.</summary>
    public const int NoLink = -1;

    private readonly VectorArena _rowArena;
    private readonly VectorArena _baseArena;
    private readonly VectorArena _upperArena;
    private int _holds = 1;
    private bool _disposed;

    public HnswMemory(HnswOptions options, int capacity, int upperCapacity)
    {
        Capacity = capacity;
        UpperCapacity = upperCapacity;
        BaseSlots = options.Links * 2;
        UpperSlots = options.Links;
        Dimensions = options.Dimensions;
        RowBytes = RowBytesFor(options);
        _rowArena = new VectorArena((long)RowBytes * capacity);
        _baseArena = new VectorArena((long)BaseSlots * sizeof(int) * capacity);
        _upperArena = new VectorArena((long)UpperSlots * sizeof(int) * upperCapacity);
        Rows = _rowArena.Pointer;
        BaseLinks = (int*)_baseArena.Pointer;
        UpperLinks = (int*)_upperArena.Pointer;
        Levels = new byte[capacity];
        UpperStarts = new int[capacity];
        Generations = new int[capacity];
        SquaredNorms = options.Codes && options.Measure == VectorMeasure.SquaredEuclidean ? new float[capacity] : [];
        if (options.Codes && options.Originals != OriginalVectors.None)
        {
            Originals = new OriginalRows(options.Originals, options.Dimensions, capacity);
        }
    }

    /// <summary>Nodes there is room for.</summary>
    public int Capacity { get; }

    /// <summary>Lists of links above layer 0 there is room for.</summary>
    public int UpperCapacity { get; }

    /// <summary>Links a node has on layer 0 (the paper's Mmax0).</summary>
    public int BaseSlots { get; }

    /// <summary>Links a node has on each layer above.</summary>
    public int UpperSlots { get; }

    public int Dimensions { get; }

    /// <summary>A row of floats or codes, padding included.</summary>
    public int RowBytes { get; }

    /// <summary>The scale of all codes; set before the first row.</summary>
    public ScalarQuantizer Quantizer { get; set; } = new(1f);

    public byte* Rows { get; }

    public int* BaseLinks { get; }

    public int* UpperLinks { get; }

    /// <summary>Highest layer of each node.</summary>
    public byte[] Levels { get; }

    /// <summary>First list of each node in the upper block; meaningful where the level is above 0.</summary>
    public int[] UpperStarts { get; }

    /// <summary>When the slot was last given to a vector: a search that began before must not report it.</summary>
    public int[] Generations { get; }

    /// <summary>|x|² of decoded rows; empty unless codes are compared by Euclidean distance.</summary>
    public float[] SquaredNorms { get; }

    public OriginalRows? Originals { get; }

    /// <summary>Originals that stay on disk; they go when the memory goes.</summary>
    public StoredOriginals? Stored { get; init; }

    /// <summary>Bytes of a row, padding included.</summary>
    public static int RowBytesFor(HnswOptions options) =>
        options.Codes ? Padding.CodesFor(options.Dimensions) : Padding.FloatsFor(options.Dimensions) * sizeof(float);

    /// <summary>Rows that lie together, for the snapshot.</summary>
    public Span<byte> RowsAsBytes(int first, int count) => _rowArena.Span((long)first * RowBytes, count * RowBytes);

    /// <summary>Lists of layer 0, one a node, for the snapshot.</summary>
    public Span<byte> BaseLinkBytes(int first, int count) =>
        _baseArena.Span((long)first * BaseSlots * sizeof(int), count * BaseSlots * sizeof(int));

    /// <summary>Lists of the layers above, for the snapshot.</summary>
    public Span<byte> UpperLinkBytes(int first, int count) =>
        _upperArena.Span((long)first * UpperSlots * sizeof(int), count * UpperSlots * sizeof(int));

    public Span<byte> Row(int node) => new(Rows + ((long)node * RowBytes), RowBytes);

    /// <summary>The slots of a node on a layer.</summary>
    public int* Links(int node, int layer) => layer == 0
        ? BaseLinks + ((long)node * BaseSlots)
        : UpperLinks + ((long)(UpperStarts[node] + layer - 1) * UpperSlots);

    public int Slots(int layer) => layer == 0 ? BaseSlots : UpperSlots;

    /// <summary>Links in use on a layer.</summary>
    public ReadOnlySpan<int> LinksOf(int node, int layer)
    {
        var all = new ReadOnlySpan<int>(Links(node, layer), Slots(layer));
        var end = all.IndexOf(NoLink);
        return end < 0 ? all : all[..end];
    }

    /// <summary>Hash of all that is kept of a node's vector.</summary>
    public ulong HashOf(int node) => Xxh64.Hash(Row(node));

    /// <summary>Whether two nodes are the same in all that is kept of their vectors.</summary>
    public bool AreSame(int a, int b) =>
        Row(a).SequenceEqual(Row(b)) && (Originals is null || Originals.Bytes(a, 1).SequenceEqual(Originals.Bytes(b, 1)));

    /// <summary>Derives |x|² from the codes of a row.</summary>
    public void SetSquaredNorm(int node)
    {
        if (SquaredNorms.Length > 0)
        {
            SquaredNorms[node] = Quantizer.Scale * Quantizer.Scale * ScalarQuantizer.SquaredSteps(Row(node));
        }
    }

    /// <summary>Empties the slots of a node on all its layers.</summary>
    public void ClearLinks(int node)
    {
        for (var layer = 0; layer <= Levels[node]; layer++)
        {
            new Span<int>(Links(node, layer), Slots(layer)).Fill(NoLink);
        }
    }

    /// <summary>Copies the nodes in use into a larger memory.</summary>
    public void CopyTo(HnswMemory larger, int nodes, int upperLists)
    {
        Buffer.MemoryCopy(Rows, larger.Rows, larger._rowArena.Bytes, (long)nodes * RowBytes);
        Buffer.MemoryCopy(BaseLinks, larger.BaseLinks, larger._baseArena.Bytes, (long)nodes * BaseSlots * sizeof(int));
        Buffer.MemoryCopy(UpperLinks, larger.UpperLinks, larger._upperArena.Bytes, (long)upperLists * UpperSlots * sizeof(int));
        Levels.AsSpan(0, nodes).CopyTo(larger.Levels);
        UpperStarts.AsSpan(0, nodes).CopyTo(larger.UpperStarts);
        Generations.AsSpan(0, nodes).CopyTo(larger.Generations);
        SquaredNorms.AsSpan(0, Math.Min(nodes, SquaredNorms.Length)).CopyTo(larger.SquaredNorms);
        larger.Quantizer = Quantizer;
        if (Originals is { } originals)
        {
            originals.CopyTo(larger.Originals!, nodes);
        }
    }

    /// <summary>Keeps the blocks until <see cref="Release"/>.</summary>
    /// <returns>False when they are gone already.</returns>
    public bool TryHold()
    {
        var holds = Volatile.Read(ref _holds);
        while (holds > 0)
        {
            var seen = Interlocked.CompareExchange(ref _holds, holds + 1, holds);
            if (seen == holds)
            {
                return true;
            }

            holds = seen;
        }

        return false;
    }

    public void Release()
    {
        if (Interlocked.Decrement(ref _holds) == 0)
        {
            _rowArena.Dispose();
            _baseArena.Dispose();
            _upperArena.Dispose();
            Originals?.Dispose();
            Stored?.Dispose();
        }
    }

    /// <summary>The owner lets go.</summary>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            Release();
        }
    }
}
