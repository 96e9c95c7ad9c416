namespace McpContextBrowser.Server.Limits;

/// <summary>
/// Lets a bounded number of operations run and a bounded number wait. Who waits is served caller by caller, so one that sends a
/// thousand requests at once delays another by one of them, not by a thousand. For calls from several threads.
/// </summary>
/// <param name="running">Operations at once.</param>
/// <param name="waiting">Operations that may wait; one more is refused at once.</param>
/// <param name="time">Tells how long an operation has run.</param>
public sealed class FairGate(int running, int waiting, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Queue<TaskCompletionSource>> _byCaller = new(StringComparer.Ordinal);
    private readonly Queue<string> _turns = new();
    private readonly HashSet<Lease> _leases = [];
    private int _running;
    private int _waiting;

    public int Running => Volatile.Read(ref _running);

    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>How long the oldest operation that runs has had its place; zero when none runs.</summary>
    public TimeSpan Oldest
    {
        get
        {
            lock (_lock)
            {
                return _leases.Count == 0 ? TimeSpan.Zero : _leases.Max(lease => time.GetElapsedTime(lease.Since));
            }
        }
    }

    public int MostRunning => running;

    public int MostWaiting => waiting;

    /// <summary>Waits for its turn.</summary>
    /// <returns>To be disposed when the operation has ended; null when too many wait already.</returns>
    public async ValueTask<IDisposable?> TryEnterAsync(string caller, CancellationToken cancellationToken)
    {
        TaskCompletionSource turn;
        lock (_lock)
        {
            if (_running < running)
            {
                _running++;
                return NewLease();
            }

            if (_waiting >= waiting)
            {
                return null;
            }

            _waiting++;
            turn = new(TaskCreationOptions.RunContinuationsAsynchronously);
            if (!_byCaller.TryGetValue(caller, out var queue))
            {
                _byCaller[caller] = queue = new();
                _turns.Enqueue(caller);
            }

            queue.Enqueue(turn);
        }

        using var stopped = cancellationToken.Register(() => GiveUp(turn, cancellationToken));
        await turn.Task.ConfigureAwait(false);
        return NewLease();
    }

    private Lease NewLease()
    {
        lock (_lock)
        {
            var lease = new Lease(this, time.GetTimestamp());
            _leases.Add(lease);
            return lease;
        }
    }

    private void GiveUp(TaskCompletionSource turn, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (turn.TrySetCanceled(cancellationToken))
            {
                _waiting--; // its place in the queue is passed over when it comes up
            }
        }
    }

    private void Leave(Lease lease)
    {
        lock (_lock)
        {
            _leases.Remove(lease);
            while (_turns.TryDequeue(out var caller))
            {
                var queue = _byCaller[caller];
                var turn = queue.Dequeue();
                if (queue.Count > 0)
                {
                    _turns.Enqueue(caller);
                }
                else
                {
                    _byCaller.Remove(caller);
                }

                if (turn.TrySetResult())
                {
                    _waiting--;
                    return; // the place is handed on
                }
            }

            _running--;
        }
    }

    private sealed class Lease(FairGate gate, long since) : IDisposable
    {
        private FairGate? _gate = gate;

        public long Since => since;

        public void Dispose() => Interlocked.Exchange(ref _gate, null)?.Leave(this);
    }
}
