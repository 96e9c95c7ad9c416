namespace McpContextBrowser.Core.Embedding.Providers;

/// <summary>The vectors of one request.</summary>
/// <param name="Rows">All filled.</param>
/// <param name="Tokens">As the provider counted them; null when it did not.</param>
internal sealed record EndpointAnswer(VectorRows Rows, long? Tokens);
