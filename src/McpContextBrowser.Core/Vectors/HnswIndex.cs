namespace McpContextBrowser.Core.Vectors;

/// <summary>
/// Approximate search over a layered graph (HNSW, arXiv:1603.09320): the choice for many vectors.
/// Our names and the paper's: <see cref="HnswOptions.Links"/> is M, twice it Mmax0, <see cref="HnswOptions.BuildBreadth"/>
/// efConstruction, the ef of a search the breadth of its <see cref="Beam"/>, which is W and C in one; a node's level is l.
/// Unlike the paper, the layers above are walked two nodes abreast and what was met there stays in the beam: see
/// <see cref="GraphWalk{TScorer}"/> and docs/vectors.md for what that saves.
/// </summary>
/// <remarks>
/// Any number of searches run at the same time, and beside one change (add, replace, remove, repair); changes wait for each
/// other. Equal vectors are one node with several ids. Removed nodes are walked over until <see cref="Repair"/>, which
/// runs by itself when they are more than a tenth. An index whose originals stay on disk is only searched: its changes are refused.
/// </remarks>
public sealed partial class HnswIndex : IVectorIndex
{
    private readonly HnswOptions _options;
    private readonly VectorKernels _kernels;
    private readonly GraphEngine _engine;
    private readonly ScratchPool<HnswScratch> _scratch;
    private readonly Lock _changing = new();
    private readonly IdChains _ids;
    private readonly GraphWork _work;
    private readonly StoredOriginals? _stored;
    private HnswMemory _memory;
    private long _entry;
    private int _nodes;
    private int _upperLists;

    /// <summary>An empty index.</summary>
    /// <param name="options">Usable values.</param>
    /// <param name="capacity">Vectors to make room for at once; it grows when more are added.</param>
    /// <exception cref="ArgumentException">The options have problems.</exception>
    public HnswIndex(HnswOptions options, int capacity = 0)
        : this(options, new IdChains(capacity, Math.Max(capacity, LeastCapacity)), MemoryFor(options, Math.Max(capacity, LeastCapacity)))
    {
    }

    private HnswIndex(HnswOptions options, IdChains ids, HnswMemory memory)
    {
        _stored = memory.Stored;
        _options = options;
        _ids = ids;
        _memory = memory;
        _kernels = VectorKernels.For(options.Simd);
        _engine = GraphEngine.For(options);
        _scratch = new ScratchPool<HnswScratch>(() => new HnswScratch(options.Dimensions));
        _work = new GraphWork(options, ids, new NodeLocks());
        Entry = GraphEntry.None;
    }

    public int Dimensions => _options.Dimensions;

    public int Count => _ids.Count;

    /// <summary>Nodes that a walk can meet: distinct vectors, and removed ones that were not repaired around yet.</summary>
    public int NodeCount => _nodes - _free.Count;

    /// <summary>Memory the index holds for its nodes, without pooled scratch.</summary>
    public long ResidentBytes
    {
        get
        {
            var memory = _memory;
            long node = memory.RowBytes + (memory.BaseSlots * sizeof(int)) + sizeof(byte) + (2 * sizeof(int)) + (memory.Originals?.RowBytes ?? 0);
            return (node * _nodes)
                + ((long)_upperLists * memory.UpperSlots * sizeof(int))
                + (memory.SquaredNorms.Length * (long)sizeof(float))
                + _ids.Bytes
                + (_rowTable?.Bytes ?? 0);
        }
    }

    /// <summary>Why an original that stays on disk could not be read since the index was opened; null while all could. Searches throw meanwhile.</summary>
    public string? Problem => _stored?.Problem;

