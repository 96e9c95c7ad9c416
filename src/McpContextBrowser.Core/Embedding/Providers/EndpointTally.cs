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
    private FailureKind? _lastFailure;

    public void Attempt(FailureKind? failure, TimeSpan took)
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
                pool.Open, pool.Active, gate.Waiting, gate.Limit, _lastFailure);
        }
    }
}
