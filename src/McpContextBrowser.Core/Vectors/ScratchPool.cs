namespace McpContextBrowser.Core.Vectors;

/// <summary>Keeps a few scratch objects for searches that run at the same time.</summary>
internal sealed class ScratchPool<T>(Func<T> create) : IDisposable
    where T : class, IDisposable
{
    // More searches than this at once make and drop their own.
    private readonly T?[] _slots = new T?[16];

    public T Rent()
    {
        foreach (ref var slot in _slots.AsSpan())
        {
            if (slot is not null && Interlocked.Exchange(ref slot, null) is { } scratch)
            {
                return scratch;
            }
        }

        return create();
    }

    public void Return(T scratch)
    {
        foreach (ref var slot in _slots.AsSpan())
        {
            if (slot is null && Interlocked.CompareExchange(ref slot, scratch, null) is null)
            {
                return;
            }
        }

        scratch.Dispose();
    }

    public void Dispose()
    {
        foreach (ref var slot in _slots.AsSpan())
        {
            Interlocked.Exchange(ref slot, null)?.Dispose();
        }
    }
}
