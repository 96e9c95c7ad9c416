using System.Net;
using System.Text;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Embedding.Static;

namespace McpContextBrowser.Core.Embedding.Providers;

/// <summary>
/// Embeds through a provider: plans requests within the model's limits, sends them over pooled connections, several at once, and where
/// an endpoint fails goes on to the next that serves the same model.
/// </summary>
/// <remarks>
/// Safe for any thread; lives as long as the process, since it owns the connections. Vectors of requests that succeeded inside a call
/// that failed are kept in memory for an hour, so that repeating the call pays for nothing twice.
/// </remarks>
public sealed partial class ProviderEmbedder : IEmbedder, IAsyncDisposable, IDisposable
{
    /// <summary>Ends the id of a model that sees prefixes.</summary>
    internal const string Prompted = "prompted";

    private const int PaidVectors = 8192; // of interrupted calls; 50 MB at 1,536 dimensions

    private readonly EmbeddingOptions _options;
    private readonly KnownModel _model;
    private readonly IWireForm _wire;
    private readonly TimeProvider _time;
    private readonly ModelEndpoint[] _endpoints;
    private readonly SpendingLimit _spending;
    private readonly EmbeddingCache _paid;
    private long _overlong;
    private bool _disposed;

    /// <param name="resolve">Asks DNS; given for tests.</param>
    /// <param name="configure">Last word on each handler, for tests that bring their own certificate.</param>
    internal ProviderEmbedder(
        EmbeddingOptions options,
        TimeProvider time,
        Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null,
        Action<SocketsHttpHandler>? configure = null)
    {
        (_options, _time) = (options, time);
        var provider = options.Provider.ToLowerInvariant();
        _wire = WireForms.Of(provider);
        _model = KnownModels.Of(provider, options.Model);
        Dimensions = options.Dimensions ?? _model.Dimensions;
        RequireUsable();
        resolve ??= (host, cancellationToken) => Dns.GetHostAddressesAsync(host, cancellationToken);
        var endpoints = options.Endpoints.Count > 0 ? options.Endpoints : [new EndpointOptions(_wire.PublicUrl)];
        _spending = new(options.MaxCost);
        _endpoints = [.. endpoints.Select(endpoint => new ModelEndpoint(_wire, _model, endpoint, options, _spending, time, resolve, configure))];
        _paid = new(PaidVectors, TimeSpan.FromHours(1), time);
    }

    /// <summary>Provider, model and dimensions; and whether the model's own prefixes are used, which makes other vectors.</summary>
    public string ModelId => IdOf(_model, Dimensions);

    public int Dimensions { get; private set; }

    public bool IsRemote => true;

    public int TextsPerRequest => _model.TextsPerCall;

    /// <summary>The endpoints in their configured order.</summary>
    public IReadOnlyList<EndpointStatus> Endpoints => [.. _endpoints.Select(endpoint => endpoint.Status)];

    /// <summary>Texts so far that were longer than the model takes: questions are cut, documents split.</summary>
    public long OverlongTexts => Interlocked.Read(ref _overlong);

    /// <summary>US dollars spent, by the price list, attempts included that failed after the provider may have done its work.</summary>
    public decimal Spent => _spending.Spent;

    /// <summary>The id that an embedder of these options will have.</summary>
    /// <returns>Null when it has to be asked for its dimensions first, and for what is no provider of ours.</returns>
    public static string? IdOf(EmbeddingOptions options)
    {
        if (WireForms.Find(options.Provider) is null)
        {
            return null;
        }

        var model = KnownModels.Of(options.Provider.ToLowerInvariant(), options.Model);
        return (options.Dimensions ?? model.Dimensions) is > 0 and var dimensions ? IdOf(model, dimensions) : null;
    }

