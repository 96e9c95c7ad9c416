using System.Runtime.InteropServices;

namespace McpContextBrowser.Core.Vectors;

/// <content>Adding, replacing and removing.</content>
public sealed partial class HnswIndex
{
    private const int LeastCapacity = 64;

    // Coordinates that the scale of codes is calibrated on: enough for its share of 1 in 2000.
    private const int CalibrationVectors = 10_000;

    // Slots of removed nodes, which keep their level: the next vector that needs that place takes it with its level.
    private readonly Stack<int> _free = [];

    // Made when the first vector is added: an index that is only searched does without.
    private RowTable? _rowTable;

    // Counts changes that give a slot to another vector.
    private int _generation;

    /// <summary>Adds one vector.</summary>
    /// <param name="id">Not in the index.</param>
    /// <param name="vector">Dimensions finite floats, not all 0 under cosine.</param>
    /// <exception cref="ArgumentException">The vector or the id is refused.</exception>
    /// <exception cref="InvalidOperationException">Its originals stay on disk.</exception>
    public void Add(int id, ReadOnlySpan<float> vector)
    {
        var only = vector.ToArray();
        AddRange([id], _ => only, threads: 1, CancellationToken.None);
    }

    /// <summary>Gives an id another vector; an id that is not there is added.</summary>
    /// <inheritdoc cref="Add"/>
    public void Replace(int id, ReadOnlySpan<float> vector)
    {
        lock (_changing)
        {
            Check(vector);
            Remove(id);
            Add(id, vector);
        }
    }

    /// <summary>Takes an id out: the next search does not return it.</summary>
    /// <returns>Whether it was there.</returns>
    public bool Remove(int id)
    {
        lock (_changing)
        {
            RefuseIfDisposed();
            RefuseIfStored();
            var node = _ids.NodeOf(id);
            if (node < 0)
            {
                return false;
            }

            if (_ids.Remove(id))
            {
                _rowTable?.Remove(node);
                _removed++;
                if (_removed > Math.Max(LeastCapacity, _nodes / RemovedShare))
                {
                    Repair();
                }
            }

            return true;
        }
    }

    /// <summary>Adds many vectors. All rows are written first, then linked by several threads.</summary>
    /// <param name="ids">Not in the index, each once.</param>
    /// <param name="vectors">The vector of each id, by its place among the ids.</param>
    /// <param name="threads">Threads that link; this one waits.</param>
    /// <param name="cancellationToken">Stops early; what was linked by then is in the index.</param>
    /// <returns>Ids that were added: all, unless stopped.</returns>
    /// <exception cref="ArgumentException">A vector or an id is refused; then nothing was added.</exception>
    public int AddRange(ReadOnlySpan<int> ids, VectorSource vectors, int threads, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        lock (_changing)
        {
            RefuseIfDisposed();
            RefuseIfStored();
            CheckIds(ids);
            if (ids.Length > _free.Count && _removed > _nodes / RemovedShareBeforeGrowing)
            {
                Repair(); // slots that are given back need no new memory
            }

            if (_nodes == 0 && _options.Codes)
            {
                Calibrate(ids.Length, vectors);
            }

            Reserve(ids);
            var added = new List<int>(ids.Length);
            var taken = 0;
            try
            {
                for (; taken < ids.Length; taken++)
                {
                    SetRow(ids[taken], vectors(taken), added);
                }
            }
            catch
            {
                foreach (var id in ids[..taken])
                {
                    TakeBack(id);
                }

                throw;
            }

            var linked = LinkAll(added, threads, cancellationToken);
            var unlinked = added.Where((_, i) => !linked[i]).ToHashSet();
            var missing = unlinked.Count == 0 ? 0 : TakeBack(ids, unlinked);
            MakeReachable();
            return ids.Length - missing;
        }
    }

    private void RefuseIfDisposed()
    {
        ObjectDisposedException.ThrowIf(!_memory.TryHold(), this);
        _memory.Release();
    }

    private void RefuseIfStored()
    {
        if (_stored is not null)
        {
            throw new InvalidOperationException("The originals of this index stay on disk: it can be searched, not changed.");
        }
    }

