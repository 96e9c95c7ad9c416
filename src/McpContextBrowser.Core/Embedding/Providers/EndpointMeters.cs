using System.Diagnostics.Metrics;

namespace McpContextBrowser.Core.Embedding.Providers;

/// <summary>
/// The metrics of one endpoint, under the meter <see cref="MeterName"/>; every measurement carries <c>provider</c> and <c>endpoint</c>
/// (host and port). They cost nothing while nobody listens.
/// </summary>
internal sealed class EndpointMeters : IDisposable
{
    public const string MeterName = "McpContextBrowser.Embedding";

    private readonly Meter _meter = new(MeterName);
    private readonly KeyValuePair<string, object?>[] _tags;
    private readonly Counter<long> _attempts;
    private readonly Counter<long> _tokens;
    private readonly Counter<double> _dollars;
    private readonly Counter<long> _overlong;
    private readonly Histogram<double> _seconds;

    /// <param name="status">Read when the gauges are observed.</param>
    public EndpointMeters(string provider, string endpoint, Func<EndpointStatus> status)
    {
        _tags = [new("provider", provider), new("endpoint", endpoint)];
        _attempts = _meter.CreateCounter<long>("ctxb.embedding.requests", "{request}", "Attempts by outcome.");
        _tokens = _meter.CreateCounter<long>("ctxb.embedding.tokens", "{token}", "Tokens embedded.");
        _dollars = _meter.CreateCounter<double>("ctxb.embedding.cost", "USD", "Price of the tokens by the list.");
        _overlong = _meter.CreateCounter<long>("ctxb.embedding.overlong", "{text}", "Texts that were cut or split.");
        _seconds = _meter.CreateHistogram<double>("ctxb.embedding.duration", "s", "Time of an attempt.");
        _meter.CreateObservableGauge("ctxb.embedding.connections", () => Connections(status()), "{connection}", "Connections by state.");
        _meter.CreateObservableGauge("ctxb.embedding.request_limit", () => One(status().RequestLimit), "{request}", "Requests at once.");
        _meter.CreateObservableGauge("ctxb.embedding.circuit", () => One((int)status().Circuit), "1", "0 closed, 1 open, 2 half-open.");
    }

    /// <param name="outcome"><c>success</c> or the name of a <see cref="FailureKind"/>.</param>
    public void Attempt(string outcome, TimeSpan took)
    {
        _attempts.Add(1, [.. _tags, new("outcome", outcome)]);
        _seconds.Record(took.TotalSeconds, [.. _tags, new("outcome", outcome)]);
    }

    public void Embedded(long tokens, decimal? dollars)
    {
        _tokens.Add(tokens, _tags);
        _dollars.Add((double)(dollars ?? 0), _tags);
    }

    public void Overlong(int texts) => _overlong.Add(texts, _tags);

    public void Dispose() => _meter.Dispose();

    private Measurement<int>[] Connections(EndpointStatus status) =>
    [
        new(status.ActiveRequests, [.. _tags, new("state", "active")]),
        new(Math.Max(0, status.OpenConnections - status.ActiveRequests), [.. _tags, new("state", "idle")]),
        new(status.QueuedRequests, [.. _tags, new("state", "queued")]),
    ];

    private Measurement<int> One(int value) => new(value, _tags);
}
