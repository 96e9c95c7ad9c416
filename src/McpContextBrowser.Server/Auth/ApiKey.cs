namespace McpContextBrowser.Server.Auth;

/// <summary>What is kept of a key: never its secret.</summary>
public sealed record ApiKey
{
    /// <summary>12 letters and digits; public, stands in logs.</summary>
    public required string Id { get; init; }

    /// <summary>Whose it is.</summary>
    public required string Owner { get; init; }

    public required Role Role { get; init; }

    /// <summary>HMAC of the secret under the server's pepper.</summary>
    public required byte[] SecretMac { get; init; }

    public IReadOnlyList<string> Collections { get; init; } = [];

    public IReadOnlySet<Operation>? Scopes { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }

    public bool IsActive(DateTimeOffset now) => RevokedAt is null && now < ExpiresAt;

    public Caller ToCaller() => new() { Name = Owner, Proof = $"api-key:{Id}", Role = Role, Collections = Collections, Scopes = Scopes };
}
