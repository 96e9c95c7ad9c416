using McpContextBrowser.Core.Crypto;
using McpContextBrowser.Server.Audit;
using McpContextBrowser.Server.Auth;
using McpContextBrowser.Server.Storage;

namespace McpContextBrowser.Server;

/// <summary>What a server keeps in a data folder: callers' keys and the audit log. For commands beside a running server, too.</summary>
public sealed class ServerFolder
{
    /// <summary>The file in the data folder that holds both.</summary>
    public const string FileName = ServerDatabase.FileName;

    /// <param name="dataFolder">Made, for its owner only, when it is not there.</param>
    /// <param name="master">Wraps the server's own keys.</param>
    /// <param name="time">The clock.</param>
    public ServerFolder(string dataFolder, IKeyWrapper master, TimeProvider time)
    {
        Path = dataFolder;
        var database = new ServerDatabase(dataFolder);
        using var ring = new KeyRing(System.IO.Path.Join(dataFolder, "keys.db"), master, time);
        var own = new ServerKeys(ring);
        KeyStore = new SqliteApiKeyStore(database);
        Keys = new ApiKeys(KeyStore, own.Derive("api-keys"), time);
        Owners = new CollectionOwners(database);
        Audit = new SqliteAuditStore(database);
        Chain = new AuditChain(own.Derive("audit"));
    }

    /// <summary>The data folder.</summary>
    public string Path { get; }

    public CollectionOwners Owners { get; }

    public IApiKeyStore KeyStore { get; }

    public ApiKeys Keys { get; }

    public IAuditStore Audit { get; }

    public AuditChain Chain { get; }
}
