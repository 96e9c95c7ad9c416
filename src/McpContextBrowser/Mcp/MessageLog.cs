using Microsoft.Extensions.Logging;

namespace McpContextBrowser.Mcp;

/// <summary>Log lines for whoever reads stderr, one line each: level, category, message, kind of failure.</summary>
internal sealed class MessageLog(TextWriter messages) : ILoggerProvider
{
    private readonly TextWriter _messages = TextWriter.Synchronized(messages);

    public ILogger CreateLogger(string categoryName) => new Logger(_messages, categoryName);

    public void Dispose()
    {
        // the writer belongs to the caller
    }

    private sealed class Logger(TextWriter messages, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var cause = exception is null ? "" : $": {exception}";
            messages.WriteLine($"ctxb [{logLevel}] {category}: {formatter(state, exception)}{cause}".ReplaceLineEndings("\n    "));
        }
    }
}
