namespace McpContextBrowser.Core.Embedding.Providers;

/// <summary>The wire forms by provider name, and what they share.</summary>
internal static class WireForms
{
    /// <exception cref="ArgumentOutOfRangeException">No provider of ours; the catalog asks for these names only.</exception>
    public static IWireForm Of(string provider) =>
        Find(provider) ?? throw new ArgumentOutOfRangeException(nameof(provider), provider, "No wire form.");

    /// <returns>Null for what is no provider of ours.</returns>
    public static IWireForm? Find(string provider) => provider.ToLowerInvariant() switch
    {
        "openai" => new OpenAiWireForm(),
        "ollama" => new OllamaWireForm(),
        "gemini" => new GeminiWireForm(),
        "voyage" => new VoyageWireForm(),
        _ => null,
    };

    /// <summary>An address below a base address, whose query is kept.</summary>
    public static Uri Below(Uri baseUrl, string path) =>
        new UriBuilder(baseUrl) { Path = baseUrl.AbsolutePath.TrimEnd('/') + path }.Uri;
}
