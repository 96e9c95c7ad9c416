using System.Diagnostics.Metrics;

namespace McpContextBrowser.Core.Indexing;

/// <summary>
/// Bounds what the files of a run hold between the walk, which takes, and the commits, which give back. A file is counted with eight
/// times its bytes, an estimate: its text in two bytes a character, its terms, its chunks and their vectors. One that is larger than the
/// whole budget is let through alone, since to leave it out would make the index depend on the machine. The batch that is about to be
/// committed comes on top, up to a quarter of the budget.
/// </summary>
/// <remarks>Shown as gauges under <see cref="MeterName"/>, all runs of the process together.</remarks>
internal sealed class MemoryBudget : IDisposable
{
    public const string MeterName = "McpContextBrowser.Indexing";

    private const long TimesItsSize = 8;

    private static readonly Meter Meter = new(MeterName);
    private static long _takenByAll;
    private static long _mostOfAll;

    private readonly object _gate = new();
    private readonly long _most;

    static MemoryBudget()
    {
        const string What = "Memory that files of indexing runs hold on their way into the index, as estimated.";
        Meter.CreateObservableGauge("ctxb.indexing.memory", static () => Volatile.Read(ref _takenByAll), "By", What);
        Meter.CreateObservableGauge("ctxb.indexing.memory_limit", static () => Volatile.Read(ref _mostOfAll), "By", $"Most of it: {What}");
    }

    /// <param name="most">Bytes.</param>
    public MemoryBudget(long most)
    {
        _most = most;
        Interlocked.Add(ref _mostOfAll, most);
    }

    /// <summary>Bytes that are taken now.</summary>
    public long Taken { get; private set; }

    /// <summary>Waits until a file fits. For one thread: whoever waits cannot be overtaken.</summary>
    /// <param name="size">Its bytes.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <returns>What is to be given back.</returns>
    public long Take(long size, CancellationToken cancellationToken)
    {
        var wanted = Math.Min(_most, size * TimesItsSize);
        lock (_gate)
        {
            if (Taken + wanted <= _most)
            {
                return Add(wanted);
            }
        }

        using var stopped = cancellationToken.Register(Wake);
        lock (_gate)
        {
            while (Taken + wanted > _most)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Monitor.Wait(_gate);
            }

            return Add(wanted);
        }
    }

    /// <summary>Gives back what was taken for a file; from any thread.</summary>
    public void GiveBack(long taken)
    {
        lock (_gate)
        {
            Add(-taken);
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Ends the run; what a run that failed still holds is gone with it.</summary>
    public void Dispose()
    {
        GiveBack(Taken);
        Interlocked.Add(ref _mostOfAll, -_most);
    }

    private long Add(long bytes)
    {
        Taken += bytes;
        Interlocked.Add(ref _takenByAll, bytes);
        return bytes;
    }

    private void Wake()
    {
        lock (_gate)
        {
            Monitor.PulseAll(_gate);
        }
    }
}
