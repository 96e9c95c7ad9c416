namespace McpContextBrowser.Server.Auth;

/// <summary>Where keys are kept. For calls from several threads and processes; what returns is durable and seen by all at once.</summary>
public interface IApiKeyStore
{
    /// <summary>Adds a key, unless its owner has <paramref name="mostActive"/> active ones already.</summary>
    /// <returns>False when there are.</returns>
    ValueTask<bool> TryAddAsync(ApiKey key, int mostActive, DateTimeOffset now, CancellationToken cancellationToken);

    ValueTask<ApiKey?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>All keys, revoked and expired ones included, by owner and age.</summary>
    ValueTask<IReadOnlyList<ApiKey>> ListAsync(CancellationToken cancellationToken);

    /// <returns>False when there is no such key; a key that is revoked already keeps its time.</returns>
    ValueTask<bool> RevokeAsync(string id, DateTimeOffset now, CancellationToken cancellationToken);
}
