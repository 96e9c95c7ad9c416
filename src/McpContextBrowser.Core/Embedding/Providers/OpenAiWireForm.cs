using System.Text.Json;

namespace McpContextBrowser.Core.Embedding.Providers;

/// <summary>
/// OpenAI's "Create embeddings", as OpenAI, Azure OpenAI, LM Studio, vLLM, llama.cpp and many others serve it:
/// <c>POST {base}/embeddings</c>. Vectors are asked for in base64, a quarter of the bytes; servers that know only numbers answer so.
/// </summary>
internal sealed class OpenAiWireForm : IWireForm
{
    public Uri PublicUrl { get; } = new("https://api.openai.com/v1");

    public bool NeedsKey => true;

    public Uri AddressOf(Uri baseUrl, string model) => WireForms.Below(baseUrl, "/embeddings");

    /// <remarks>Azure's keys have a header of their own.</remarks>
    public (string Name, string Value) KeyHeader(Uri baseUrl, string key) =>
        baseUrl.Host.EndsWith(".azure.com", StringComparison.OrdinalIgnoreCase) ? ("api-key", key) : ("Authorization", "Bearer " + key);

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
        json.WriteString("encoding_format"u8, "base64"u8);
        if (call.Dimensions is { } dimensions)
        {
            json.WriteNumber("dimensions"u8, dimensions);
        }

        json.WriteEndObject();
    }

    public long? Read(ref Utf8JsonReader json, VectorRows rows) => ReadList(ref json, rows);

    public string WhenModelMissing(string model) => $"Set EMBEDDING_MODEL to a model that this server serves; it does not know '{model}'.";

    /// <summary><c>{"data":[{"index":0,"embedding":…}],"usage":{"total_tokens":n}}</c>, which Voyage answers too.</summary>
    internal static long? ReadList(ref Utf8JsonReader json, VectorRows rows)
    {
        long? tokens = null;
        JsonWalk.RequireObject(ref json);
        while (JsonWalk.NextProperty(ref json))
        {
            if (json.ValueTextEquals("data"u8))
            {
                JsonWalk.RequireArray(ref json);
                while (JsonWalk.NextItem(ref json))
                {
                    ReadItem(ref json, rows);
                }
            }
            else if (json.ValueTextEquals("usage"u8))
            {
                tokens = ReadUsage(ref json);
            }
            else
            {
                JsonWalk.SkipValue(ref json);
            }
        }

        return tokens;
    }

    private static void ReadItem(ref Utf8JsonReader json, VectorRows rows)
    {
        // "index" may come after the vector, so the vector is read again from a copy of the reader.
        var vector = default(Utf8JsonReader);
        var found = false;
        int? index = null;
        JsonWalk.RequireStarted(ref json);
        while (JsonWalk.NextProperty(ref json))
        {
            if (json.ValueTextEquals("embedding"u8))
            {
                json.Read();
                vector = json;
                found = true;
                json.Skip();
            }
            else if (json.ValueTextEquals("index"u8))
            {
                json.Read();
                index = json.TokenType == JsonTokenType.Number ? json.GetInt32() : throw new JsonException("An index is no number.");
            }
            else
            {
                JsonWalk.SkipValue(ref json);
            }
        }

        if (!found)
        {
            throw new JsonException("An item has no embedding.");
        }

        if (index is { } place)
        {
            rows.Read(ref vector, place);
        }
        else
        {
            rows.ReadNext(ref vector);
        }
    }

    private static long? ReadUsage(ref Utf8JsonReader json)
    {
        long? tokens = null;
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return null;
        }

        while (JsonWalk.NextProperty(ref json))
        {
            if (json.ValueTextEquals("total_tokens"u8))
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
}
