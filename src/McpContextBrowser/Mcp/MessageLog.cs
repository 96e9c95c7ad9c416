using McpContextBrowser.Logs;
using Microsoft.Extensions.Logging;

namespace McpContextBrowser.Mcp;

/// <summary>Log lines for whoever reads stderr, one line each: level, category, call, message, kind of failure.</summary>
internal sealed class MessageLog(TextWriter messages) : ILoggerProvider, ISupportExternalScope
{
    private readonly TextWriter _messages = TextWriter.Synchronized(messages);
    private IExternalScopeProvider? _scopes;

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
        // the writer belongs to the caller
    }

    private sealed class Logger(MessageLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => log._scopes?.Push(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var cause = exception is null ? "" : $": {exception}";
            var call = CallScope.IdOf(log._scopes) is { } id ? $" ({id})" : "";
            log._messages.WriteLine($"ctxb [{logLevel}] {category}{call}: {formatter(state, exception)}{cause}".ReplaceLineEndings("\n    "));
        }
    }
}
