using System.Diagnostics.Metrics;

namespace McpContextBrowser.Server.Observability;

/// <summary>What the door counts; <c>docs/metrics.md</c> lists it and a test compares. No label holds anything a client can choose freely.</summary>
public sealed class ServerMeters : IDisposable
{
    private readonly Meter _meter = new("McpContextBrowser.Server");

    public ServerMeters()
    {
        Requests = _meter.CreateCounter<long>("ctxb.http.requests", description: "Requests answered.");
        Duration = _meter.CreateHistogram<double>("ctxb.http.request.duration", "s", "Time from a request to the end of its answer.");
        Active = _meter.CreateUpDownCounter<long>("ctxb.http.active_requests", description: "Requests being answered now.");
        Limited = _meter.CreateCounter<long>("ctxb.http.rate_limit.decisions", description: "Requests counted against a rate limit.");
        Refused = _meter.CreateCounter<long>("ctxb.http.refused", description: "Requests refused, by reason.");
    }

    /// <summary>Labels: <c>operation</c>, <c>status</c>.</summary>
    public Counter<long> Requests { get; }

    /// <summary>Label: <c>operation</c>.</summary>
    public Histogram<double> Duration { get; }

    public UpDownCounter<long> Active { get; }

    /// <summary>Labels: <c>operation</c>, <c>caller</c> (<c>user</c> or <c>address</c>), <c>outcome</c>.</summary>
    public Counter<long> Limited { get; }

    /// <summary>Label: <c>reason</c>.</summary>
    public Counter<long> Refused { get; }

    /// <summary>Shows a bounded number beside its bound: <c>ctxb.http.NAME</c> and <c>ctxb.http.NAME_limit</c>.</summary>
    public void Watch(string name, string description, Func<double> current, double limit, string? unit = null)
    {
        _meter.CreateObservableGauge($"ctxb.http.{name}", current, unit, description);
        _meter.CreateObservableGauge($"ctxb.http.{name}_limit", () => limit, unit, $"Most of it: {description}");
    }

    /// <summary>The same for each operation, under the label <c>operation</c>.</summary>
    public void WatchEach(string name, string description, IReadOnlyList<(string Operation, Func<int> Current, int Limit)> each)
    {
        _meter.CreateObservableGauge($"ctxb.http.{name}", () => each.Select(one => Of(one.Operation, one.Current())), description: description);
        _meter.CreateObservableGauge($"ctxb.http.{name}_limit", () => each.Select(one => Of(one.Operation, one.Limit)), description: $"Most of it: {description}");

        static Measurement<int> Of(string operation, int value) => new(value, new KeyValuePair<string, object?>("operation", operation));
    }

    public void Dispose() => _meter.Dispose();
}
