using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using System.Text.Json;
using McpContextBrowser.Core.Contracts;
using Polly;
using Polly.CircuitBreaker;

namespace McpContextBrowser.Core.Embedding.Providers;

/// <summary>
/// One server of a model, with everything between it and a request, from the outside in: retries, circuit breaker, the token budget,
/// a place at the gate, the limit on cost, the time limit of one attempt, a pooled connection.
/// </summary>
internal sealed partial class ModelEndpoint : IAsyncDisposable
{
    private const int LongestRefusal = 64 * 1024;

    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly IWireForm _wire;
    private readonly KnownModel _model;
    private readonly EndpointOptions _endpoint;
    private readonly HttpOptions _http;
    private readonly SpendingLimit _spending;
    private readonly TimeProvider _time;
    private readonly ConnectionPool _pool;
    private readonly RequestGate _gate;
    private readonly TokenBudget? _budget;
    private readonly EndpointMeters _meters;
    private readonly CircuitBreakerStateProvider _circuit = new();
    private readonly ResiliencePipeline _retries;
    private readonly ResiliencePipeline _attempt;
    private readonly CancellationTokenSource _closing = new();
    private readonly EndpointTally _tally = new();
    private readonly UsageCounter _usage;

    public ModelEndpoint(
        IWireForm wire,
        KnownModel model,
        EndpointOptions endpoint,
        EmbeddingOptions options,
        SpendingLimit spending,
        TimeProvider time,
        Func<string, CancellationToken, Task<IPAddress[]>> resolve,
        Action<SocketsHttpHandler>? configure)
    {
        (_wire, _model, _endpoint, _http, _spending, _time, _usage) = (wire, model, endpoint, options.Http, spending, time, options.Usage);
        _pool = new(endpoint, options.Http, resolve, configure);
        _gate = new(options.Http.MaxConnections);
        _budget = options.TokensPerMinute is { } perMinute ? new(perMinute, time) : null;
        _meters = new(model.Provider, endpoint.Name, () => Status);
        _retries = RetriesOf(options.Resilience, time, _circuit);
        _attempt = new ResiliencePipelineBuilder { TimeProvider = time }.AddTimeout(options.Http.AttemptTimeout).Build();
    }

    /// <summary>Host and port.</summary>
    public string Name => _endpoint.Name;

    /// <summary>False while it is left alone after failures.</summary>
    public bool IsAsked => _circuit.CircuitState is CircuitState.Closed or CircuitState.HalfOpen;

    /// <summary>What its last failure said; null when there was none.</summary>
    public string? LastProblem => _tally.LastProblem;

    public EndpointStatus Status => _tally.Report(
        Name,
        _circuit.CircuitState switch
        {
            CircuitState.Closed => CircuitStatus.Closed,
            CircuitState.HalfOpen => CircuitStatus.HalfOpen,
            _ => CircuitStatus.Open,
        },
        _pool,
        _gate);

    /// <summary>Embeds the texts of one request, trying again as configured.</summary>
    /// <param name="dimensions">Floats expected of each vector; 0 to take what comes.</param>
    /// <param name="tokens">About how many tokens the texts have.</param>
    /// <param name="patience">Stands still while documents wait for the token budget; a question does not wait longer for that either.</param>
    /// <exception cref="AttemptFailure">It failed for good at this endpoint.</exception>
    /// <exception cref="CtxbException">The limit on cost does not allow the next attempt.</exception>
    public async Task<EndpointAnswer> EmbedAsync(
        EmbeddingCall call, int dimensions, long tokens, CallContext context, Patience patience)
    {
        var body = BodyOf(call);
        try
        {
            var answer = await _retries.ExecuteAsync(
                _ => new ValueTask<EndpointAnswer>(AttemptAsync(body, call, dimensions, tokens, context, patience)), patience.Token).ConfigureAwait(false);
            var dollars = _model.PriceOf(answer.Tokens ?? tokens);
            _tally.Embedded(answer.Tokens ?? tokens, dollars);
            _meters.Embedded(answer.Tokens ?? tokens, dollars);
            _usage.Add(new(_model.Provider, Name, 0, 0, answer.Tokens ?? tokens, dollars ?? 0, TimeSpan.Zero));
            return answer;
        }
        catch (BrokenCircuitException e)
        {
            throw new AttemptFailure(FailureKind.CircuitOpen, "is left alone for a while after failures", e.RetryAfter, e);
        }
    }

    /// <summary>Counts texts that were cut or split before they were sent.</summary>
    public void CountOverlong(int texts) => _meters.Overlong(texts);