    private void CheckIds(ReadOnlySpan<int> ids)
    {
        var seen = ids.Length > 1 ? new HashSet<int>(ids.Length) : null;
        foreach (var id in ids)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(id, nameof(ids));
            if (_ids.NodeOf(id) >= 0 || seen?.Add(id) == false)
            {
                throw new ArgumentException($"Id {id} is in the index or twice in the batch.", nameof(ids));
            }
        }
    }

    private void Check(ReadOnlySpan<float> vector)
    {
        var prepared = new float[Dimensions];
        if (!VectorChecks.Prepare(vector, Dimensions, _options.Measure, prepared, out _) && _options.Measure == VectorMeasure.Cosine)
        {
            throw new ArgumentException("A zero vector has no direction; leave its id out.", nameof(vector));
        }
    }

    private void Calibrate(int count, VectorSource vectors)
    {
        var step = Math.Max(1, count / CalibrationVectors);
        var sample = new float[(count + step - 1) / step * Dimensions];
        for (var i = 0; i < count; i += step)
        {
            VectorChecks.Prepare(vectors(i), Dimensions, _options.Measure, sample.AsSpan(i / step * Dimensions, Dimensions), out _);
        }

        _memory.Quantizer = ScalarQuantizer.Calibrate(sample);
    }

    private void Reserve(ReadOnlySpan<int> ids)
    {
        var largest = -1;
        foreach (var id in ids)
        {
            largest = Math.Max(largest, id);
        }

        var nodes = (long)_nodes + Math.Max(0, ids.Length - _free.Count);
        var upperLists = _upperLists;
        for (var node = _nodes; node < nodes; node++)
        {
            upperLists += NodeLevels.Of(node, _options.Links);
        }

        _ids.Grow(Larger(_ids.IdCapacity, largest + 1L), Larger(_memory.Capacity, nodes));
        if (nodes <= _memory.Capacity && upperLists <= _memory.UpperCapacity)
        {
            return;
        }

        var capacity = Larger(_memory.Capacity, nodes);
        var larger = new HnswMemory(_options, capacity, Math.Max(UpperListsFor(_options, capacity), upperLists));
        _memory.CopyTo(larger, _nodes, _upperLists);
        var old = _memory;
        Volatile.Write(ref _memory, larger);
        old.Dispose();
        _rowTable = null;
    }

    // Half as much again, so that adding one by one copies seldom.
    private static int Larger(int now, long wanted) =>
        wanted <= now ? now : (int)Math.Min(Array.MaxLength, Math.Max(wanted, now + (now / 2L)));

    // The expectation is 1 in M−1 nodes; a third more is met with certainty for any number that matters, else memory grows.
    private static int UpperListsFor(HnswOptions options, int capacity) => (capacity / (options.Links - 1) * 4 / 3) + 64;

    private void SetRow(int id, ReadOnlySpan<float> vector, List<int> added)
    {
        var scratch = _scratch.Rent();
        try
        {
            if (!scratch.Query.Prepare(vector, _options.Measure, codes: false) && _options.Measure == VectorMeasure.Cosine)
            {
                throw new ArgumentException("A zero vector has no direction; leave its id out.", nameof(vector));
            }

            if (_options is { Codes: true, Originals: OriginalVectors.Half } && !OriginalRows.FitsHalf(scratch.Query.Vector))
            {
                throw new ArgumentException("A coordinate beyond 65,504 has no half precision; keep full originals.", nameof(vector));
            }

            var node = _free.Count > 0 ? _free.Peek() : _nodes;
            WriteRow(node, scratch.Query.Vector);
            var same = Table().FindOrAdd(node);
            if (same == node)
            {
                Occupy(node);
                added.Add(node);
            }

            _ids.Add(id, same);
        }
        finally
        {
            _scratch.Return(scratch);
        }
    }

    private void WriteRow(int node, ReadOnlySpan<float> vector)
    {
        // Searches that began before must not report the slot, whose row changes under them now.
        _memory.Generations[node] = _generation + 1;
        Interlocked.Increment(ref _generation);
        var row = _memory.Row(node);
        if (_options.Codes)
        {
            _memory.Quantizer.Encode(vector, row);
            _memory.Originals?.Set(node, vector);
            _memory.SetSquaredNorm(node);
        }
        else
        {
            vector.CopyTo(MemoryMarshal.Cast<byte, float>(row));
        }
    }

    private void Occupy(int node)
    {
        if (_free.Count > 0)
        {
            _free.Pop();
        }
        else
        {
            var level = NodeLevels.Of(node, _options.Links);
            _memory.Levels[node] = (byte)level;
            _memory.UpperStarts[node] = _upperLists;
            _upperLists += level;
            _nodes++;
        }

        _memory.ClearLinks(node);
    }

    private bool[] LinkAll(List<int> added, int threads, CancellationToken cancellationToken)
    {
        var linked = new bool[added.Count];
        var next = -1;
        void Work()
        {
            var scratch = _scratch.Rent();
            try
            {
                for (var i = Interlocked.Increment(ref next);
                    i < added.Count && !cancellationToken.IsCancellationRequested;
                    i = Interlocked.Increment(ref next))
                {
                    LinkOne(added[i], scratch);
                    linked[i] = true;
                }
            }
            finally
            {
                _scratch.Return(scratch);
            }
        }

        if (threads == 1 || added.Count < 2 * threads)
        {
            Work();
        }
        else
        {
            Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, _ => Work());
        }

        return linked;
    }

    private void LinkOne(int node, HnswScratch scratch)
    {
        var entry = Entry;
        if (!entry.IsNone && _memory.Levels[node] <= entry.Layer)
        {
            _engine.Link(_memory, scratch, node, entry, _work);
            return;
        }

        // A node that raises the graph is linked alone among those that do: the next has to begin at it.
        lock (_raising)
        {
            entry = Entry;
            if (!entry.IsNone)
            {
                _engine.Link(_memory, scratch, node, entry, _work);
            }

            if (_memory.Levels[node] > entry.Layer)
            {
                Entry = new GraphEntry(node, _memory.Levels[node]);
            }
        }
    }

    // Nodes that were not linked lose their ids of the batch, all they have, and their slots are free. Returns how many ids.
    private int TakeBack(ReadOnlySpan<int> ids, HashSet<int> unlinked)
    {
        var missing = 0;
        foreach (var id in ids)
        {
            var node = _ids.NodeOf(id);
            if (!unlinked.Contains(node))
            {
                continue;
            }

            missing++;
            TakeBack(id);
        }

        return missing;
    }

    // An id whose node no list points to: when it was the last of the node, the slot is free at once.
    private void TakeBack(int id)
    {
        var node = _ids.NodeOf(id);
        if (_ids.Remove(id))
        {
            _rowTable?.Remove(node);
            _free.Push(node);
        }
    }

    private RowTable Table()
    {
        if (_rowTable is null)
        {
            _rowTable = new RowTable(_memory.HashOf, _memory.AreSame);
            for (var node = 0; node < _nodes; node++)
            {
                if (_ids.HasIds(node))
                {
                    _rowTable.FindOrAdd(node);
                }
            }
        }

        return _rowTable;
    }
}
