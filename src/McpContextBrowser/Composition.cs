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
    public static ContextBrowser Compose(CtxbConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return new ContextBrowser(new BrowserOptions
        {
            DataFolder = configuration.DataDirectory,
            MasterKey = configuration.MasterKey is { } key
                ? new MasterKeyText(key, "CTXB_MASTER_KEY")
                : new MasterKeyFile(configuration.KeyFile),
            Embedder = EmbedderOf(configuration.Embedding),
        });
    }

    private static Func<IEmbedder>? EmbedderOf(string name) => name switch
    {
        "none" => null,
        _ => () => new StaticEmbedder(StaticModel.Open(StaticModel.DefaultPath)),
    };
}
