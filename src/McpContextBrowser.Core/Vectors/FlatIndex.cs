namespace McpContextBrowser.Core.Vectors;

/// <summary>
/// Exact search: a scan over 8-bit codes with a scale for each vector, then, by option, the best candidates scored again on
/// the vectors themselves. Nothing to build and exact under any filter; the choice below about 150,000 vectors.
/// </summary>
/// <remarks>Immutable. Memory: dimensions + 16 bytes a vector (rows padded to 64), plus the originals where kept.</remarks>
public sealed unsafe partial class FlatIndex : IVectorIndex
{
    // Rows whose products are computed by one call: enough to hide the call, little enough for the first-level cache.
    private const int RowsAtOnce = 256;

    private readonly FlatRows _rows;
    private readonly VectorKernels _kernels;
    private readonly ScratchPool<FlatScratch> _scratch;

    internal FlatIndex(FlatRows rows)
    {
        _rows = rows;
        _kernels = VectorKernels.For(rows.Options.Simd);
        _scratch = new ScratchPool<FlatScratch>(() => new FlatScratch(rows.Options.Dimensions));
    }

    public int Dimensions => _rows.Options.Dimensions;

    public int Count => _rows.Ids.Count;

    /// <summary>Distinct vectors: ids that share one count once.</summary>
    public int DistinctCount => _rows.Count;

    /// <summary>Memory the index holds, without pooled scratch.</summary>
    public long ResidentBytes =>
        ((long)_rows.Count * (_rows.RowBytes + (_rows.Originals?.RowBytes ?? 0)))
        + ((_rows.Scales.Length + (long)_rows.SquaredNorms.Length) * sizeof(float))
        + _rows.Ids.Bytes;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The query has another length or is not finite.</exception>
    public int Search(ReadOnlySpan<float> query, int k, int ef, IdFilter? filter, Span<VectorHit> hits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(hits.Length, k, nameof(hits));
        var scratch = _scratch.Rent();
        using var hold = new ArenaHold(_rows.Memory, _rows.Originals?.Memory);
        try
        {
            if (!scratch.Query.Prepare(query, _rows.Options.Measure, codes: true))
            {
                return 0;
            }

            var nearest = scratch.Candidates;
            nearest.Reset(Math.Min(_rows.Count, _rows.Originals is null ? k : k + Math.Max(20, k)));
            if (filter is not null && filter.Count < _rows.Count / 8)
            {
                ScanFiltered(scratch, filter, nearest);
            }
            else
            {
                ScanAll(scratch, filter, nearest);
            }

            if (_rows.Originals is not null)
            {
                nearest = Rescore(scratch, nearest, k);
            }

            return HitWriter.Write(nearest, _rows.Ids, filter, hits[..k]);
        }
        finally
        {
            _scratch.Return(scratch);
        }
    }

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<float> query, ReadOnlySpan<int> ids, Span<float> scores)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(scores.Length, ids.Length, nameof(scores));
        var scratch = _scratch.Rent();
        using var hold = new ArenaHold(_rows.Memory, _rows.Originals?.Memory);
        try
        {
            var usable = scratch.Query.Prepare(query, _rows.Options.Measure, codes: _rows.Originals is null);
            for (var i = 0; i < ids.Length; i++)
            {
                var row = _rows.Ids.NodeOf(ids[i]);
                scores[i] = row < 0 ? float.NegativeInfinity : usable ? -BestDistance(scratch, row) : 0f;
            }
        }
        finally
        {
            _scratch.Return(scratch);
        }
    }

    public void Dispose()
    {
        _rows.Dispose();
        _scratch.Dispose();
    }

    private void ScanAll(FlatScratch scratch, IdFilter? filter, NearestNodes nearest)
    {
        Span<int> products = stackalloc int[RowsAtOnce];
        var bound = nearest.Bound;
        for (var first = 0; first < _rows.Count; first += RowsAtOnce)
        {
            var rows = Math.Min(RowsAtOnce, _rows.Count - first);
            _kernels.Dots(_rows.Row(first), scratch.Query.Codes, _rows.RowBytes, products[..rows]);
            for (var i = 0; i < rows; i++)
            {
                var distance = _rows.Distance(first + i, products[i], scratch.Query.Codes, scratch.Query.SquaredNorm);
                if (distance < bound && _rows.Ids.Passes(first + i, filter))
                {
                    nearest.Add(first + i, distance);
                    bound = nearest.Bound;
                }
            }
        }
    }

    private void ScanFiltered(FlatScratch scratch, IdFilter filter, NearestNodes nearest)
    {
        for (var id = filter.Next(0); id >= 0; id = filter.Next(id + 1))
        {
            var row = _rows.Ids.NodeOf(id);
            // A row with several ids in the filter is entered by the first of them only.
            if (row >= 0 && _rows.Ids.FirstPassing(row, filter) == id)
            {
                nearest.Add(row, CodeDistance(scratch, row));
            }
        }
    }

    private NearestNodes Rescore(FlatScratch scratch, NearestNodes nearest, int k)
    {
        var rescored = scratch.Rescored;
        rescored.Reset(Math.Min(k, nearest.Count));
        for (var place = 0; place < nearest.Count; place++)
        {
            var row = nearest.Node(place);
            rescored.Add(row, BestDistance(scratch, row));
        }

        return rescored;
    }

    private float BestDistance(FlatScratch scratch, int row) =>
        _rows.Originals is { } originals
            ? originals.Distance(_rows.Options.Measure, row, scratch.Query.Floats, _kernels)
            : CodeDistance(scratch, row);

    private float CodeDistance(FlatScratch scratch, int row)
    {
        var product = 0;
        _kernels.Dots(_rows.Row(row), scratch.Query.Codes, _rows.RowBytes, new Span<int>(ref product));
        return _rows.Distance(row, product, scratch.Query.Codes, scratch.Query.SquaredNorm);
    }
}
