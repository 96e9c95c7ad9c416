using System.Text.Json;

namespace McpContextBrowser.Core.Embedding.Providers;

/// <summary>
/// Google's "Embeddings", method <c>models.batchEmbedContents</c>: <c>POST {base}/models/{model}:batchEmbedContents</c>. Its vectors
/// have length 1 only at full dimensions, so they are scaled here; it does not count tokens.
/// </summary>
internal sealed class GeminiWireForm : IWireForm
{
    public Uri PublicUrl { get; } = new("https://generativelanguage.googleapis.com/v1beta");

    public bool NeedsKey => true;

    public Uri AddressOf(Uri baseUrl, string model) =>
        WireForms.Below(baseUrl, $"/models/{Uri.EscapeDataString(model)}:batchEmbedContents");

    /// <remarks>A header, never the <c>key</c> parameter of the address, which ends up in logs.</remarks>
    public (string Name, string Value) KeyHeader(Uri baseUrl, string key) => ("x-goog-api-key", key);

    public void Write(Utf8JsonWriter json, EmbeddingCall call)
    {
        json.WriteStartObject();
        json.WriteStartArray("requests"u8);
        foreach (var text in call.Texts)
        {
            json.WriteStartObject();
            json.WriteString("model"u8, "models/" + call.Model.Name);
            json.WriteStartObject("content"u8);
            json.WriteStartArray("parts"u8);
            json.WriteStartObject();
            json.WriteString("text"u8, text);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteString("taskType"u8, call.Side == EmbeddingSide.Query ? "CODE_RETRIEVAL_QUERY"u8 : "RETRIEVAL_DOCUMENT"u8);
            if (call.Dimensions is { } dimensions)
            {
                json.WriteNumber("outputDimensionality"u8, dimensions);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public long? Read(ref Utf8JsonReader json, VectorRows rows)
    {
        JsonWalk.RequireObject(ref json);
        while (JsonWalk.NextProperty(ref json))
        {
            if (!json.ValueTextEquals("embeddings"u8))
            {
                JsonWalk.SkipValue(ref json);
                continue;
            }

            JsonWalk.RequireArray(ref json);
            while (JsonWalk.NextItem(ref json))
            {
                ReadItem(ref json, rows);
            }
        }

        return null;
    }

    public string WhenModelMissing(string model) => $"Set EMBEDDING_MODEL to a Gemini embedding model, such as gemini-embedding-001; '{model}' is none.";

    private static void ReadItem(ref Utf8JsonReader json, VectorRows rows)
    {
        JsonWalk.RequireStarted(ref json);
        while (JsonWalk.NextProperty(ref json))
        {
            if (json.ValueTextEquals("values"u8))
            {
                json.Read();
                rows.ReadNext(ref json);
            }
            else
            {
                JsonWalk.SkipValue(ref json);
            }
        }
    }
}
