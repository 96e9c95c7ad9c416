using System.Collections.Concurrent;

namespace McpContextBrowser.Server.Limits;

/// <summary>
/// The exact sliding window: the time of every counted request is kept until it leaves the window, so no span of the window's
/// length, wherever it begins, ever holds more than the limit. Exact where counters of fixed windows let twice the limit through.
/// </summary>
/// <param name="time">The clock; its monotonic timestamp is used, so a corrected wall clock changes nothing.</param>
/// <param name="mostKeys">Keys kept at once. Beyond it the keys that rested longest are forgotten: those whose windows are empty
/// anyway, then, under attack with invented addresses, the oldest.</param>
public sealed class SlidingWindowLog(TimeProvider time, int mostKeys = 100_000) : IRateLimiter
{
    private const int SweepEvery = 1024; // requests between looks for keys that rest

    private readonly ConcurrentDictionary<string, Log> _logs = new(StringComparer.Ordinal);
    private long _requests;

    /// <summary>Keys that are kept now.</summary>
    public int Keys => _logs.Count;

    public ValueTask<RateVerdict> TryTakeAsync(string key, RateRule rule, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var now = time.GetTimestamp();
        if (Interlocked.Increment(ref _requests) % SweepEvery == 0 || _logs.Count > mostKeys)
        {
            Sweep(now);
        }

        while (true)
        {
            var log = _logs.GetOrAdd(key, static _ => new Log());
            lock (log)
            {
                if (!log.IsForgotten)
                {
                    return ValueTask.FromResult(log.TryTake(now, rule, time));
                }
            }
        }
    }

    public int Fullest(string prefix)
    {
        var now = time.GetTimestamp();
        var most = 0;
        foreach (var (key, log) in _logs)
        {
            if (key.StartsWith(prefix, StringComparison.Ordinal))
            {
                lock (log)
                {
                    most = Math.Max(most, log.CountAt(now));
                }
            }
        }

        return most;
    }

    private void Sweep(long now)
    {
        foreach (var (key, log) in _logs)
        {
            Forget(key, log, rested: log.EmptyAt <= now);
        }

        var tooMany = _logs.Count - mostKeys;
        if (tooMany > 0)
        {
            foreach (var (key, log) in _logs.OrderBy(entry => entry.Value.EmptyAt).Take(tooMany))
            {
                Forget(key, log, rested: true);
            }
        }
    }

    private void Forget(string key, Log log, bool rested)
    {
        if (rested)
        {
            lock (log)
            {
                log.IsForgotten = true;
                _logs.TryRemove(KeyValuePair.Create(key, log));
            }
        }
    }

    /// <summary>The times of one key, a ring that grows to the limit. Locked by its user.</summary>
    private sealed class Log
    {
        private long[] _times = new long[4];
        private int _first;
        private int _count;
        private long _window;

        /// <summary>Left the dictionary: a request that still holds it takes another.</summary>
        public bool IsForgotten { get; set; }

        /// <summary>When the last counted request leaves the window.</summary>
        public long EmptyAt { get; private set; }

        public RateVerdict TryTake(long now, RateRule rule, TimeProvider time)
        {
            var window = _window = (long)(rule.Window.TotalSeconds * time.TimestampFrequency);
            var allowed = CountAt(now) < rule.Requests;
            if (allowed)
            {
                Add(now);
                EmptyAt = now + window;
            }

            var remaining = Math.Max(0, rule.Requests - _count);
            var reset = _count == 0 ? TimeSpan.Zero : time.GetElapsedTime(now, At(_count - 1) + window);

            // The window may hold more than a limit that was lowered: as many must leave.
            var retry = remaining > 0 ? TimeSpan.Zero : time.GetElapsedTime(now, At(_count - rule.Requests) + window);
            return new(allowed, rule.Requests, remaining, reset, retry);
        }

        /// <summary>Forgets what has left the window, and counts the rest.</summary>
        public int CountAt(long now)
        {
            while (_count > 0 && _times[_first] <= now - _window)
            {
                _first = (_first + 1) % _times.Length;
                _count--;
            }

            return _count;
        }

        private long At(int index) => _times[(_first + index) % _times.Length];

        private void Add(long now)
        {
            if (_count == _times.Length)
            {
                var larger = new long[_times.Length * 2];
                for (var i = 0; i < _count; i++)
                {
                    larger[i] = At(i);
                }

                (_times, _first) = (larger, 0);
            }

            _times[(_first + _count++) % _times.Length] = now;
        }
    }
}
