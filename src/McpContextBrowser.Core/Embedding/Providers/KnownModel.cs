namespace McpContextBrowser.Core.Embedding.Providers;

/// <summary>What has to be known about a model to ask for vectors in the right portions.</summary>
/// <param name="Provider">The provider's name in the <see cref="EmbedderCatalog"/>.</param>
/// <param name="Name">The model's name on the wire, without a tag.</param>
/// <param name="Dimensions">Its own vector length; 0 when it is not known and has to be asked for.</param>
/// <param name="Shortens">Whether the provider gives shorter vectors on request.</param>
/// <param name="TokensPerText">Longest text.</param>
/// <param name="TextsPerCall">Most texts of one request.</param>
/// <param name="TokensPerCall">Most tokens of one request, all texts together.</param>
/// <param name="DollarsPerMillion">US dollars for a million tokens; 0 for local models, null when not known.</param>
/// <param name="QueryPrefix">What the model was trained to see before a question; the provider may do that itself.</param>
/// <param name="DocumentPrefix">The same before a document.</param>
public sealed record KnownModel(
    string Provider,
    string Name,
    int Dimensions,
    bool Shortens,
    int TokensPerText,
    int TextsPerCall,
    int TokensPerCall,
    decimal? DollarsPerMillion,
    string QueryPrefix = "",
    string DocumentPrefix = "")
{
    /// <summary>The price of that many tokens; null when it is not known.</summary>
    public decimal? PriceOf(long tokens) => DollarsPerMillion * tokens / 1_000_000m;
}
