using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace McpContextBrowser.Tests.Embedding.Providers;

/// <summary>Right answers in each provider's form. The vector of a text follows from the text alone.</summary>
internal static class FakeAnswers
{
    /// <summary>Dimensions of the fakes' models, unless a request asks for others.</summary>
    public const int Dimensions = 8;

    /// <summary>Some floats between −1 and 1 that belong to the text.</summary>
    public static float[] VectorOf(string text, int dimensions = Dimensions)
    {
        var random = new Random(text.Aggregate(17, (hash, c) => (hash * 31) + c));
        return [.. Enumerable.Range(0, dimensions).Select(_ => (2 * random.NextSingle()) - 1)];
    }

    /// <summary>The same at length 1, as the embedder must return it.</summary>
    public static float[] UnitVectorOf(string text, int dimensions = Dimensions)
    {
        var vector = VectorOf(text, dimensions);
        var length = Math.Sqrt(vector.Sum(v => (double)v * v));
        return [.. vector.Select(v => (float)(v / length))];
    }

    /// <summary>OpenAI and Voyage, base64 or numbers as asked.</summary>
    public static Task OpenAiAsync(FakeProvider.Recorded request, HttpContext context)
    {
        var asked = JsonNode.Parse(request.Body)!;
        var base64 = (string?)asked["encoding_format"] == "base64";
        var dimensions = (int?)(asked["dimensions"] ?? asked["output_dimension"]) ?? Dimensions;
        var texts = asked["input"]!.AsArray().Select(text => (string)text!).ToArray();
        return JsonAsync(context, new JsonObject
        {
            ["object"] = "list",
            ["data"] = new JsonArray([.. texts.Select((text, index) => (JsonNode)new JsonObject
            {
                ["object"] = "embedding",
                ["embedding"] = base64
                    ? Convert.ToBase64String(MemoryMarshal.AsBytes<float>(VectorOf(text, dimensions)))
                    : Numbers(VectorOf(text, dimensions)),
                ["index"] = index,
            })]),
            ["model"] = (string)asked["model"]!,
            ["usage"] = new JsonObject { ["prompt_tokens"] = 7 * texts.Length, ["total_tokens"] = 7 * texts.Length },
        });
    }

    public static Task OllamaAsync(FakeProvider.Recorded request, HttpContext context)
    {
        var asked = JsonNode.Parse(request.Body)!;
        var dimensions = (int?)asked["dimensions"] ?? Dimensions;
        return JsonAsync(context, new JsonObject
        {
            ["model"] = (string)asked["model"]!,
            ["embeddings"] = new JsonArray([.. asked["input"]!.AsArray().Select(text => Numbers(VectorOf((string)text!, dimensions)))]),
            ["total_duration"] = 14143917,
            ["load_duration"] = 1019500,
            ["prompt_eval_count"] = 8,
        });
    }

    public static Task GeminiAsync(FakeProvider.Recorded request, HttpContext context)
    {
        var asked = JsonNode.Parse(request.Body)!["requests"]!.AsArray();
        return JsonAsync(context, new JsonObject
        {
            ["embeddings"] = new JsonArray([.. asked.Select(one => (JsonNode)new JsonObject
            {
                ["values"] = Numbers(VectorOf((string)one!["content"]!["parts"]![0]!["text"]!, (int?)one["outputDimensionality"] ?? Dimensions)),
            })]),
        });
    }

    public static Task TextAsync(HttpContext context, int status, string type, string body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        return context.Response.WriteAsync(body);
    }

    public static Task JsonAsync(HttpContext context, JsonNode body, int status = 200) =>
        TextAsync(context, status, "application/json", body.ToJsonString(new JsonSerializerOptions()));

    private static JsonArray Numbers(float[] vector) => [.. vector.Select(v => JsonValue.Create(v))];
}
