namespace McpContextBrowser.Core.Crypto;

/// <summary>The open keys of one collection, as the ring held them when they were read. The owner disposes of it.</summary>
public sealed class CollectionKeys : IDisposable
{
    private readonly DataKey[] _dataKeys;

    /// <param name="dataKeys">At least one, rising by version; owned from now on.</param>
    internal CollectionKeys(string collection, IEnumerable<DataKey> dataKeys, LookupKey lookup)
    {
        Collection = collection;
        _dataKeys = [.. dataKeys];
        Lookup = lookup;
        Digest = Derivation.CollectionDigest(collection);
    }

    public string Collection { get; }

    /// <summary>The key for new sessions: the highest version.</summary>
    public DataKey Current => _dataKeys[^1];

    public LookupKey Lookup { get; }

    /// <summary>All versions that can still open something, rising; more than one while a sweep re-seals.</summary>
    public IReadOnlyList<DataKey> DataKeys => _dataKeys;

    internal byte[] Digest { get; }

    /// <returns>Null when that version was dropped or came after this was read: ask the ring again.</returns>
    public DataKey? DataKey(int version) => Array.Find(_dataKeys, key => key.Version == version);

    /// <summary>Overwrites all keys in memory.</summary>
    public void Dispose()
    {
        foreach (var key in _dataKeys)
        {
            key.Dispose();
        }

        Lookup.Dispose();
    }
}
