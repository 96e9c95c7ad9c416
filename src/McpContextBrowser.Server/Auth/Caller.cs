namespace McpContextBrowser.Server.Auth;

/// <summary>Who sent a request, once it is known.</summary>
public sealed record Caller
{
    /// <summary>Name of the user or service; what limits and the audit log count by.</summary>
    public required string Name { get; init; }

    /// <summary>How it is known: <c>start-token</c>, <c>api-key:ID</c>, <c>jwt</c>.</summary>
    public required string Proof { get; init; }

    public required Role Role { get; init; }

    /// <summary>Folders of the collections granted, absolute; an Admin reaches all without being granted any.</summary>
    public IReadOnlyList<string> Collections { get; init; } = [];

    /// <summary>Operations the credential is limited to; null is not limited below the role.</summary>
    public IReadOnlySet<Operation>? Scopes { get; init; }

    /// <summary>Whether the role and the credential allow it, leaving aside where.</summary>
    public bool May(Operation operation) => Permissions.Allows(Role, operation) && (operation == Operation.Health || Scopes?.Contains(operation) != false);
}
