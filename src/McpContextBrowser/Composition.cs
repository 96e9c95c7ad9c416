using McpContextBrowser.Configuration;
using McpContextBrowser.Core;
using McpContextBrowser.Core.Embedding;
using McpContextBrowser.Core.Embedding.Providers;

namespace McpContextBrowser;

/// <summary>The one place that says <c>new</c>, in order. No container: a command that needs no engine makes none.</summary>
internal static class Composition
{
    private static readonly EmbedderCatalog Catalog = new();

    /// <summary>The engine as the settings ask for it. Nothing is opened yet: the index and the model are read on first use.</summary>
    /// <param name="configuration">The settings.</param>
    /// <param name="variable">Reads a variable of the environment, for the providers' keys.</param>
    /// <param name="stays">Whether the process goes on after its answer.</param>
    public static ContextBrowser Compose(CtxbConfiguration configuration, Func<string, string?> variable, bool stays) => new(new BrowserOptions
    {
        DataFolder = configuration.DataDirectory,
        MasterKey = MasterKeys.Current(configuration, variable),
        Embedder = configuration.Embedding.Provider == EmbeddingOptions.None
            ? null
            : cancellationToken => Catalog.OpenAsync(Keyed(configuration, variable), TimeProvider.System, cancellationToken),
        Embedding = configuration.Embedding,
        EarlierEmbedder = (model, cancellationToken) => Catalog.OpenEarlierAsync(model, Keyed(configuration, variable), TimeProvider.System, cancellationToken),
        Collection = configuration.Collection,
        Files = configuration.Files,
        FilesOf = root => ConfigLoader.WithRepository(configuration, root).Files with { ScanForSecrets = !configuration.UnscannedFolders.Contains(root) },
        Sealed = configuration.Sealed,
        Rotation = configuration.Rotation,
        RetentionOf = configuration.Retention is null && configuration.RetentionOf.Count == 0
            ? null
            : root => configuration.RetentionOf.TryGetValue(root, out var own) ? own : configuration.Retention,
        Indexing = configuration.Indexing,
        Vectors = configuration.Vectors,
        Stays = stays,
    });

    /// <summary>Keys are read when a provider is opened, and never become part of the configuration that is shown.</summary>
    private static EmbeddingOptions Keyed(CtxbConfiguration configuration, Func<string, string?> variable) =>
        ProviderEnvironment.WithKeys(configuration.Embedding, variable, (text, place) => MasterKeys.Reveal(text, place, configuration, variable));
}
