namespace McpContextBrowser.Core.Embedding.Providers;

/// <summary>How long one endpoint may take for one request. Ends with it, or with the caller's own patience, which is told apart.</summary>
/// <remarks>For one request: not safe for several threads at once.</remarks>
internal sealed class Patience : IDisposable
{
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _over;
    private readonly CancellationTokenSource _stop;
    private readonly CancellationToken _caller;
    private TimeSpan _used;
    private long? _since;

    /// <param name="length">More than zero.</param>
    /// <param name="caller">Ends it for reasons that are none of the endpoint's.</param>
    public Patience(TimeSpan length, TimeProvider time, CancellationToken caller)
    {
        (Length, _time, _caller) = (length, time, caller);
        _over = new(length, time);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(caller, _over.Token);
        _since = time.GetTimestamp();
    }

    public TimeSpan Length { get; }

    /// <summary>Cancelled at its end and at the caller's.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Whether it ended by itself: the endpoint had its time. False when the caller gave up.</summary>
    public bool IsOver => _over.IsCancellationRequested && !_caller.IsCancellationRequested;

    /// <summary>Time that passed, without that in which it stood still.</summary>
    public TimeSpan Used => _used + (_since is { } since ? _time.GetElapsedTime(since) : TimeSpan.Zero);

    /// <summary>Waits for something that is not the endpoint's doing, while this stands still; only the caller can end that.</summary>
    public async Task StandStillAsync(Func<CancellationToken, Task> wait)
    {
        _used = Used;
        _since = null;
        _over.CancelAfter(Timeout.InfiniteTimeSpan);
        await wait(_caller).ConfigureAwait(false);
        _since = _time.GetTimestamp();
        _over.CancelAfter(Length > _used ? Length - _used : TimeSpan.Zero);
    }

    public void Dispose()
    {
        _stop.Dispose();
        _over.Dispose();
    }
}
