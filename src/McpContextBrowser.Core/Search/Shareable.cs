using McpContextBrowser.Core.Embedding;
using McpContextBrowser.Core.Files.Secrets;

namespace McpContextBrowser.Core.Search;

/// <summary>What of a caller's text may be shown to a model.</summary>
internal static class Shareable
{
    /// <summary>The text itself for a model of this process; without its secrets for one that is asked over a wire.</summary>
    public static ReadOnlyMemory<char> Text(string text, IEmbedder embedder) =>
        embedder.IsRemote ? SecretScanner.Redact(text, out _).AsMemory() : text.AsMemory();
}
