using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Embedding.Providers;
using McpContextBrowser.Core.Embedding.Static;

namespace McpContextBrowser.Core.Embedding;

/// <summary>Opens an embedder. What it returns is disposed by whoever asked, when it is disposable.</summary>
public delegate ValueTask<IEmbedder> OpenEmbedder(EmbeddingOptions options, TimeProvider time, CancellationToken cancellationToken);

/// <summary>Embedders by name. Callers know <see cref="IEmbedder"/> only; another one is another name in the configuration.</summary>
/// <remarks>The providers' types are behind the delegates, so that choosing the built-in model never loads them.</remarks>
public sealed class EmbedderCatalog
{
    private readonly Dictionary<string, OpenEmbedder> _byName = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The embedders that ship.</summary>
    public EmbedderCatalog()
    {
        Add(EmbeddingOptions.BuiltIn, (_, _, _) => new(new StaticEmbedder(StaticModel.Open(StaticModel.DefaultPath))));
        foreach (var provider in new[] { "openai", "ollama", "gemini", "voyage" })
        {
            Add(provider, (options, time, cancellationToken) => ProviderEmbedder.OpenAsync(options, time, cancellationToken));
        }
    }

    /// <summary>All names, in order.</summary>
    public IReadOnlyList<string> Names => [.. _byName.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Adds an embedder under a name, or replaces one.</summary>
    /// <returns>This catalog.</returns>
    public EmbedderCatalog Add(string name, OpenEmbedder open)
    {
        _byName[name] = open;
        return this;
    }

    /// <summary>Opens the embedder that the options name, with a memory of questions before it when it is not the built-in one.</summary>
    /// <returns>Completed at once for the built-in model; a provider's unknown model is asked for its dimensions first.</returns>
    /// <exception cref="CtxbException">
    /// <see cref="ErrorCodes.ConfigurationInvalid"/>: no such name, or unusable options; or what the embedder itself refuses.
    /// </exception>
    public ValueTask<IEmbedder> OpenAsync(EmbeddingOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!_byName.TryGetValue(options.Provider, out var open))
        {
            throw new CtxbException(
                ErrorCodes.ConfigurationInvalid,
                $"There is no embedding provider '{options.Provider}'.",
                $"Set embedding to one of: {string.Join(", ", Names)}.");
        }

        return options.Provider.Equals(EmbeddingOptions.BuiltIn, StringComparison.OrdinalIgnoreCase)
            ? open(options, time, cancellationToken)
            : OpenRememberingAsync(open, options, time, cancellationToken);
    }

    /// <summary>
    /// Opens what made the vectors of an earlier model, to ask it while those of the options' model are still being built: the built-in
    /// model, or another model of the same provider.
    /// </summary>
    /// <param name="modelId">Its <see cref="IEmbedder.ModelId"/>.</param>
    /// <returns>Null when these options do not lead to that model.</returns>
    /// <exception cref="CtxbException">As <see cref="OpenAsync"/>.</exception>
    public async ValueTask<IEmbedder?> OpenEarlierAsync(
        string modelId, EmbeddingOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var parts = modelId.Split(':');
        var last = parts.Length - 1 - (parts[^1] == ProviderEmbedder.Prompted ? 1 : 0);
        EmbeddingOptions? earlier = parts[0] == EmbeddingOptions.BuiltIn
            ? new()
            : parts[0] == options.Provider && last >= 2 && int.TryParse(parts[last], out var dimensions)
                ? options with { Model = string.Join(':', parts[1..last]), Dimensions = dimensions }
                : null;
        if (earlier is null)
        {
            return null;
        }

        var embedder = await OpenAsync(earlier, time, cancellationToken).ConfigureAwait(false);
        if (embedder.ModelId == modelId)
        {
            return embedder;
        }

        (embedder as IDisposable)?.Dispose(); // the built-in model of another version
        return null;
    }

    private static async ValueTask<IEmbedder> OpenRememberingAsync(
        OpenEmbedder open, EmbeddingOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        if (options.Problems().ToArray() is { Length: > 0 } problems)
        {
            throw new CtxbException(
                ErrorCodes.ConfigurationInvalid, string.Join(" ", problems), "Correct these settings of the embedding provider.");
        }

        var embedder = await open(options, time, cancellationToken).ConfigureAwait(false);
        return options.CachedQueries == 0
            ? embedder
            : new CachedEmbedder(embedder, new EmbeddingCache(options.CachedQueries, options.CacheLifetime, time));
    }
}
