using System.Security.Cryptography;

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

    /// <summary>False when the collection's records stand in clear.</summary>
    public bool AreSealing => Current.Seals;

    /// <summary>The key for new sessions: the highest version.</summary>
    public DataKey Current => _dataKeys[^1];

    public LookupKey Lookup { get; }

    /// <summary>All versions that can still open something, rising; more than one while a sweep re-seals.</summary>
    public IReadOnlyList<DataKey> DataKeys => _dataKeys;

    internal byte[] Digest { get; }

    /// <summary>
    /// Of a collection that is not sealed: no key, and names that anybody can compute. A store that is sealed does not open with these,
    /// nor one that is not with the ring's: each names a version of the data key that the other does not have.
    /// </summary>
    public static CollectionKeys Unsealed(string collection) =>
        new(collection, [Crypto.DataKey.None()], new LookupKey(SHA256.HashData("ctxb: names in an index that is not sealed"u8)));

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
