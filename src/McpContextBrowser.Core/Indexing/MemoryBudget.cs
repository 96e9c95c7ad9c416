namespace McpContextBrowser.Core.Indexing;

/// <summary>
/// Bounds what the files of a run hold between the walk, which takes, and the commits, which give back. A file is counted with eight
/// times its bytes: its text in two bytes a character, its terms, its chunks and their vectors. One that is larger than the whole
/// budget is let through alone, since to leave it out would make the index depend on the machine.
/// </summary>
/// <param name="most">Bytes.</param>
internal sealed class MemoryBudget(long most)
{
    private const long TimesItsSize = 8;

    private readonly object _gate = new();

    /// <summary>Bytes that are taken now.</summary>
    public long Taken { get; private set; }

    /// <summary>Waits until a file fits. For one thread: whoever waits cannot be overtaken.</summary>
    /// <param name="size">Its bytes.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <returns>What is to be given back.</returns>
    public long Take(long size, CancellationToken cancellationToken)
    {
        var wanted = Math.Min(most, size * TimesItsSize);
        lock (_gate)
        {
            if (Taken + wanted <= most)
            {
                Taken += wanted;
                return wanted;
            }
        }

        using var stopped = cancellationToken.Register(Wake);
        lock (_gate)
        {
            while (Taken + wanted > most)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Monitor.Wait(_gate);
            }

            Taken += wanted;
            return wanted;
        }
    }

    /// <summary>Gives back what was taken for a file; from any thread.</summary>
    public void GiveBack(long taken)
    {
        lock (_gate)
        {
            Taken -= taken;
            Monitor.PulseAll(_gate);
        }
    }

    private void Wake()
    {
        lock (_gate)
        {
            Monitor.PulseAll(_gate);
        }
    }
}
