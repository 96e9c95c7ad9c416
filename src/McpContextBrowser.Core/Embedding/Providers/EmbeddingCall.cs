namespace McpContextBrowser.Core.Embedding.Providers;

/// <summary>One request.</summary>
/// <param name="Model">Its <see cref="KnownModel.Name"/> is the name on the wire.</param>
/// <param name="Dimensions">Asked for only when the user chose a length.</param>
/// <param name="Side">Question or document.</param>
/// <param name="Texts">With the model's prefix.</param>
/// <param name="KeepAlive">For Ollama.</param>
internal sealed record EmbeddingCall(
    KnownModel Model, int? Dimensions, EmbeddingSide Side, IReadOnlyList<string> Texts, string KeepAlive);
