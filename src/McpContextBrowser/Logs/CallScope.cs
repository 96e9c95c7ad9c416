using Microsoft.Extensions.Logging;

namespace McpContextBrowser.Logs;

/// <summary>The call that a log line belongs to, also where whoever writes the line knows of none: a library, or indexing that outlives its call.</summary>
internal static class CallScope
{
    private const string Id = "CorrelationId";

    private static readonly Func<ILogger, string, IDisposable?> Scope = LoggerMessage.DefineScope<string>("correlation id {CorrelationId}");

    /// <summary>Every line until the result is disposed, and of what is started meanwhile, has this id.</summary>
    public static IDisposable? Begin(ILogger log, string correlationId) => Scope(log, correlationId);

    /// <returns>The id of the innermost call; null outside of one.</returns>
    public static string? IdOf(IExternalScopeProvider? scopes)
    {
        var found = new Found();
        scopes?.ForEachScope(
            static (scope, found) => found.Id = (scope as IReadOnlyList<KeyValuePair<string, object?>>)?.FirstOrDefault(value => value.Key == Id).Value as string ?? found.Id,
            found);
        return found.Id;
    }

    private sealed class Found
    {
        public string? Id { get; set; }
    }
}
