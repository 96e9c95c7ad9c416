using McpContextBrowser.Configuration;
using McpContextBrowser.Core;
using McpContextBrowser.Core.Crypto;
using McpContextBrowser.Core.Embedding;
using McpContextBrowser.Core.Embedding.Static;

namespace McpContextBrowser;

/// <summary>The one place that says <c>new</c>, in order. No container: a command that needs no engine makes none.</summary>
internal static class Composition
{
    /// <summary>The engine as the settings ask for it. Nothing is opened yet: the index and the model are read on first use.</summary>
    public static ContextBrowser Compose(CtxbConfiguration configuration) => new(new BrowserOptions
    {
        DataFolder = configuration.DataDirectory,
        MasterKey = configuration.MasterKey is { } key ? new MasterKeyText(key, ConfigLoader.MasterKeyVariable) : new MasterKeyFile(configuration.KeyFile),
        Embedder = EmbedderOf(configuration.Embedding),
        Files = configuration.Files,
        FilesOf = root => ConfigLoader.WithRepository(configuration, root).Files,
        Indexing = configuration.Indexing,
    });

    /// <returns>What makes the embedder when a vector is first needed; null searches by words alone.</returns>
    private static Func<IEmbedder>? EmbedderOf(string name) =>
        name == Settings.NoEmbedding ? null : static () => new StaticEmbedder(StaticModel.Open(StaticModel.DefaultPath));
}
