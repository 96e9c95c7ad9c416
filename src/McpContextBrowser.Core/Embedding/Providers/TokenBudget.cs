namespace McpContextBrowser.Core.Embedding.Providers;

/// <summary>
/// Tokens a minute, as a bucket that is full at the start and refills evenly. A request larger than the bucket takes it below zero and
/// later ones wait until that is paid back, so that no request waits for ever.
/// </summary>
/// <remarks>Safe for any thread.</remarks>
/// <param name="perMinute">Tokens a minute, at least 1.</param>
internal sealed class TokenBudget(long perMinute, TimeProvider time)
{
    private readonly Lock _lock = new();
    private double _tokens = perMinute;
    private long _at = time.GetTimestamp();

    /// <summary>Takes tokens now if the bucket holds as many, or all it can hold.</summary>
    /// <returns>Zero when they were taken, else how long to wait before asking again.</returns>
    public TimeSpan TryTake(long tokens)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            _tokens = Math.Min(perMinute, _tokens + (time.GetElapsedTime(_at, now).TotalMinutes * perMinute));
            _at = now;
            var needed = Math.Min(tokens, perMinute) - _tokens;
            if (needed > 0)
            {
                return TimeSpan.FromMinutes(needed / perMinute) + TimeSpan.FromMilliseconds(1);
            }

            _tokens -= tokens;
            return TimeSpan.Zero;
        }
    }

    /// <summary>Waits until the tokens are there, and takes them.</summary>
    public async Task TakeAsync(long tokens, CancellationToken cancellationToken)
    {
        while (TryTake(tokens) is var wait && wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, time, cancellationToken).ConfigureAwait(false);
        }
    }
}
