namespace McpContextBrowser.Core.Embedding.Providers;

/// <summary>
/// The models whose limits and prices are known. Sources: OpenAI "Create embeddings" and "Pricing"; Google "Embeddings" and
/// "Gemini Developer API pricing"; Voyage "Text embedding models" and "Pricing"; the model cards of the Ollama library.
/// Prices change: a plan says that they are estimates.
/// </summary>
public static class KnownModels
{
    private const int OllamaBatch = 32; // the server works through a request alone; a small one can be repeated cheaply
    private const string RetrievalPrompt = "Represent this sentence for searching relevant passages: ";

    /// <summary>The first of each provider is its default.</summary>
    public static IReadOnlyList<KnownModel> All { get; } =
    [
        new("openai", "text-embedding-3-small", 1536, true, 8192, 2048, 300_000, 0.02m),
        new("openai", "text-embedding-3-large", 3072, true, 8192, 2048, 300_000, 0.13m),
        new("openai", "text-embedding-ada-002", 1536, false, 8192, 2048, 300_000, 0.10m),
        new("gemini", "gemini-embedding-001", 3072, true, 2048, 100, 200_000, 0.15m),
        new("voyage", "voyage-code-3", 1024, true, 32_000, 1000, 120_000, 0.18m),
        new("voyage", "voyage-4-large", 1024, true, 32_000, 1000, 120_000, 0.12m),
        new("voyage", "voyage-4", 1024, true, 32_000, 1000, 320_000, 0.06m),
        new("voyage", "voyage-4-lite", 1024, true, 32_000, 1000, 1_000_000, 0.02m),
        new("voyage", "voyage-3-large", 1024, true, 32_000, 1000, 120_000, 0.18m),
        new("voyage", "voyage-3.5", 1024, true, 32_000, 1000, 320_000, 0.06m),
        new("voyage", "voyage-3.5-lite", 1024, true, 32_000, 1000, 1_000_000, 0.02m),
        Local("nomic-embed-text", 768, 2048, "search_query: ", "search_document: "),
        Local("mxbai-embed-large", 1024, 512, RetrievalPrompt),
        Local("snowflake-arctic-embed", 1024, 512, RetrievalPrompt),
        Local("embeddinggemma", 768, 2048, "task: code retrieval | query: ", "title: none | text: "),
        Local("bge-m3", 1024, 8192),
        Local("all-minilm", 384, 256),
    ];

    /// <summary>Whether a name is that of a provider of ours, which is asked over HTTP.</summary>
    public static bool IsProvider(string provider) => WireForms.Find(provider) is not null;

    /// <summary>What is known about a model.</summary>
    /// <param name="name">With or without an Ollama tag or Gemini's <c>models/</c>; null is the provider's default.</param>
    /// <returns>For what is no provider of ours a model without limits; for a model not in the list careful limits, no price, and 0 dimensions;
    /// for another size of a listed one 0 dimensions.</returns>
    public static KnownModel Of(string provider, string? name)
    {
        var ofProvider = All.Where(model => model.Provider == provider).ToArray();
        if (name is null)
        {
            return ofProvider.FirstOrDefault() ?? new(provider, "", 0, false, int.MaxValue, 256, int.MaxValue, 0);
        }

        var tag = provider == "ollama" && name.Split(':', 2) is [_, var given] ? given : null;
        var bare = tag is null ? name : name[..^(tag.Length + 1)];
        bare = bare.StartsWith("models/", StringComparison.Ordinal) ? bare["models/".Length..] : bare;
        var known = ofProvider.FirstOrDefault(model => model.Name.Equals(bare, StringComparison.OrdinalIgnoreCase));
        return known is null
            ? new(provider, name, 0, false, 2048, OllamaBatch, 60_000, provider == "ollama" ? 0 : null)
            : known with { Name = provider == "ollama" ? name : known.Name, Dimensions = IsUsualSize(bare, tag) ? known.Dimensions : 0 };
    }

    /// <summary>Whether a tag names the size that the list is about; other sizes, such as snowflake-arctic-embed:22m, have vectors of another length.</summary>
    private static bool IsUsualSize(string name, string? tag) => tag is null or "latest"
        || (name.ToLowerInvariant() switch
        {
            "nomic-embed-text" => tag.StartsWith('v') ? "v1.5" : "137m",
            "mxbai-embed-large" or "snowflake-arctic-embed" => "335m",
            "embeddinggemma" => "300m",
            "bge-m3" => "567m",
            "all-minilm" => "22m",
            _ => null,
        } is { } size && (tag.Equals(size, StringComparison.OrdinalIgnoreCase) || tag.StartsWith(size + "-", StringComparison.OrdinalIgnoreCase)));

    private static KnownModel Local(string name, int dimensions, int tokens, string queryPrefix = "", string documentPrefix = "") =>
        new("ollama", name, dimensions, false, tokens, OllamaBatch, OllamaBatch * tokens, 0, queryPrefix, documentPrefix);
}
