namespace McpContextBrowser.Core.Embedding.Providers;

/// <summary>
/// The familiar environment names: <c>EMBEDDING_PROVIDER</c>, <c>EMBEDDING_MODEL</c>, <c>OPENAI_API_KEY</c>, <c>OPENAI_BASE_URL</c>,
/// <c>OLLAMA_HOST</c>, <c>GEMINI_API_KEY</c>, <c>GEMINI_BASE_URL</c>, <c>VOYAGE_API_KEY</c>, <c>VOYAGE_BASE_URL</c>, and each key
/// as <c>…_API_KEY_FILE</c>. A key alone never chooses a provider: code leaves the machine only when somebody said so.
/// </summary>
public static class ProviderEnvironment
{
    /// <summary>Adds what the environment says to what is configured.</summary>
    /// <param name="configured">Endpoints that are configured stay; they get the key when they have none.</param>
    /// <param name="variable">Reads one variable; null when it is not set.</param>
    public static EmbeddingOptions Apply(EmbeddingOptions configured, Func<string, string?> variable)
    {
        var provider = (Text("EMBEDDING_PROVIDER") ?? configured.Provider).ToLowerInvariant();
        var options = configured with { Provider = provider, Model = Text("EMBEDDING_MODEL") ?? configured.Model };
        if (provider is not ("openai" or "ollama" or "gemini" or "voyage"))
        {
            return options;
        }

        var prefix = provider.ToUpperInvariant();
        var key = Text(prefix + "_API_KEY_FILE") is { } file ? ApiKey.FromFile(file) : ApiKey.From(variable(prefix + "_API_KEY"));
        var address = provider == "ollama" ? OllamaAddress(Text("OLLAMA_HOST")) : Text(prefix + "_BASE_URL");
        if (options.Endpoints.Count > 0 && address is null)
        {
            return options with { Endpoints = [.. options.Endpoints.Select(e => e.Key is null ? e with { Key = key } : e)] };
        }

        return options with { Endpoints = [new(address is null ? WireForms.Of(provider).PublicUrl : AddressOf(address), key)] };

        string? Text(string name) => string.IsNullOrWhiteSpace(variable(name)) ? null : variable(name)!.Trim();
    }

    /// <returns>For what is no address a relative one, which the options' problems then name.</returns>
    private static Uri AddressOf(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var url) ? url : new(Uri.EscapeDataString(address), UriKind.Relative);

    /// <summary>Ollama's own notation: a host, a port, both, or an address; what a server listens on is no place to call.</summary>
    private static string? OllamaAddress(string? host)
    {
        if (host is null)
        {
            return null;
        }

        var address = host.Contains("://", StringComparison.Ordinal) ? host : "http://" + (host.StartsWith(':') ? "127.0.0.1" + host : host);
        if (!Uri.TryCreate(address, UriKind.Absolute, out var url))
        {
            return address;
        }

        var builder = new UriBuilder(url);
        if (builder.Host is "0.0.0.0" or "[::]")
        {
            builder.Host = "127.0.0.1";
        }

        if (url.IsDefaultPort && url.Scheme == "http" && !address.EndsWith(":80", StringComparison.Ordinal))
        {
            builder.Port = 11434;
        }

        return builder.Uri.AbsoluteUri;
    }
}
