using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using McpContextBrowser.Server.Auth;
using McpContextBrowser.Server.Limits;
using McpContextBrowser.Server.Observability;
using McpContextBrowser.Server.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpContextBrowser.Server.Mcp;

/// <summary>
/// MCP over Streamable HTTP: revisions with a handshake live in sessions, 2026-07-28 in single requests that end when the client
/// goes away. Every message passes the <see cref="Gatekeeper"/> before the SDK's transport sees it.
/// </summary>
internal sealed class McpEndpoint(
    HttpDoorOptions options,
    IMcpSurface surface,
    Gatekeeper gatekeeper,
    FairGate gate,
    McpSessions sessions,
    TimeProvider time,
    ILoggerFactory logs)
{
    public const string Path = "/mcp";

    private const string Json = "application/json";
    private const string Events = "text/event-stream";
    private const string TraceParent = "traceparent"; // W3C trace context, in headers and in MCP's metadata
    private const int NoSession = -32001; // what the SDKs of other languages answer

    private static readonly JsonTypeInfo<JsonRpcMessage> MessageType = (JsonTypeInfo<JsonRpcMessage>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage));
    private static readonly JsonTypeInfo<CancelledNotificationParams> CancelledType = (JsonTypeInfo<CancelledNotificationParams>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(CancelledNotificationParams));
    private static readonly JsonTypeInfo<JsonRpcError> ErrorType = (JsonTypeInfo<JsonRpcError>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcError));

    private readonly ILogger _log = logs.CreateLogger<McpEndpoint>();

    public async Task PostAsync(HttpContext context)
    {
        if (RequestRules.CheckAccept(context.Request, Json, Events) is { } unfit)
        {
            await RefuseAsync(context, unfit, default);
            return;
        }

        if (await ReadAsync(context) is not { } message)
        {
            return;
        }

        var id = message is JsonRpcRequest request ? request.Id : default;
        if ((RequestRules.CheckVersion(context.Request, message) ?? RequestRules.CheckMessage(context.Request, message)) is { } wrong)
        {
            await RefuseAsync(context, wrong, id);
            return;
        }

        Trace(context, message);
        using var scope = RequestLog.Begin(_log, Visit.Of(context).CorrelationId);
        var (operation, target, collections) = Describe(message);
        if (!await gatekeeper.AdmitAsync(
            context, operation, target, collections, collection => surface.IsGranted(Visit.Of(context).Caller!, operation!.Value, collection), (status, _, sentence, limit) => RefuseAsync(context, new(status, -32000, sentence, limit), id)))
        {
            return;
        }

        using var place = await gate.TryEnterAsync(Visit.Of(context).Caller!.Name, context.RequestAborted);
        if (place is null)
        {
            await RefuseFullAsync(context, "busy", "The server is busy; wait as long as Retry-After says.", 1, id);
            return;
        }

        using var bound = new CancellationTokenSource(options.MaxDuration, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, bound.Token);
        try
        {
            await (RequestRules.IsSessionless(context.Request) ? AnswerAloneAsync(context, message, either.Token) : AnswerInSessionAsync(context, message, id, either.Token));
        }
        catch (OperationCanceledException) when (bound.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            await RefuseLateAsync(context, id);
        }
    }

    /// <summary>The stream on which the server speaks unasked; until 2025-11-25.</summary>
    public async Task GetAsync(HttpContext context)
    {
        if (await SessionOrRefuseAsync(context, Events) is not { } session)
        {
            return;
        }

        if (!session.TryListen())
        {
            await RefuseAsync(context, new(StatusCodes.Status409Conflict, -32000, "This session has its stream already."), default);
            return;
        }

        using var use = session.Use();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, session.Ended);
        try
        {
            context.Response.Headers[Protocol.SessionHeader] = session.Id;
            BeginEvents(context);
            await session.Transport.HandleGetRequestAsync(context.Response.Body, either.Token);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // how such a stream ends: the client has gone, or the session has
        }
        finally
        {
            session.StopListening();
        }
    }

    /// <summary>Ends a session; until 2025-11-25.</summary>
    public async Task DeleteAsync(HttpContext context)
    {
        if (await SessionOrRefuseAsync(context, null) is { } session)
        {
            await sessions.EndAsync(session);
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
    }

    private async Task<McpSession?> SessionOrRefuseAsync(HttpContext context, string? form)
    {
        var wrong = RequestRules.CheckVersion(context.Request);
        if (wrong is null && RequestRules.IsSessionless(context.Request))
        {
            context.Response.Headers.Allow = HttpMethods.Post;
            wrong = new(StatusCodes.Status405MethodNotAllowed, -32000, "This revision has POST only.");
        }

        wrong ??= form is null ? null : RequestRules.CheckAccept(context.Request, form);
        if (wrong is not null)
        {
            await RefuseAsync(context, wrong, default);
            return null;
        }

        if (!await gatekeeper.AdmitAsync(context, Operation.Health, $"{context.Request.Method} {Path}", [], Gatekeeper.NoCollection, (status, _, sentence, limit) => RefuseAsync(context, new(status, -32000, sentence, limit), default)))
        {
            return null;
        }

        return await FindAsync(context, default);
    }

    private async Task<McpSession?> FindAsync(HttpContext context, RequestId id)
    {
        var name = context.Request.Headers[Protocol.SessionHeader].ToString();
        if (name.Length == 0)
        {
            await RefuseAsync(context, new(StatusCodes.Status400BadRequest, -32000, $"{Protocol.SessionHeader} is missing; a session begins with initialize."), id);
            return null;
        }

        var session = await sessions.FindAsync(name, Visit.Of(context).Caller!);
        if (session is null)
        {
            await RefuseAsync(context, new(StatusCodes.Status404NotFound, NoSession, "There is no such session; begin a new one with initialize."), id);
        }

        return session;
    }

    private async Task AnswerInSessionAsync(HttpContext context, JsonRpcMessage message, RequestId id, CancellationToken cancellationToken)
    {
        McpSession? session;
        if (message is JsonRpcRequest { Method: RequestMethods.Initialize } && !context.Request.Headers.ContainsKey(Protocol.SessionHeader))
        {
            session = await sessions.OpenAsync(Visit.Of(context).Caller!);
            if (session is null)
            {
                await RefuseFullAsync(context, "sessions", "There are too many sessions; wait as long as Retry-After says.", 60, id);
                return;
            }
        }
        else
        {
            session = await FindAsync(context, id);
            if (session is null)
            {
                return;
            }
        }

        using var use = session.Use();
        context.Response.Headers[Protocol.SessionHeader] = session.Id;
        BeginEvents(context);
        try
        {
            await EndAsync(context, await session.Transport.HandlePostRequestAsync(message, context.Response.Body, cancellationToken));
        }
        catch (OperationCanceledException) when (message is JsonRpcRequest && !context.RequestAborted.IsCancellationRequested)
        {
            // A session outlives its requests: the one that took too long is told to end, as its client could.
            var cancel = new JsonRpcNotification { Method = NotificationMethods.CancelledNotification, Params = JsonSerializer.SerializeToNode(new CancelledNotificationParams { RequestId = id }, CancelledType) };
            await session.Transport.HandlePostRequestAsync(cancel, Stream.Null, CancellationToken.None);
            throw;
        }
    }

    private async Task AnswerAloneAsync(HttpContext context, JsonRpcMessage message, CancellationToken cancellationToken)
    {
        var serverOptions = surface.ServerOf(Visit.Of(context).Caller!);
        serverOptions.ScopeRequests = false;
        message.Context ??= new();
        message.Context.ProtocolVersion = Protocol.Sessionless;
        await using var transport = new StreamableHttpServerTransport(logs) { Stateless = true, FlowExecutionContextFromRequests = true };
        await using var server = McpServer.Create(transport, serverOptions, logs);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var run = server.RunAsync(end.Token);
        try
        {
            BeginEvents(context);
            await EndAsync(context, await transport.HandlePostRequestAsync(message, context.Response.Body, first => ChooseStatus(context, first), cancellationToken));
        }
        finally
        {
            await end.CancelAsync();
            await run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>2026-07-28 tells some failures by the status too.</summary>
    private static ValueTask ChooseStatus(HttpContext context, JsonRpcMessage? first)
    {
        if (first is JsonRpcError { Error: { } error } && !context.Response.HasStarted)
        {
            context.Response.StatusCode = (McpErrorCode)error.Code switch
            {
                McpErrorCode.MethodNotFound => StatusCodes.Status404NotFound,
                McpErrorCode.MissingRequiredClientCapability or McpErrorCode.UnsupportedProtocolVersion or McpErrorCode.HeaderMismatch => StatusCodes.Status400BadRequest,
                _ => context.Response.StatusCode,
            };
        }

        return default;
    }

    /// <summary>
    /// One id for the request wherever it is told of: the trace in the message's own metadata is nearer to the client than that of
    /// the header. What serves the call reads it from the metadata.
    /// </summary>
    private static void Trace(HttpContext context, JsonRpcMessage message)
    {
        if (message is not JsonRpcRequest request || (request.Params ??= new JsonObject()) is not JsonObject parameters)
        {
            return;
        }

        if ((parameters["_meta"] ??= new JsonObject()) is not JsonObject meta)
        {
            return; // misshapen; the protocol's own answer follows
        }

        var visit = Visit.Of(context);
        if (meta[TraceParent] is JsonValue value && value.TryGetValue<string>(out var text) && ActivityContext.TryParse(text, null, out var trace))
        {
            visit.CorrelationId = trace.TraceId.ToHexString();
            context.Response.Headers[Visit.Header] = visit.CorrelationId;
        }
        else
        {
            meta[TraceParent] = $"00-{visit.CorrelationId}-{ActivitySpanId.CreateRandom().ToHexString()}-00";
        }
    }

    /// <summary>What a message is in the role table, and what it is about.</summary>
    private (Operation? Operation, string Target, IReadOnlyList<string> Collections) Describe(JsonRpcMessage message)
    {
        var (method, parameters) = message switch
        {
            JsonRpcRequest request => (request.Method, request.Params as JsonObject),
            JsonRpcNotification notification => (notification.Method, notification.Params as JsonObject),
            _ => ("response", null),
        };
        if (method != RequestMethods.ToolsCall)
        {
            return (surface.OperationOfMethod(method, parameters), method, surface.CollectionsIn(method, parameters));
        }

        var tool = parameters?["name"] is JsonValue name && name.TryGetValue<string>(out var text) ? text : "";
        return (surface.OperationOfTool(tool), tool, surface.CollectionsIn(method, parameters));
    }

    private async Task<JsonRpcMessage?> ReadAsync(HttpContext context)
    {
        try
        {
            if (context.Request.HasJsonContentType() && await context.Request.ReadFromJsonAsync(MessageType, context.RequestAborted) is { } message)
            {
                return message;
            }
        }
        catch (JsonException)
        {
            // answered below, like a body that is JSON but no message
        }
        catch (BadHttpRequestException tooLarge) when (tooLarge.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            await RefuseAsync(context, new(tooLarge.StatusCode, -32000, $"The body is larger than the {options.MaxBodyBytes:N0} bytes that this server reads.", new("body")), default);
            return null;
        }

        await RefuseAsync(context, new(StatusCodes.Status400BadRequest, (int)McpErrorCode.InvalidRequest, "The body is no JSON-RPC message."), default);
        return null;
    }

    private static void BeginEvents(HttpContext context)
    {
        context.Response.ContentType = Events;
        context.Response.Headers["X-Accel-Buffering"] = "no"; // nginx would keep events back
        context.Features.GetRequiredFeature<IHttpResponseBodyFeature>().DisableBuffering();
    }

    private static Task EndAsync(HttpContext context, bool answered)
    {
        if (!answered)
        {
            context.Response.ContentType = null;
            context.Response.StatusCode = StatusCodes.Status202Accepted;
        }

        return Task.CompletedTask;
    }

    /// <summary>A limit is reached that others will leave again: the same request may succeed later, and programs can tell.</summary>
    private static Task RefuseFullAsync(HttpContext context, string limit, string message, int seconds, RequestId id) =>
        RefuseAsync(context, new(StatusCodes.Status503ServiceUnavailable, -32000, message, new(limit, seconds)), id);

    /// <summary>The operation took too long. Where its stream has begun already, the refusal is the stream's last event.</summary>
    private static async Task RefuseLateAsync(HttpContext context, RequestId id)
    {
        var late = new RuleBreak(StatusCodes.Status503ServiceUnavailable, -32000, "This took longer than http.maxDuration allows and was given up.", new("duration", 1));
        if (!context.Response.HasStarted)
        {
            await RefuseAsync(context, late, id);
            return;
        }

        await context.Response.WriteAsync($"event: message\ndata: {JsonSerializer.Serialize(ErrorOf(late, id), ErrorType)}\n\n", context.RequestAborted);
    }

    private static Task RefuseAsync(HttpContext context, RuleBreak broken, RequestId id)
    {
        Refusals.Begin(context, broken.Status, broken.Limit);
        return context.Response.WriteAsJsonAsync(ErrorOf(broken, id), ErrorType, Json, context.RequestAborted);
    }

    private static JsonRpcError ErrorOf(RuleBreak broken, RequestId id) => new()
    {
        Id = id,
        Error = new()
        {
            Code = broken.Code,
            Message = broken.Message,
            Data = broken.Limit is null ? broken.Facts : JsonSerializer.SerializeToNode(broken.Limit, HttpJson.Default.LimitReached),
        },
    };
}
