using McpContextBrowser.Core.Indexing;

namespace McpContextBrowser.Core;

/// <summary>An indexing run that several callers may wait for.</summary>
/// <param name="Run">Ends with the report, or with what stopped it.</param>
/// <param name="Progress">The latest progress.</param>
/// <param name="Stop">Ends the run; what it has committed stays. Disposed with the end of the run.</param>
internal sealed record IndexingJob(Task<IndexReport> Run, LatestProgress Progress, CancellationTokenSource Stop)
{
    public IndexProgress Latest => Progress.Value;

    /// <summary>Ends the run early, when it has not ended yet.</summary>
    public void Cancel()
    {
        try
        {
            Stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // it ended by itself
        }
    }

    /// <summary>Waits for the end, passing progress on.</summary>
    /// <returns>False when the patience ended first; the run goes on.</returns>
    public async Task<bool> WaitAsync(
        TimeSpan? patience, IProgress<IndexProgress>? progress, TimeProvider time, CancellationToken cancellationToken)
    {
        using var listening = progress is null ? null : Progress.Listen(progress);
        if (patience is not { } limit)
        {
            await Run.WaitAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }

        try
        {
            await Run.WaitAsync(limit, time, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException) when (!Run.IsCompleted)
        {
            return false;
        }
    }
}
