using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace McpContextBrowser.Server.Mcp;

/// <summary>
/// What Streamable HTTP asks of headers and body: the accepted forms, the revision in both places, and since 2026-07-28 the method
/// and the name repeated in headers, so that a proxy may route by what the server will do.
/// </summary>
internal static class RequestRules
{
    private const string EncodedStart = "=?base64?";
    private const string EncodedEnd = "?=";

    private static readonly string[] Removed = [RequestMethods.Initialize, RequestMethods.Ping, "logging/setLevel", "resources/subscribe", "resources/unsubscribe"];

    /// <summary>True when the request says to be of a revision without sessions.</summary>
    public static bool IsSessionless(HttpRequest request) => string.Equals(request.Headers[Protocol.VersionHeader], Protocol.Sessionless, StringComparison.Ordinal);

    public static RuleBreak? CheckAccept(HttpRequest request, params ReadOnlySpan<string> wanted)
    {
        var accepted = request.GetTypedHeaders().Accept;
        foreach (var form in wanted)
        {
            if (!accepted.Any(entry => entry.MatchesMediaType(form)))
            {
                return new(StatusCodes.Status406NotAcceptable, -32000, $"The client must accept {form}.");
            }
        }

        return null;
    }

    /// <summary>Whether the revision that the header names is spoken. The refusal names those that are, in the form that the message has.</summary>
    /// <param name="request">Its headers.</param>
    /// <param name="message">Null where there is none.</param>
    public static RuleBreak? CheckVersion(HttpRequest request, JsonRpcMessage? message = null) =>
        request.Headers[Protocol.VersionHeader].ToString() is { Length: > 0 } version && !Protocol.All.Contains(version)
            ? new(
                StatusCodes.Status400BadRequest,
                (int)McpErrorCode.UnsupportedProtocolVersion,
                $"This server does not speak the revision that {Protocol.VersionHeader} names.",
                Facts: new JsonObject { ["supported"] = new JsonArray([.. (SaysItself(message) ? [Protocol.Sessionless] : Protocol.All).Select(known => JsonValue.Create(known))]), ["requested"] = version })
            : null;

    /// <summary>True for a message that tells its own revision, as those without a session do; <c>server/discover</c> names the revisions of that form.</summary>
    private static bool SaysItself(JsonRpcMessage? message) =>
        message is JsonRpcRequest { Params: JsonObject parameters } && (parameters["_meta"] as JsonObject)?.ContainsKey(MetaKeys.ProtocolVersion) == true;

    /// <summary>Compares a message with the headers it came with.</summary>
    public static RuleBreak? CheckMessage(HttpRequest request, JsonRpcMessage message)
    {
        var (method, parameters) = message switch
        {
            JsonRpcRequest asked => (asked.Method, asked.Params as JsonObject),
            JsonRpcNotification told => (told.Method, told.Params as JsonObject),
            _ => (null, null),
        };
        return method is null ? null
            : CheckVersions(request, message, method, parameters)
            ?? (IsSessionless(request) ? CheckSessionless(request, message, method, parameters) : null);
    }

    private static RuleBreak? CheckVersions(HttpRequest request, JsonRpcMessage message, string method, JsonObject? parameters)
    {
        var header = request.Headers[Protocol.VersionHeader].ToString();
        if (method == RequestMethods.Initialize && header.Length > 0 && Text(parameters?["protocolVersion"]) is { } opened && opened != header)
        {
            return Mismatch($"{Protocol.VersionHeader} and protocolVersion name different revisions.");
        }

        var meta = Text((parameters?["_meta"] as JsonObject)?[MetaKeys.ProtocolVersion]);
        if (header != Protocol.Sessionless && meta != Protocol.Sessionless)
        {
            return null;
        }

        return header.Length == 0 ? Mismatch($"{Protocol.VersionHeader} is missing.")
            : meta is null && message is JsonRpcRequest ? Invalid($"_meta lacks {MetaKeys.ProtocolVersion}.")
            : meta is not null && meta != header ? Mismatch($"{Protocol.VersionHeader} and _meta name different revisions.")
            : null;
    }

    private static RuleBreak? CheckSessionless(HttpRequest request, JsonRpcMessage message, string method, JsonObject? parameters)
    {
        if (request.Headers[Protocol.MethodHeader].ToString().Trim() is var named && named != method)
        {
            return Mismatch(named.Length == 0 ? $"{Protocol.MethodHeader} is missing." : $"{Protocol.MethodHeader} is not the method of the body.");
        }

        var key = method switch
        {
            RequestMethods.ToolsCall or RequestMethods.PromptsGet => "name",
            RequestMethods.ResourcesRead => "uri",
            _ => null,
        };
        if (key is not null && Decoded(request.Headers[Protocol.NameHeader].ToString().Trim()) is var name && (name is null or "" || name != Text(parameters?[key])))
        {
            return Mismatch(name is "" ? $"{Protocol.NameHeader} is missing." : $"{Protocol.NameHeader} is not the {key} of the body.");
        }

        return message is not JsonRpcRequest ? null
            : (parameters?["_meta"] as JsonObject)?[MetaKeys.ClientCapabilities] is not JsonObject ? Invalid($"_meta lacks {MetaKeys.ClientCapabilities}.")
            : Removed.Contains(method) ? new(StatusCodes.Status404NotFound, (int)McpErrorCode.MethodNotFound, $"This revision has no {method}.")
            : null;
    }

    /// <summary>A header value, which may wrap what is not ASCII.</summary>
    /// <returns>Null for a value that is no valid header or no valid base64.</returns>
    private static string? Decoded(string value)
    {
        if (value.Any(c => c is not '\t' and (< ' ' or > '~')))
        {
            return null;
        }

        if (!value.StartsWith(EncodedStart, StringComparison.Ordinal) || !value.EndsWith(EncodedEnd, StringComparison.Ordinal) || value.Length < EncodedStart.Length + EncodedEnd.Length)
        {
            return value;
        }

        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(value[EncodedStart.Length..^EncodedEnd.Length]));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static RuleBreak Mismatch(string message) => new(StatusCodes.Status400BadRequest, (int)McpErrorCode.HeaderMismatch, message);

    private static RuleBreak Invalid(string message) => new(StatusCodes.Status400BadRequest, (int)McpErrorCode.InvalidParams, message);
}
