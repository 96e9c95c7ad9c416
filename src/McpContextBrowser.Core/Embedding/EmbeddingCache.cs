namespace McpContextBrowser.Core.Embedding;

/// <summary>Vectors of texts in memory: bounded, the least recently used leaves first, and none is used past its lifetime.</summary>
/// <remarks>Safe for any thread. Keeps texts and vectors in clear, in memory only; they go with the process.</remarks>
/// <param name="capacity">Most vectors, at least 1.</param>
/// <param name="lifetime">How long a vector is used after it was put.</param>
/// <param name="time">The clock of the lifetime.</param>
public sealed class EmbeddingCache(int capacity, TimeSpan lifetime, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Key, LinkedListNode<Entry>> _byKey = [];
    private readonly LinkedList<Entry> _byUse = new(); // most recently used first

    private readonly record struct Key(string ModelId, EmbeddingSide Side, string Text);

    private readonly record struct Entry(Key Key, float[] Vector, DateTimeOffset Until);

    /// <summary>Vectors held.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _byKey.Count;
            }
        }
    }

    /// <summary>Questions answered from memory.</summary>
    public long Hits { get; private set; }

    /// <summary>Questions not answered.</summary>
    public long Misses { get; private set; }

    /// <summary>Copies the vector of a text.</summary>
    /// <param name="vector">As long as the vector that was put.</param>
    /// <returns>False when it is not held, or no longer.</returns>
    public bool TryGet(string modelId, EmbeddingSide side, string text, Span<float> vector)
    {
        lock (_lock)
        {
            if (!_byKey.TryGetValue(new(modelId, side, text), out var node))
            {
                Misses++;
                return false;
            }

            _byUse.Remove(node);
            if (node.Value.Until <= time.GetUtcNow())
            {
                _byKey.Remove(node.Value.Key);
                Misses++;
                return false;
            }

            _byUse.AddFirst(node);
            node.Value.Vector.CopyTo(vector);
            Hits++;
            return true;
        }
    }

    /// <summary>Keeps a copy of a vector, and for the room it takes drops the one unused longest.</summary>
    public void Put(string modelId, EmbeddingSide side, string text, ReadOnlySpan<float> vector)
    {
        var entry = new Entry(new(modelId, side, text), vector.ToArray(), time.GetUtcNow() + lifetime);
        lock (_lock)
        {
            if (_byKey.Remove(entry.Key, out var old))
            {
                _byUse.Remove(old);
            }
            else if (_byKey.Count >= capacity)
            {
                _byKey.Remove(_byUse.Last!.Value.Key);
                _byUse.RemoveLast();
            }

            _byKey[entry.Key] = _byUse.AddFirst(entry);
        }
    }
}