    // Node and layer in one number, so that both change at once.
    private GraphEntry Entry
    {
        get
        {
            var bits = Volatile.Read(ref _entry);
            return new GraphEntry((int)bits, (int)(bits >> 32));
        }

        set => Volatile.Write(ref _entry, ((long)value.Layer << 32) | (uint)value.Node);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The query has another length or is not finite.</exception>
    /// <exception cref="ObjectDisposedException">The index is gone.</exception>
    public int Search(ReadOnlySpan<float> query, int k, int ef, IdFilter? filter, Span<VectorHit> hits) =>
        Search(query, k, ef, filter, hits, out _);

    /// <summary>As the search of the interface, and says what it cost.</summary>
    /// <param name="query">As in the interface.</param>
    /// <param name="k">As in the interface.</param>
    /// <param name="ef">As in the interface.</param>
    /// <param name="filter">As in the interface.</param>
    /// <param name="hits">As in the interface.</param>
    /// <param name="distances">Distances computed, those on originals included.</param>
    public int Search(ReadOnlySpan<float> query, int k, int ef, IdFilter? filter, Span<VectorHit> hits, out long distances)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(hits.Length, k, nameof(hits));
        distances = 0;
        var memory = HoldMemory(out var generation, out var entry);
        var scratch = _scratch.Rent();
        try
        {
            if (!Prepare(memory, scratch, query) || entry.IsNone)
            {
                return 0;
            }

            scratch.Distances = 0;
            var found = Find(memory, scratch, generation, entry, k, Math.Max(ef, k), filter, hits[..k]);
            distances = scratch.Distances;
            return found;
        }
        finally
        {
            _scratch.Return(scratch);
            memory.Release();
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// On the originals where they are in memory, else on the codes, about .002 off in cosine: a question asks for the scores of thousands of chunks, and as
    /// many blocks of originals on disk would cost it more than all the rest.
    /// </remarks>
    public void Score(ReadOnlySpan<float> query, ReadOnlySpan<int> ids, Span<float> scores)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(scores.Length, ids.Length, nameof(scores));
        var memory = HoldMemory(out var generation, out _);
        var scratch = _scratch.Rent();
        try
        {
            var usable = Prepare(memory, scratch, query);
            for (var i = 0; i < ids.Length; i++)
            {
                var node = _ids.NodeOf(ids[i]);
                scores[i] = (uint)node >= (uint)memory.Capacity ? float.NegativeInfinity
                    : usable ? -NearDistance(memory, scratch, node)
                    : 0f;
                if ((uint)node < (uint)memory.Capacity && IsTaken(node, generation))
                {
                    scores[i] = float.NegativeInfinity; // removed while it was scored, and its slot is another's now
                }
            }
        }
        finally
        {
            _scratch.Return(scratch);
            memory.Release();
        }
    }

    public void Dispose()
    {
        lock (_changing)
        {
            _memory.Dispose(); // and the originals that stay on disk, when the last search is over
            _scratch.Dispose();
        }
    }

    // Memory, generation and entry as of one moment: an entry of a larger memory lies outside of this one, and with a later generation rows would count that
    // were written there only.
    private HnswMemory HoldMemory(out int generation, out GraphEntry entry)
    {
        while (true)
        {
            var memory = HoldMemory();
            generation = Volatile.Read(ref _generation);
            entry = Entry;
            if (ReferenceEquals(memory, Volatile.Read(ref _memory)))
            {
                return memory;
            }

            memory.Release();
        }
    }

    private HnswMemory HoldMemory()
    {
        // The memory may be swapped for a larger one between reading the field and holding it: then the field has changed.
        for (var memory = Volatile.Read(ref _memory); ; memory = Volatile.Read(ref _memory))
        {
            if (memory.TryHold())
            {
                return memory;
            }

            ObjectDisposedException.ThrowIf(ReferenceEquals(memory, Volatile.Read(ref _memory)), this);
        }
    }

    private bool Prepare(HnswMemory memory, HnswScratch scratch, ReadOnlySpan<float> query)
    {
        var usable = scratch.Query.Prepare(query, _options.Measure, codes: false);
        if (usable && _options.Codes)
        {
            scratch.Query.TakeSteps(memory.Quantizer);
        }

        return usable;
    }

    private float NearDistance(HnswMemory memory, HnswScratch scratch, int node) =>
        memory.Originals is not null ? OriginalDistance(memory, scratch, node) : _engine.Distance(memory, scratch, node);

    private bool HasOriginals(HnswMemory memory) => _stored is not null || memory.Originals is not null;

    private unsafe float OriginalDistance(HnswMemory memory, HnswScratch scratch, int node)
    {
        scratch.Distances++;
        return _stored is not null
            ? _stored.Distance(_options.Measure, node, scratch.Query.Floats, _kernels, scratch.Block)
            : memory.Originals!.Distance(_options.Measure, node, scratch.Query.Floats, _kernels);
    }

    private static HnswMemory MemoryFor(HnswOptions options, int capacity)
    {
        var problems = string.Join(" ", options.Problems());
        return problems.Length == 0
            ? new HnswMemory(options, capacity, UpperListsFor(options, capacity))
            : throw new ArgumentException(problems, nameof(options));
    }
}
