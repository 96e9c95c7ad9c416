using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Core.Embedding.Providers;

/// <summary>
/// The familiar environment names: <c>EMBEDDING_PROVIDER</c>, <c>EMBEDDING_MODEL</c>, <c>OPENAI_API_KEY</c>, <c>OPENAI_BASE_URL</c>,
/// <c>OLLAMA_HOST</c>, <c>GEMINI_API_KEY</c>, <c>GEMINI_BASE_URL</c>, <c>VOYAGE_API_KEY</c>, <c>VOYAGE_BASE_URL</c>, and each key
/// as <c>…_API_KEY_FILE</c>. A key alone never chooses a provider: code leaves the machine only when somebody said so.
/// </summary>
/// <remarks>Variables are read by the caller: no room looks into the environment by itself.</remarks>
public static class ProviderEnvironment
{
    public const string ProviderVariable = "EMBEDDING_PROVIDER";
    public const string ModelVariable = "EMBEDDING_MODEL";

    /// <summary>Our name of a provider that other tools write in other ways: <c>OpenAI</c>, <c>VoyageAI</c>.</summary>
    public static string NameOf(string given) => given.Trim().ToLowerInvariant() switch
    {
        "voyageai" or "voyage-ai" => "voyage",
        "google" => "gemini",
        var name => name,
    };

    /// <summary>The address that the environment gives for a provider.</summary>
    /// <param name="variable">Reads one variable; null when it is not set.</param>
    /// <returns>The variable and the address; null when there is none.</returns>
    public static (string Variable, string Address)? Address(string provider, Func<string, string?> variable)
    {
        if (WireForms.Find(provider) is null)
        {
            return null;
        }

        var name = provider == "ollama" ? "OLLAMA_HOST" : $"{provider.ToUpperInvariant()}_BASE_URL";
        return variable(name)?.Trim() is not { Length: > 0 } address ? null
            : (name, provider == "ollama" ? OllamaAddress(address) : address);
    }

    /// <summary>Gives each endpoint its key: its own file's, else the provider's from file or environment.</summary>
    /// <param name="variable">Reads one variable; null when it is not set.</param>
    /// <returns>The options with the public endpoint where none was configured.</returns>
    /// <param name="reveal">Opens a key that is sealed, given with the place where it stands; null takes every key as it is.</param>
    /// <exception cref="CtxbException">A key file is missing, empty, or others can read it.</exception>
    public static EmbeddingOptions WithKeys(EmbeddingOptions options, Func<string, string?> variable, Func<string, string, string>? reveal = null)
    {
        if (WireForms.Find(options.Provider) is not { } wire)
        {
            return options;
        }

        var name = $"{options.Provider.ToUpperInvariant()}_API_KEY";
        var file = variable(name + "_FILE")?.Trim() is { Length: > 0 } given ? given : options.KeyFile;
        var key = file is null ? ApiKey.From(variable(name))?.Revealed(name, reveal) : FromFile(file, file == options.KeyFile ? "embedding.keyFile" : name + "_FILE");
        IReadOnlyList<EndpointOptions> endpoints = options.Endpoints.Count > 0 ? options.Endpoints : [new(wire.PublicUrl)];
        return options with { Endpoints = [.. endpoints.Select(e => e with { Key = e.KeyFile is null ? e.Key ?? key : FromFile(e.KeyFile, "embedding.endpoints") })] };

        ApiKey FromFile(string path, string setting) => ApiKey.FromFile(path, setting).Revealed(path, reveal);
    }

    /// <summary>Ollama's own notation: a host, a port, both, or an address; what a server listens on is no place to call.</summary>
    private static string OllamaAddress(string host)
    {
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