    /// <summary>Opens the provider that the options name. Only a model that is not in <see cref="KnownModels"/> is asked for its dimensions.</summary>
    /// <exception cref="CtxbException">Unusable options, or the provider failed.</exception>
    public static async ValueTask<IEmbedder> OpenAsync(EmbeddingOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var embedder = new ProviderEmbedder(options, time);
        try
        {
            await embedder.ProbeAsync(cancellationToken).ConfigureAwait(false);
            return embedder;
        }
        catch
        {
            await embedder.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask EmbedAsync(
        IReadOnlyList<ReadOnlyMemory<char>> texts,
        EmbeddingSide side,
        Memory<float> vectors,
        CallContext call,
        CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (vectors.Length != texts.Count * Dimensions)
        {
            throw new ArgumentException($"Room for {vectors.Length} floats; {texts.Count} × {Dimensions} are needed.", nameof(vectors));
        }

        var plan = CallPlan.Of(texts, _model, side);
        if (plan.Overlong > 0)
        {
            Interlocked.Add(ref _overlong, plan.Overlong);
            _endpoints[0].CountOverlong(plan.Overlong);
        }

        var rows = new float[plan.Pieces.Count * Dimensions];
        await RunAsync(plan, side, rows, call, cancellationToken).ConfigureAwait(false);
        Combine(plan, rows, vectors.Span);
    }

    /// <summary>Lets requests under way finish within the shutdown deadline, then closes all connections.</summary>
    public async ValueTask DisposeAsync()
    {
        _disposed = true;
        await Task.WhenAll(_endpoints.Select(endpoint => endpoint.DisposeAsync().AsTask())).ConfigureAwait(false);
    }

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>Finds out the dimensions of a model that is not in the list.</summary>
    internal async Task ProbeAsync(CancellationToken cancellationToken)
    {
        if (Dimensions == 0)
        {
            var call = new EmbeddingCall(_model, null, EmbeddingSide.Query, [_model.QueryPrefix + "dimensions"], _options.KeepAlive);
            var answer = await AskChainAsync(call, 2, 0, CallContext.For("probe"), cancellationToken).ConfigureAwait(false);
            Dimensions = answer.Rows.Dimensions;
        }
    }

    private void RequireUsable()
    {
        if (_model.Dimensions > 0 && Dimensions != _model.Dimensions && (!_model.Shortens || Dimensions > _model.Dimensions))
        {
            throw new CtxbException(
                ErrorCodes.ConfigurationInvalid,
                $"{_model.Name} has vectors of {_model.Dimensions} dimensions and gives none of {Dimensions}.",
                "Remove embedding.dimensions, or choose another model.");
        }

        if (_wire.NeedsKey && (_options.Endpoints.Count == 0 || _options.Endpoints.Any(e => e.BaseUrl.Host == _wire.PublicUrl.Host && e.Key is null)))
        {
            throw new CtxbException(
                ErrorCodes.KeyMissing,
                $"The embedding provider {_model.Provider} needs a key and there is none.",
                $"Set {_model.Provider.ToUpperInvariant()}_API_KEY, or {_model.Provider.ToUpperInvariant()}_API_KEY_FILE to a file of yours, or embedding to builtin.");
        }
    }

    private static string IdOf(KnownModel model, int dimensions) =>
        $"{model.Provider}:{model.Name.Replace(":latest", "", StringComparison.Ordinal)}:{dimensions}"
        + (model.QueryPrefix.Length + model.DocumentPrefix.Length > 0 ? ":" + Prompted : "");

    /// <summary>Puts the vector of each text together: its one piece's, or the mean of its pieces' weighted by their tokens, at length 1.</summary>
    private void Combine(CallPlan plan, ReadOnlySpan<float> rows, Span<float> vectors)
    {
        vectors.Clear();
        var i = 0;
        while (i < plan.Pieces.Count)
        {
            var owner = plan.Pieces[i].Owner;
            var vector = vectors.Slice(owner * Dimensions, Dimensions);
            var first = i;
            for (; i < plan.Pieces.Count && plan.Pieces[i].Owner == owner; i++)
            {
                var row = rows.Slice(i * Dimensions, Dimensions);
                for (var d = 0; d < row.Length; d++)
                {
                    vector[d] += row[d] * plan.Pieces[i].Tokens;
                }
            }

            if (i - first == 1)
            {
                rows.Slice(first * Dimensions, Dimensions).CopyTo(vector);
            }
            else
            {
                RowSum.Normalise(vector);
            }
        }
    }

    /// <summary>A lone half of a surrogate pair cannot be sent as UTF-8; it becomes U+FFFD.</summary>
    private static string Sendable(string prefix, ReadOnlySpan<char> text)
    {
        var joined = string.Concat(prefix, text);
        for (var i = 0; i < joined.Length; i++)
        {
            if (char.IsSurrogate(joined[i]) && !(i + 1 < joined.Length && char.IsSurrogatePair(joined[i], joined[++i])))
            {
                return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(joined));
            }
        }

        return joined;
    }
}
