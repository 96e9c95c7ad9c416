namespace McpContextBrowser.Core.Embedding.Providers;

/// <summary>What an endpoint did since the embedder was opened.</summary>
/// <param name="Name">Host and port.</param>
/// <param name="Circuit">Whether it is asked now.</param>
/// <param name="Requests">Attempts that were sent.</param>
/// <param name="Failures">Attempts that failed.</param>
/// <param name="Tokens">As the provider counted them, estimated where it does not say.</param>
/// <param name="Dollars">Their price by the list; 0 where it is not known.</param>
/// <param name="MeanLatency">Of successful attempts.</param>
/// <param name="OpenConnections">Connections now.</param>
/// <param name="ActiveRequests">Requests under way now.</param>
/// <param name="QueuedRequests">Requests that wait for a place now.</param>
/// <param name="RequestLimit">Requests it gets at once now.</param>
/// <param name="LastFailure">Why the last failure happened; null when there was none.</param>
public sealed record EndpointStatus(
    string Name,
    CircuitStatus Circuit,
    long Requests,
    long Failures,
    long Tokens,
    decimal Dollars,
    TimeSpan MeanLatency,
    int OpenConnections,
    int ActiveRequests,
    int QueuedRequests,
    int RequestLimit,
    FailureKind? LastFailure);
