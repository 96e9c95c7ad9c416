using System.Text.Json;

namespace McpContextBrowser.Core.Embedding.Providers;

/// <summary>Voyage's "Text embedding models": <c>POST {base}/embeddings</c>. The provider itself adds the prompts of questions and documents.</summary>
internal sealed class VoyageWireForm : IWireForm
{
    public Uri PublicUrl { get; } = new("https://api.voyageai.com/v1");

    public bool NeedsKey => true;

    public Uri AddressOf(Uri baseUrl, string model) => WireForms.Below(baseUrl, "/embeddings");

    public (string Name, string Value) KeyHeader(Uri baseUrl, string key) => ("Authorization", "Bearer " + key);

    public void Write(Utf8JsonWriter json, EmbeddingCall call)
    {
        json.WriteStartObject();
        json.WriteStartArray("input"u8);
        foreach (var text in call.Texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
        json.WriteString("model"u8, call.Model.Name);
        json.WriteString("input_type"u8, call.Side == EmbeddingSide.Query ? "query"u8 : "document"u8);
        json.WriteBoolean("truncation"u8, true);
        if (call.Dimensions is { } dimensions)
        {
            json.WriteNumber("output_dimension"u8, dimensions);
        }

        json.WriteString("output_dtype"u8, "float"u8);
        json.WriteString("encoding_format"u8, "base64"u8);
        json.WriteEndObject();
    }

    public long? Read(ref Utf8JsonReader json, VectorRows rows) => OpenAiWireForm.ReadList(ref json, rows);

    public string WhenModelMissing(string model) => $"Set EMBEDDING_MODEL to a model of Voyage, such as voyage-code-3; it does not know '{model}'.";
}
