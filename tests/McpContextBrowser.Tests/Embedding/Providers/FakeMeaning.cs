using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace McpContextBrowser.Tests.Embedding.Providers;

/// <summary>A fake model that understands a little: texts about the same thing get near vectors, whatever their words are.</summary>
internal static class FakeMeaning
{
    private static readonly string[][] Subjects = [["shutdown", "end of all work"], ["parseHeader", "splitting what a browser sends"]];

    /// <summary>Answers in the form of the provider that the request's path belongs to.</summary>
    public static Task AnswerAsync(FakeProvider.Recorded request, HttpContext context)
    {
        var asked = JsonNode.Parse(request.Body)!;
        if (request.PathAndQuery.EndsWith(":batchEmbedContents", StringComparison.Ordinal))
        {
            var texts = asked["requests"]!.AsArray().Select(one => (string)one!["content"]!["parts"]![0]!["text"]!);
            return FakeAnswers.JsonAsync(context, new JsonObject
            {
                ["embeddings"] = new JsonArray([.. texts.Select(text => (JsonNode)new JsonObject { ["values"] = Vector(text) })]),
            });
        }

        var input = asked["input"]!.AsArray().Select(text => (string)text!).ToArray();
        return request.PathAndQuery.EndsWith("/api/embed", StringComparison.Ordinal)
            ? FakeAnswers.JsonAsync(context, new JsonObject { ["embeddings"] = new JsonArray([.. input.Select(Vector)]), ["prompt_eval_count"] = 5 * input.Length })
            : FakeAnswers.JsonAsync(context, new JsonObject
            {
                ["data"] = new JsonArray([.. input.Select((text, index) => (JsonNode)new JsonObject { ["embedding"] = Vector(text), ["index"] = index })]),
                ["usage"] = new JsonObject { ["total_tokens"] = 5 * input.Length },
            });
    }

    private static JsonNode Vector(string text)
    {
        var vector = FakeAnswers.UnitVectorOf(text);
        for (var i = 0; i < Subjects.Length; i++)
        {
            vector[i] += Subjects[i].Any(word => text.Contains(word, StringComparison.Ordinal)) ? 4 : 0;
        }

        return new JsonArray([.. vector.Select(v => JsonValue.Create(v))]);
    }
}
