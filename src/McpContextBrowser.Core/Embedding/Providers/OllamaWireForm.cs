using System.Text.Json;

namespace McpContextBrowser.Core.Embedding.Providers;

/// <summary>Ollama's "Generate Embeddings": <c>POST {base}/api/embed</c>.</summary>
internal sealed class OllamaWireForm : IWireForm
{
    public Uri PublicUrl { get; } = new("http://127.0.0.1:11434");

    public bool NeedsKey => false;

    public Uri AddressOf(Uri baseUrl, string model) => WireForms.Below(baseUrl, "/api/embed");

    public (string Name, string Value) KeyHeader(Uri baseUrl, string key) => ("Authorization", "Bearer " + key);

    public void Write(Utf8JsonWriter json, EmbeddingCall call)
    {
        json.WriteStartObject();
        json.WriteString("model"u8, call.Model.Name);
        json.WriteStartArray("input"u8);
        foreach (var text in call.Texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
        json.WriteBoolean("truncate"u8, true);
        if (call.Dimensions is { } dimensions)
        {
            json.WriteNumber("dimensions"u8, dimensions);
        }

        json.WriteString("keep_alive"u8, call.KeepAlive);
        json.WriteEndObject();
    }

    public long? Read(ref Utf8JsonReader json, VectorRows rows)
    {
        long? tokens = null;
        JsonWalk.RequireObject(ref json);
        while (JsonWalk.NextProperty(ref json))
        {
            if (json.ValueTextEquals("embeddings"u8))
            {
                JsonWalk.RequireArray(ref json);
                while (JsonWalk.NextItem(ref json))
                {
                    rows.ReadNext(ref json);
                }
            }
            else if (json.ValueTextEquals("prompt_eval_count"u8))
            {
                json.Read();
                tokens = json.TokenType == JsonTokenType.Number ? json.GetInt64() : null;
            }
            else
            {
                JsonWalk.SkipValue(ref json);
            }
        }

        return tokens;
    }

    public string WhenModelMissing(string model) => $"Run: ollama pull {model}";
}
