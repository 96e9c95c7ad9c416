using McpContextBrowser.Configuration;
using McpContextBrowser.Core.Contracts;
using Microsoft.Extensions.Logging;

namespace McpContextBrowser.Logs;

/// <summary>
/// Brings what libraries log through <c>Microsoft.Extensions.Logging</c> into the log. A message is put together from values that
/// may name anything, so at the default level only the event and the values of <see cref="Safe"/> are kept.
/// </summary>
/// <param name="log">Belongs to the caller.</param>
internal sealed class RunLogProvider(RunLog log) : ILoggerProvider, ISupportExternalScope
{
    private IExternalScopeProvider? _scopes;

    /// <summary>Names of values that never come from a file, a question or a client.</summary>
    private static class Safe
    {
        public const string Id = "correlationId";
        public const string Name = "tool";
        public const string Code = "code";
        public const string Milliseconds = "milliseconds";
    }

    public ILogger CreateLogger(string categoryName) => new Logger(log, categoryName, this);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
        // the log belongs to the caller
    }

    private sealed class Logger(RunLog log, string category, RunLogProvider provider) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => provider._scopes?.Push(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None && log.Keeps(SeverityOf(logLevel));

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
            {
                return;
            }

            var values = state as IReadOnlyList<KeyValuePair<string, object?>> ?? [];
            log.Write(new LogEntry(SeverityOf(logLevel), eventId.Name ?? category)
            {
                Id = Value(values, Safe.Id) as string ?? CallScope.IdOf(provider._scopes),
                Name = Value(values, Safe.Name) as string,
                Code = Value(values, Safe.Code) as string ?? (exception as CtxbException)?.Code,
                Milliseconds = Value(values, Safe.Milliseconds) as long?,
                Message = formatter(state, exception),
                Failure = exception,
            });
        }

        private static object? Value(IReadOnlyList<KeyValuePair<string, object?>> values, string name) =>
            values.FirstOrDefault(value => string.Equals(value.Key, name, StringComparison.OrdinalIgnoreCase)).Value;

        private static LogSeverity SeverityOf(LogLevel level) => level switch
        {
            LogLevel.Trace or LogLevel.Debug => LogSeverity.Debug,
            LogLevel.Information => LogSeverity.Information,
            LogLevel.Warning => LogSeverity.Warning,
            _ => LogSeverity.Error,
        };
    }
}
