using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Embedding;
using McpContextBrowser.Core.Embedding.Providers;

namespace McpContextBrowser.Core;

/// <summary>The embedders of an engine: the configured one, and one that made older vectors. Opened on first use; for many threads.</summary>
internal sealed class Embedders(BrowserOptions options) : IAsyncDisposable
{
    // Opening a model whose dimensions are unknown asks the provider; while that fails every search would wait for it.
    private static readonly TimeSpan RestAfterFailure = TimeSpan.FromSeconds(15);

    private readonly SemaphoreSlim _opening = new(1);
    private readonly UsageLedger _ledger = new(Path.Join(options.DataFolder, "usage.db"));
    private IEmbedder? _current;
    private CtxbException? _failure;
    private DateTimeOffset _failedAt;
    private (string Model, IEmbedder? Embedder)? _earlier;

    /// <summary>The configured embedder as far as it is open; null without one, before it is opened, and after a failure.</summary>
    public IEmbedder? Current => _current;

    /// <summary>Why the provider could not be opened the last time; null when it could.</summary>
    public CtxbException? Failure => _current is null ? _failure : null;

    /// <summary>The endpoints of the configured embedder; empty when it has none.</summary>
    public IReadOnlyList<EndpointStatus> Endpoints =>
        ((_current as CachedEmbedder)?.Inner ?? _current) is ProviderEmbedder provider ? provider.Endpoints : [];

    /// <summary>What all processes on this data folder used of providers, up to now; empty when none was ever asked.</summary>
    public IReadOnlyList<ProviderUsage> Usage
    {
        get
        {
            KeepUsage();
            return _ledger.Read();
        }
    }

    /// <summary>Makes what was used since the last time survive this process.</summary>
    public void KeepUsage() => _ledger.Keep(options.Embedding.Usage);

    /// <summary>Forgets what was used.</summary>
    public void ForgetUsage()
    {
        options.Embedding.Usage.Take();
        _ledger.Delete();
    }

    /// <summary>Keeps what was used up to the end of a call, however it ends.</summary>
    public Accounting Account() => new(this);

    /// <summary>The configured model's id without asking a provider anything.</summary>
    /// <returns>Empty when it is not known before its provider was asked for its dimensions.</returns>
    public async ValueTask<string> PlannedModelAsync(CancellationToken cancellationToken)
    {
        if (KnownModels.IsProvider(options.Embedding.Provider))
        {
            return _current?.ModelId ?? ProviderEmbedder.IdOf(options.Embedding) ?? "";
        }

        return (await OpenAsync(cancellationToken).ConfigureAwait(false))?.ModelId ?? "";
    }

    /// <summary>Opens the configured embedder.</summary>
    /// <returns>Null without one, or when its provider does not answer: <see cref="Failure"/> says why, and a later call tries again.</returns>
    /// <exception cref="CtxbException">It can never be opened as it is configured.</exception>
    public ValueTask<IEmbedder?> OpenAsync(CancellationToken cancellationToken) =>
        _current is not null || options.Embedder is null ? new(_current) : OpenFirstAsync(options.Embedder, cancellationToken);

    /// <summary>The embedder that made vectors of a model.</summary>
    /// <returns>Null when none that can be opened did.</returns>
    public async ValueTask<IEmbedder?> ForAsync(string model, CancellationToken cancellationToken)
    {
        if (_current?.ModelId == model)
        {
            return _current;
        }

        if (model.Length == 0 || options.EarlierEmbedder is null)
        {
            return null;
        }

        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_earlier is not { } known || known.Model != model)
            {
                var opened = await OpenEarlierAsync(options.EarlierEmbedder, model, cancellationToken).ConfigureAwait(false);
                await CloseAsync(_earlier?.Embedder).ConfigureAwait(false);
                _earlier = (model, opened);
            }

            return _earlier?.Embedder;
        }
        finally
        {
            _opening.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync(_current).ConfigureAwait(false);
        await CloseAsync(_earlier?.Embedder).ConfigureAwait(false);
        KeepUsage();
        _opening.Dispose();
    }

    private async ValueTask<IEmbedder?> OpenFirstAsync(
        Func<CancellationToken, ValueTask<IEmbedder>> open, CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_current is not null || (_failure is not null && options.Time.GetUtcNow() - _failedAt < RestAfterFailure))
            {
                return _current;
            }

            return _current = await open(cancellationToken).ConfigureAwait(false);
        }
        catch (CtxbException failure) when (failure.Code is ErrorCodes.ProviderFailed or ErrorCodes.QuotaExceeded)
        {
            (_failure, _failedAt) = (failure, options.Time.GetUtcNow());
            return null;
        }
        finally
        {
            _opening.Release();
        }
    }

    private static async ValueTask<IEmbedder?> OpenEarlierAsync(
        Func<string, CancellationToken, ValueTask<IEmbedder?>> open, string model, CancellationToken cancellationToken)
    {
        try
        {
            return await open(model, cancellationToken).ConfigureAwait(false);
        }
        catch (CtxbException)
        {
            return null; // a model of the past owes nobody an answer
        }
    }

    private static async ValueTask CloseAsync(IEmbedder? embedder)
    {
        if (embedder is IAsyncDisposable remote)
        {
            await remote.DisposeAsync().ConfigureAwait(false);
        }
        else
        {
            (embedder as IDisposable)?.Dispose();
        }
    }

    /// <summary>Ends with a call.</summary>
    public readonly struct Accounting(Embedders embedders) : IDisposable
    {
        public void Dispose() => embedders.KeepUsage();
    }
}
