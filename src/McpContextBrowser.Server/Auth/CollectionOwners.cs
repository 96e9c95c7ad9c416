using McpContextBrowser.Server.Storage;

namespace McpContextBrowser.Server.Auth;

/// <summary>Whose job brought a collection into the index. What came in by other ways is nobody's.</summary>
public sealed class CollectionOwners
{
    private readonly ServerDatabase _database;

    public CollectionOwners(ServerDatabase database)
    {
        _database = database;
        _database.Execute("CREATE TABLE IF NOT EXISTS collection_owners (root TEXT PRIMARY KEY, owner TEXT NOT NULL) STRICT");
    }

    /// <summary>Makes it the caller's; whoever had it before has cleared it.</summary>
    public void Claim(string root, string owner) =>
        _database.Execute("INSERT INTO collection_owners (root, owner) VALUES ($root, $owner) ON CONFLICT (root) DO UPDATE SET owner = $owner", ("$root", root), ("$owner", owner));

    /// <returns>Null when it is nobody's.</returns>
    public string? OwnerOf(string root) => _database.Query("SELECT owner FROM collection_owners WHERE root = $root", static row => row.GetString(0), ("$root", root)).SingleOrDefault();
}
