namespace McpContextBrowser.Core.Embedding.Providers;

/// <summary>
/// How many requests an endpoint gets at once. Additive increase, multiplicative decrease, as TCP does it: a refusal for too many
/// requests halves the number, and as many successes as there are places add one place.
/// </summary>
/// <remarks>Safe for any thread. First come, first served; whoever waits is bounded by the callers' own batches.</remarks>
/// <param name="most">Most places, at least 1.</param>
internal sealed class RequestGate(int most)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<TaskCompletionSource> _waiting = new();
    private TaskCompletionSource? _empty;
    private double _limit = most;
    private int _inside;
    private long _halvings;

    /// <summary>Places there are now.</summary>
    public int Limit
    {
        get
        {
            lock (_lock)
            {
                return (int)_limit;
            }
        }
    }

    /// <summary>Requests that wait for a place.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>Takes a place, waiting for one.</summary>
    /// <returns>A number to give back to <see cref="Leave"/>.</returns>
    public async Task<long> EnterAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource turn;
        LinkedListNode<TaskCompletionSource> node;
        lock (_lock)
        {
            if (_waiting.Count == 0 && _inside < (int)_limit)
            {
                _inside++;
                return _halvings;
            }

            turn = new(TaskCreationOptions.RunContinuationsAsynchronously);
            node = _waiting.AddLast(turn);
        }

        try
        {
            await turn.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            lock (_lock)
            {
                if (node.List is not null)
                {
                    _waiting.Remove(node);
                    throw;
                }
            }

            // Called and cancelled at the same moment: the place goes to the next.
            Leave(long.MinValue, succeeded: false, refused: false);
            throw;
        }

        lock (_lock)
        {
            return _halvings;
        }
    }

    /// <summary>Gives a place back.</summary>
    /// <param name="entered">What <see cref="EnterAsync"/> returned: requests that were sent before the last halving do not halve again.</param>
    public void Leave(long entered, bool succeeded, bool refused)
    {
        lock (_lock)
        {
            _inside--;
            if (refused && entered == _halvings)
            {
                _limit = Math.Max(1, Math.Floor(_limit) / 2);
                _halvings++;
            }
            else if (succeeded)
            {
                _limit = Math.Min(most, _limit + (1 / _limit));
            }

            while (_waiting.First is { } next && _inside < (int)_limit)
            {
                _waiting.RemoveFirst();
                _inside++;
                next.Value.SetResult();
            }

            if (_inside == 0)
            {
                _empty?.TrySetResult();
            }
        }
    }

    /// <summary>Completes when nobody is inside.</summary>
    public Task WhenEmptyAsync()
    {
        lock (_lock)
        {
            return _inside == 0 ? Task.CompletedTask : (_empty ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }
}