    /// <summary>Lets requests under way finish until the deadline, then closes all connections.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _gate.WhenEmptyAsync().WaitAsync(_http.ShutdownDeadline, _time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // They had their time; what follows aborts them.
        }

        await _closing.CancelAsync().ConfigureAwait(false);
        _pool.Dispose();
        _meters.Dispose();
    }

    private async Task<EndpointAnswer> AttemptAsync(
        ReadOnlyMemory<byte> body, EmbeddingCall call, int dimensions, long tokens, CallContext context, Patience patience)
    {
        await TakeTokensAsync(call.Side, tokens, patience).ConfigureAwait(false);
        var entered = await _gate.EnterAsync(patience.Token).ConfigureAwait(false);
        AttemptFailure? failure = null;
        EndpointAnswer? answer = null;
        decimal? reserved = null;
        var started = _time.GetTimestamp();
        try
        {
            reserved = _spending.Reserve(_model.PriceOf(tokens));
            using var alive = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, _closing.Token);
            answer = await _attempt.ExecuteAsync(
                token => new ValueTask<EndpointAnswer>(SendAsync(body, call.Texts.Count, dimensions, context, token)), alive.Token).ConfigureAwait(false);
            return answer;
        }
        catch (Exception e) when ((!patience.Token.IsCancellationRequested || patience.IsOver) && FailureOf(e, patience) is { } known)
        {
            failure = known;
            throw known;
        }
        finally
        {
            _gate.Leave(entered, answer is not null, failure?.Kind == FailureKind.RateLimited);
            if (reserved is { } price)
            {
                // What was given up, by us or by the caller, may be on the bill all the same.
                _spending.Settle(price, answer is not null ? _model.PriceOf(answer.Tokens ?? tokens) : failure is { IsFree: true } ? 0 : price);
            }

            if (answer is not null || failure is not null)
            {
                var took = _time.GetElapsedTime(started);
                _tally.Attempt(failure, took);
                _meters.Attempt(failure?.Kind.ToString() ?? "success", took);
                _usage.Add(new(_model.Provider, Name, 1, answer is not null ? 0 : 1, 0, 0, answer is not null ? took : TimeSpan.Zero));
            }
        }
    }

    private Task TakeTokensAsync(EmbeddingSide side, long tokens, Patience patience) =>
        _budget is null ? Task.CompletedTask
        : side == EmbeddingSide.Query ? _budget.TakeAsync(tokens, patience.Token)
        : patience.StandStillAsync(caller => _budget.TakeAsync(tokens, caller));

    private Task<EndpointAnswer> SendAsync(
        ReadOnlyMemory<byte> body, int count, int dimensions, CallContext context, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, _wire.AddressOf(_endpoint.BaseUrl, _model.Name))
        {
            Content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.Accept.Add(new("application/json"));
        request.Headers.TryAddWithoutValidation("X-Client-Request-Id", context.CorrelationId);
        if (_endpoint.Key is { } key)
        {
            var (name, value) = _wire.KeyHeader(_endpoint.BaseUrl, key.Reveal());
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return _pool.SendAsync(request, (response, token) => ReadAsync(response, count, dimensions, token), cancellationToken);
    }

    private async Task<EndpointAnswer> ReadAsync(HttpResponseMessage response, int count, int dimensions, CancellationToken cancellationToken)
    {
        if (response.StatusCode != HttpStatusCode.OK)
        {
            var refusal = await ConnectionPool.ReadBodyAsync(response.Content, LongestRefusal, cancellationToken).ConfigureAwait(false);
            throw RefusalReader.Read(response, refusal.Span, _time);
        }

        if (!ConnectionPool.IsJson(response.Content.Headers.ContentType))
        {
            throw AttemptFailure.BadAnswer("answered with something other than JSON");
        }

        var body = await ConnectionPool.ReadBodyAsync(response.Content, _http.MaxResponseBytes, cancellationToken).ConfigureAwait(false);
        var rows = new VectorRows(count, dimensions);
        return new(rows, ReadRows(body.Span, rows) is > 0 and var used ? used : null); // no answer is free of tokens, whatever it says
    }

    private long? ReadRows(ReadOnlySpan<byte> body, VectorRows rows)
    {
        var json = new Utf8JsonReader(body);
        var tokens = _wire.Read(ref json, rows);
        rows.RequireAll();
        return tokens;
    }

    private ReadOnlyMemory<byte> BodyOf(EmbeddingCall call)
    {
        var body = new ArrayBufferWriter<byte>(call.Texts.Sum(text => text.Length) + 1024);
        using var json = new Utf8JsonWriter(body, Json);
        _wire.Write(json, call);
        json.Flush();
        return body.WrittenMemory;
    }
}
