using System.Text.Json.Serialization;
using McpContextBrowser.Server.Observability;

namespace McpContextBrowser.Server.Web;

/// <summary>The JSON of the door's own routes; MCP's is the SDK's.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Refusal))]
[JsonSerializable(typeof(LimitReached))]
[JsonSerializable(typeof(HealthReport))]
[JsonSerializable(typeof(KeyRow))]
[JsonSerializable(typeof(KeyRow[]))]
[JsonSerializable(typeof(NewKey))]
[JsonSerializable(typeof(MadeKey))]
[JsonSerializable(typeof(AuditVerdict))]
[JsonSerializable(typeof(KeysRotated))]
internal sealed partial class HttpJson : JsonSerializerContext;

/// <summary>The same in the names of RFC 9728.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ResourceMetadata))]
internal sealed partial class OAuthJson : JsonSerializerContext;
