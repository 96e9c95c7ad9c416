using Microsoft.Extensions.Logging;

namespace McpContextBrowser.Server.Observability;

/// <summary>What the door logs of a request; every line of it, of libraries too, has the request's correlation id.</summary>
internal static partial class RequestLog
{
    private static readonly Func<ILogger, string, IDisposable?> Scope = LoggerMessage.DefineScope<string>("correlation id {CorrelationId}");

    public static IDisposable? Begin(ILogger log, string correlationId) => Scope(log, correlationId);

    [LoggerMessage(Level = LogLevel.Error, EventName = "request.bug", Message = "a request failed, correlation id {CorrelationId}")]
    public static partial void Bug(ILogger log, string correlationId, Exception bug);
}
