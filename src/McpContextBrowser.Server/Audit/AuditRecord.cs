namespace McpContextBrowser.Server.Audit;

/// <summary>One operation, allowed or refused. Holds no query, no code and no secret.</summary>
public sealed record AuditRecord
{
    public required DateTimeOffset At { get; init; }

    /// <summary>Name of the caller; null when nobody was recognised.</summary>
    public string? Who { get; init; }

    /// <summary>How the caller was recognised.</summary>
    public string? Proof { get; init; }

    public string? Role { get; init; }

    /// <summary>Operation of the role table.</summary>
    public required string Operation { get; init; }

    /// <summary>Route, or tool, or protocol method.</summary>
    public required string Target { get; init; }

    /// <summary>Folders that the operation was about.</summary>
    public IReadOnlyList<string> Collections { get; init; } = [];

    /// <summary><c>allowed</c> or <c>refused</c>.</summary>
    public required string Outcome { get; init; }

    /// <summary>Why it was refused; a stable word such as <c>no-credential</c>, <c>role</c>, <c>collection</c>, <c>rate</c>.</summary>
    public string? Reason { get; init; }

    public required string CorrelationId { get; init; }

    /// <summary>Address that the request came from, trusted proxies taken away.</summary>
    public string? Address { get; init; }
}
