using System.Globalization;
using System.Text.Json;
using McpContextBrowser.Server.Storage;
using Microsoft.Data.Sqlite;

namespace McpContextBrowser.Server.Auth;

/// <summary>Keys in the server's own database in the data folder.</summary>
public sealed class SqliteApiKeyStore : IApiKeyStore
{
    private const string Columns = "id, owner, role, mac, collections, scopes, created, expires, revoked";

    private readonly ServerDatabase _database;

    public SqliteApiKeyStore(ServerDatabase database)
    {
        _database = database;
        _database.Execute(
            """
            CREATE TABLE IF NOT EXISTS api_keys (
                id TEXT PRIMARY KEY, owner TEXT NOT NULL, role TEXT NOT NULL, mac BLOB NOT NULL, collections TEXT NOT NULL, scopes TEXT,
                created TEXT NOT NULL, expires TEXT NOT NULL, revoked TEXT) STRICT
            """);
    }

    public ValueTask<bool> TryAddAsync(ApiKey key, int mostActive, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        cancellationToken.ThrowIfCancellationRequested();

        // One statement, so two processes that add at once are counted one after the other.
        var added = _database.Execute(
            $"""
            INSERT INTO api_keys ({Columns})
            SELECT $id, $owner, $role, $mac, $collections, $scopes, $created, $expires, NULL
            WHERE (SELECT count(*) FROM api_keys WHERE owner = $owner AND revoked IS NULL AND expires > $now) < $most
            """,
            ("$id", key.Id), ("$owner", key.Owner), ("$role", key.Role.ToString()), ("$mac", key.SecretMac),
            ("$collections", JsonSerializer.Serialize(key.Collections)),
            ("$scopes", key.Scopes is null ? DBNull.Value : string.Join(' ', key.Scopes)),
            ("$created", Text(key.CreatedAt)), ("$expires", Text(key.ExpiresAt)), ("$now", Text(now)), ("$most", mostActive));
        return ValueTask.FromResult(added == 1);
    }

    public ValueTask<ApiKey?> FindAsync(string id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(_database.Query($"SELECT {Columns} FROM api_keys WHERE id = $id", Read, ("$id", id)).SingleOrDefault());
    }

    public ValueTask<IReadOnlyList<ApiKey>> ListAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult<IReadOnlyList<ApiKey>>(_database.Query($"SELECT {Columns} FROM api_keys ORDER BY owner, created, id", Read));
    }

    public ValueTask<bool> RevokeAsync(string id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(
            _database.Execute("UPDATE api_keys SET revoked = coalesce(revoked, $now) WHERE id = $id", ("$id", id), ("$now", Text(now))) == 1);
    }

    private static ApiKey Read(SqliteDataReader row) => new()
    {
        Id = row.GetString(0),
        Owner = row.GetString(1),
        Role = Enum.Parse<Role>(row.GetString(2)),
        SecretMac = row.GetFieldValue<byte[]>(3),
        Collections = JsonSerializer.Deserialize<string[]>(row.GetString(4)) ?? [],
        Scopes = row.IsDBNull(5) ? null : row.GetString(5).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Enum.Parse<Operation>).ToHashSet(),
        CreatedAt = Time(row.GetString(6)),
        ExpiresAt = Time(row.GetString(7)),
        RevokedAt = row.IsDBNull(8) ? null : Time(row.GetString(8)),
    };

    /// <summary>Sorts as it reads.</summary>
    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);
}
