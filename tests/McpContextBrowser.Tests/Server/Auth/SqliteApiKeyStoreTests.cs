using McpContextBrowser.Server.Auth;
using McpContextBrowser.Server.Storage;
using Microsoft.Data.Sqlite;

namespace McpContextBrowser.Tests.Server.Auth;

public sealed class SqliteApiKeyStoreTests : ApiKeyStoreContract
{
    private TemporaryFolder _disk;

    [SetUp]
    public void MakeFolder() => _disk = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder()
    {
        SqliteConnection.ClearAllPools();
        _disk.Dispose();
    }

    private protected override IApiKeyStore Open() => new SqliteApiKeyStore(new ServerDatabase(_disk.Join("data")));
}
