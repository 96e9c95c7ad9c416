namespace McpContextBrowser.Core;

/// <summary>A token that is cancelled with its caller's, or when the time of the call is over.</summary>
internal sealed class CallBound : IDisposable
{
    private readonly CancellationTokenSource _clock;
    private readonly CancellationTokenSource _both;

    /// <param name="left">The time there is; zero or less cancels at once.</param>
    /// <param name="time">Measures it.</param>
    /// <param name="caller">The caller's own token.</param>
    public CallBound(TimeSpan left, TimeProvider time, CancellationToken caller)
    {
        _clock = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, time);
        _both = CancellationTokenSource.CreateLinkedTokenSource(caller, _clock.Token);
    }

    public CancellationToken Token => _both.Token;

    public void Dispose()
    {
        _both.Dispose();
        _clock.Dispose();
    }
}
