using McpContextBrowser.Configuration;

namespace McpContextBrowser.Logs;

/// <summary>One line of the log. Everything but <see cref="Message"/> is safe to send to a stranger: no code, path, question or secret.</summary>
/// <param name="Severity">How much it matters.</param>
/// <param name="Event">Stable name, such as <c>tool.call</c>.</param>
internal readonly record struct LogEntry(LogSeverity Severity, string Event)
{
    /// <summary>Correlation id of the call; null outside of one.</summary>
    public string? Id { get; init; }

    /// <summary>Verb or tool.</summary>
    public string? Name { get; init; }

    /// <summary>Stable error code; null when nothing failed.</summary>
    public string? Code { get; init; }

    /// <summary>How long it took; null when that means nothing.</summary>
    public long? Milliseconds { get; init; }

    /// <summary>A sentence that may name files or hold what was asked: kept at the level debug alone.</summary>
    public string? Message { get; init; }

    /// <summary>What was caught. Types and frames are kept, its messages at the level debug alone.</summary>
    public Exception? Failure { get; init; }
}
