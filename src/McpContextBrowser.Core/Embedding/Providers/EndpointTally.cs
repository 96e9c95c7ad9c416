namespace McpContextBrowser.Core.Embedding.Providers;

/// <summary>Counts what an endpoint did. Safe for any thread.</summary>
internal sealed class EndpointTally
{
    private readonly Lock _lock = new();
    private long _requests;
    private long _failures;
    private long _tokens;
    private decimal _dollars;
    private TimeSpan _successTime;
    private AttemptFailure? _lastFailure;

    /// <summary>What the last failure said, as a continuation of "the endpoint …"; null when there was none.</summary>
    public string? LastProblem
    {
        get
        {
            lock (_lock)
            {
                return _lastFailure?.Message;
            }
        }
    }

    public void Attempt(AttemptFailure? failure, TimeSpan took)
    {
        lock (_lock)
        {
            _requests++;
            if (failure is null)
            {
                _successTime += took;
            }
            else
            {
                _failures++;
                _lastFailure = failure;
            }
        }
    }

    public void Embedded(long tokens, decimal? dollars)
    {
        lock (_lock)
        {
            _tokens += tokens;
            _dollars += dollars ?? 0;
        }
    }

    public EndpointStatus Report(string name, CircuitStatus circuit, ConnectionPool pool, RequestGate gate)
    {
        lock (_lock)
        {
            var successes = _requests - _failures;
            return new(
                name, circuit, _requests, _failures, _tokens, _dollars, successes == 0 ? TimeSpan.Zero : _successTime / successes,
                pool.Open, pool.Active, gate.Waiting, gate.Limit, _lastFailure?.Kind);
        }
    }
}
