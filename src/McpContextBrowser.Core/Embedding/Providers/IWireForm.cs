using System.Text.Json;

namespace McpContextBrowser.Core.Embedding.Providers;

/// <summary>How one provider is spoken to. JSON is written and read token by token: no reflection, no tree, and vectors never become objects.</summary>
internal interface IWireForm
{
    /// <summary>The provider's public server.</summary>
    Uri PublicUrl { get; }

    /// <summary>Whether the public server answers nobody without a key.</summary>
    bool NeedsKey { get; }

    /// <summary>Where requests for a model go.</summary>
    /// <param name="baseUrl">As configured; its query stays.</param>
    Uri AddressOf(Uri baseUrl, string model);

    /// <summary>The header that carries the key.</summary>
    (string Name, string Value) KeyHeader(Uri baseUrl, string key);

    /// <summary>Writes the body of a request.</summary>
    void Write(Utf8JsonWriter json, EmbeddingCall call);

    /// <summary>Reads an answer with status 200.</summary>
    /// <param name="rows">Gets each vector.</param>
    /// <returns>Tokens the provider counted; null when it does not say.</returns>
    /// <exception cref="JsonException">Not JSON, or not of the provider's form.</exception>
    /// <exception cref="AttemptFailure">A vector that cannot be used.</exception>
    long? Read(ref Utf8JsonReader json, VectorRows rows);

    /// <summary>What the user can do when the endpoint does not know the model.</summary>
    string WhenModelMissing(string model);
}
