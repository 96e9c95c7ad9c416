using McpContextBrowser.Core.Crypto;

namespace McpContextBrowser.Tests.Store;

/// <summary>A folder of one test with the keys of one collection in it.</summary>
internal sealed class TestKeys : IDisposable
{
    private readonly KeyRing _ring;
    private readonly MasterKeyText _master = new(new string('7', 64), "test");

    public TestKeys()
    {
        _ring = new KeyRing(Path.Join(Folder, "keys.db"), _master, TimeProvider.System);
        Collection = _ring.Open("collection");
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("ctxb-store-").FullName;

    public CollectionKeys Collection { get; }

    public void Dispose()
    {
        Collection.Dispose();
        _ring.Dispose();
        _master.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
