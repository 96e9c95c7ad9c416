using System.Collections.Concurrent;
using McpContextBrowser.Core.Indexing;

namespace McpContextBrowser.Core;

/// <summary>Keeps the latest progress of a job and passes it on to whoever listens at the moment. For many threads.</summary>
internal sealed class LatestProgress : IProgress<IndexProgress>
{
    private readonly ConcurrentDictionary<IProgress<IndexProgress>, byte> _listeners = new();
    private readonly Lock _setting = new();
    private IndexProgress _value;

    public IndexProgress Value
    {
        get
        {
            lock (_setting)
            {
                return _value;
            }
        }
    }

    public void Report(IndexProgress value)
    {
        lock (_setting)
        {
            _value = value;
        }

        foreach (var listener in _listeners.Keys)
        {
            listener.Report(value);
        }
    }

    /// <summary>Passes progress on until the result is disposed.</summary>
    public IDisposable Listen(IProgress<IndexProgress> listener)
    {
        _listeners[listener] = 0;
        return new Subscription(this, listener);
    }

    private sealed record Subscription(LatestProgress Progress, IProgress<IndexProgress> Listener) : IDisposable
    {
        public void Dispose() => Progress._listeners.TryRemove(Listener, out _);
    }
}
