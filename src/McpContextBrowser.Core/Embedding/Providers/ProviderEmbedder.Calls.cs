using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Core.Embedding.Providers;

/// <content>Requests: several at once, each along the chain of endpoints.</content>
public sealed partial class ProviderEmbedder
{
    /// <summary>
    /// Sends all requests of a plan. After a failure no further one begins, but those under way may finish: they are paid for.
    /// </summary>
    private async Task RunAsync(CallPlan plan, EmbeddingSide side, float[] rows, CallContext call, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(TimeLeft(call), _time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        var done = new bool[plan.Calls.Count];
        var next = -1;
        Exception? failure = null;
        var workers = new Task[Math.Min(plan.Calls.Count, _options.Http.MaxConnections)];
        for (var i = 0; i < workers.Length; i++)
        {
            workers[i] = WorkAsync();
        }

        await Task.WhenAll(workers).ConfigureAwait(false);
        if (failure is null)
        {
            return;
        }

        Keep(plan, side, rows, done);
        cancellationToken.ThrowIfCancellationRequested();
        throw failure is OperationCanceledException
            ? Failed([new AttemptFailure(FailureKind.Unavailable, "did not answer before the caller's deadline")], [_endpoints[0].Name])
            : failure;

        async Task WorkAsync()
        {
            int index;
            while (Volatile.Read(ref failure) is null && (index = Interlocked.Increment(ref next)) < done.Length)
            {
                try
                {
                    await SendAsync(plan, plan.Calls[index], side, rows, call, stop.Token).ConfigureAwait(false);
                    done[index] = true;
                }
                catch (Exception e) when (e is CtxbException or OperationCanceledException)
                {
                    Interlocked.CompareExchange(ref failure, e, null);
                }
            }
        }
    }

    private async Task SendAsync(
        CallPlan plan, Range range, EmbeddingSide side, float[] rows, CallContext call, CancellationToken cancellationToken)
    {
        var prefix = side == EmbeddingSide.Query ? _model.QueryPrefix : _model.DocumentPrefix;
        var (start, count) = range.GetOffsetAndLength(plan.Pieces.Count);
        var missing = Enumerable.Range(start, count)
            .Where(i => _paid.Count == 0 || !_paid.TryGet(ModelId, side, plan.Pieces[i].Text.ToString(), Row(rows, i)))
            .ToArray();
        if (missing.Length == 0)
        {
            return;
        }

        var texts = Array.ConvertAll(missing, i => Sendable(prefix, plan.Pieces[i].Text.Span));
        var tokens = missing.Sum(i => (long)plan.Pieces[i].Tokens);
        var answer = await AskChainAsync(
            new(_model, AskedDimensions, side, texts, _options.KeepAlive), tokens, Dimensions, call, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < missing.Length; i++)
        {
            answer.Rows.Values.Slice(i * Dimensions, Dimensions).CopyTo(Row(rows, missing[i]));
        }
    }

    /// <summary>
    /// Asks the endpoints in order, those that are left alone last, until one answers. Each has an even share of the time that is left,
    /// so that one that hangs leaves the next its own.
    /// </summary>
    private async Task<EndpointAnswer> AskChainAsync(
        EmbeddingCall call, long tokens, int dimensions, CallContext context, CancellationToken cancellationToken)
    {
        var left = call.Side == EmbeddingSide.Query ? _options.Http.QuestionTimeout : _options.Http.TotalTimeout;
        var order = _endpoints.Select(endpoint => (endpoint, endpoint.IsAsked)).OrderBy(e => !e.IsAsked).ToArray();
        var sharing = order.Count(e => e.IsAsked); // the others take no time, as a rule
        var failures = new List<AttemptFailure>();
        var names = new List<string>();
        foreach (var (endpoint, _) in order)
        {
            using var patience = new Patience(left / Math.Max(1, sharing - names.Count), _time, cancellationToken);
            names.Add(endpoint.Name);
            try
            {
                return await endpoint.EmbedAsync(call, dimensions, tokens, context, patience).ConfigureAwait(false);
            }
            catch (AttemptFailure failure)
            {
                failures.Add(failure);
            }
            catch (OperationCanceledException) when (patience.IsOver)
            {
                // Between two attempts, or before the first.
                failures.Add(new(FailureKind.Unavailable, $"{(endpoint.LastProblem is { } problem ? problem + " and " : "")}did not succeed within {patience.Length.TotalSeconds:0.##} s"));
            }

            left -= patience.Used;
            if (left <= TimeSpan.Zero)
            {
                break;
            }
        }

        throw Failed(failures, names);
    }

    private CtxbException Failed(List<AttemptFailure> failures, List<string> names)
    {
        // What the first endpoint said matters most, unless it was not even asked.
        var main = failures.Find(failure => failure.Kind != FailureKind.CircuitOpen) ?? failures[0];
        var said = string.Join("; ", names.Zip(failures, (name, failure) => $"{name} {failure.Message}"));
        return new CtxbException(ErrorCodes.ProviderFailed, $"Embedding by {_model.Provider} ({_model.Name}) failed: {said}.", NextAfter(main.Kind), main);
    }

    private string NextAfter(FailureKind kind) => kind switch
    {
        FailureKind.Refused => $"Set {_model.Provider.ToUpperInvariant()}_API_KEY to a valid key, or embedding to builtin to work offline.",
        FailureKind.QuotaUsedUp => "Add credit to the provider's account, or set embedding to builtin to work offline.",
        FailureKind.ModelMissing => _wire.WhenModelMissing(_model.Name),
        FailureKind.BadRequest => "Check EMBEDDING_MODEL and embedding.dimensions against the provider's documentation.",
        FailureKind.BadAnswer => "Check that the base URL is that of the provider's API and that the model makes embeddings.",
        FailureKind.Blocked => "Correct the base URL of the embedding provider in your own configuration.",
        FailureKind.RateLimited => "Try again in a minute, or set embedding.tokensPerMinute to what the account allows.",
        _ when _model.Provider == "ollama" => "Start the server with: ollama serve",
        _ => "Check the network and the provider's status page and try again, or set embedding to builtin to work offline.",
    };

    /// <summary>A model is told its own length only when it is not known to have it: many servers refuse the parameter.</summary>
    private int? AskedDimensions => _options.Dimensions == _model.Dimensions ? null : _options.Dimensions;

    private TimeSpan TimeLeft(CallContext call) => call.Deadline is { } deadline
        ? TimeSpan.FromTicks(Math.Max(0, (deadline - _time.GetUtcNow()).Ticks))
        : Timeout.InfiniteTimeSpan;

    private void Keep(CallPlan plan, EmbeddingSide side, float[] rows, bool[] done)
    {
        for (var call = 0; call < done.Length; call++)
        {
            if (done[call])
            {
                var (start, count) = plan.Calls[call].GetOffsetAndLength(plan.Pieces.Count);
                for (var i = start; i < start + count; i++)
                {
                    _paid.Put(ModelId, side, plan.Pieces[i].Text.ToString(), Row(rows, i));
                }
            }
        }
    }

    private Span<float> Row(float[] rows, int i) => rows.AsSpan(i * Dimensions, Dimensions);
}
