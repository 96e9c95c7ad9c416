namespace McpContextBrowser.Core.Contracts;

/// <summary>What belongs to one call from its door to the last room: who asked, until when.</summary>
public sealed record CallContext
{
    /// <summary>One id from the request to the last log line and provider call; 32 hexadecimal digits unless a client gave one.</summary>
    public required string CorrelationId { get; init; }

    /// <summary>When the caller stops waiting; null waits as long as it takes.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>Who asked, as the door knows it: <c>cli</c>, <c>mcp:stdio</c>, later a user name.</summary>
    public required string Caller { get; init; }

    /// <summary>A context with a fresh correlation id.</summary>
    public static CallContext For(string caller) =>
        new() { CorrelationId = Guid.NewGuid().ToString("N"), Caller = caller };
}
