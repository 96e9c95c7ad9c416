using System.Runtime.InteropServices;

namespace McpContextBrowser.Core.Vectors;

/// <summary>Takes vectors one by one and gives a <see cref="FlatIndex"/>. One thread.</summary>
public sealed class FlatIndexBuilder : IDisposable
{
    private readonly float[] _prepared;
    private readonly Dictionary<ulong, int> _nodesByHash = [];
    private FlatRows? _rows;

    /// <param name="options">Usable values.</param>
    /// <param name="idCapacity">Ids lie below this; memory is taken for the vectors that are added, not for the capacity.</param>
    /// <exception cref="ArgumentException">The options have problems.</exception>
    public FlatIndexBuilder(FlatIndexOptions options, int idCapacity)
    {
        var problems = string.Join(" ", options.Problems());
        if (problems.Length > 0)
        {
            throw new ArgumentException(problems, nameof(options));
        }

        ArgumentOutOfRangeException.ThrowIfNegative(idCapacity);
        _prepared = new float[Padding.CodesFor(options.Dimensions)];
        _rows = new FlatRows(options, new IdChains(idCapacity, idCapacity), idCapacity);
    }

    /// <summary>Adds a vector; one that is already there only gets another id.</summary>
    /// <param name="id">Below the capacity and not added before. Ids without a vector are simply not added.</param>
    /// <param name="vector">Dimensions finite floats, not all 0 under cosine; any length, it is normalised here for cosine.</param>
    /// <exception cref="ArgumentException">The vector or the id is refused.</exception>
    public void Add(int id, ReadOnlySpan<float> vector)
    {
        var rows = _rows ?? throw new InvalidOperationException("The index was built; its builder takes no more vectors.");
        ArgumentOutOfRangeException.ThrowIfNegative(id);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(id, rows.Ids.IdCapacity);
        if (rows.Ids.NodeOf(id) >= 0)
        {
            throw new ArgumentException($"Id {id} was added before.", nameof(id));
        }

        var options = rows.Options;
        if (!VectorChecks.Prepare(vector, options.Dimensions, options.Measure, _prepared, out _)
            && options.Measure == VectorMeasure.Cosine)
        {
            throw new ArgumentException("A zero vector has no direction; leave its id out.", nameof(vector));
        }

        rows.Ids.Add(id, NodeFor(rows, _prepared.AsSpan(0, options.Dimensions)));
    }

    /// <summary>The index of all that was added, which takes the memory over.</summary>
    public FlatIndex Build()
    {
        var rows = _rows ?? throw new InvalidOperationException("The index was built before.");
        _rows = null;
        _nodesByHash.Clear();
        return new FlatIndex(rows);
    }

    public void Dispose() => _rows?.Dispose();

    private int NodeFor(FlatRows rows, ReadOnlySpan<float> vector)
    {
        // Rows are compared as they are kept. A row that turns out to be a duplicate is overwritten by the next vector.
        rows.Set(rows.Count, vector);
        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(
            _nodesByHash, rows.HashOf(rows.Count), out var exists);
        if (exists && rows.AreSame(known, rows.Count))
        {
            return known;
        }

        known = rows.Count++;
        return known;
    }
}
