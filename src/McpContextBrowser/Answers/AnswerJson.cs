using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace McpContextBrowser.Answers;

/// <summary>Serialisers of the rows, generated at compile time: reflection would cost a cold process some 50 ms.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(HitRow[]))]
[JsonSerializable(typeof(SummaryRow))]
[JsonSerializable(typeof(IndexRow))]
[JsonSerializable(typeof(PlanRow))]
[JsonSerializable(typeof(StatusRow[]))]
[JsonSerializable(typeof(UsageRow[]))]
[JsonSerializable(typeof(ForgetRow))]
[JsonSerializable(typeof(KeysRow))]
[JsonSerializable(typeof(ApiKeyRow[]))]
[JsonSerializable(typeof(HeldRow))]
[JsonSerializable(typeof(FindingRow[]))]
[JsonSerializable(typeof(CheckRow))]
[JsonSerializable(typeof(GarbageRow))]
[JsonSerializable(typeof(SearchResultRow))]
[JsonSerializable(typeof(PieceRow))]
[JsonSerializable(typeof(ExistingRow[]))]
[JsonSerializable(typeof(StatusResultRow))]
[JsonSerializable(typeof(IndexResultRow))]
internal sealed partial class AnswerJson : JsonSerializerContext
{
    /// <summary>Leaves quotes, angle brackets and letters of all languages as they are: no HTML page will hold this.</summary>
    public static AnswerJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
