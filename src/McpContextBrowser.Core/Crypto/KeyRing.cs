using System.Buffers.Binary;
using System.Security.Cryptography;
using McpContextBrowser.Core.Contracts;
using Microsoft.Data.Sqlite;

namespace McpContextBrowser.Core.Crypto;

/// <summary>
/// All keys of a data directory, in <c>keys.db</c>: the master key wraps one ring key, the ring key wraps per collection its data keys
/// and its look-up key. The ring key is between them so that an HSM or a remote service is asked once a process, and so that a new
/// master costs two calls however many collections there are. For many threads; several processes may share the file.
/// Nothing is opened before the first call that needs it.
/// </summary>
public sealed partial class KeyRing : IDisposable
{
    private readonly Lock _gate = new();
    private readonly KeyRingFile _file;
    private readonly TimeProvider _time;
    private IKeyWrapper _master;
    private byte[]? _ringKey;
    private byte[] _ringEpoch = [];

    /// <param name="path">Of keys.db; it and its folder are made, for the owner alone, when the first key is.</param>
    /// <param name="master">Who holds the master key; not owned.</param>
    /// <param name="readOnly">True never writes and works on a medium that cannot be written.</param>
    /// <exception cref="CtxbException">The master key file lies beside the keys it is to protect.</exception>
    public KeyRing(string path, IKeyWrapper master, TimeProvider time, bool readOnly = false)
    {
        _file = new(path, readOnly);
        _time = time;
        _master = Apart(master);
    }

    /// <summary>The keys of a collection, made when it has none.</summary>
    /// <param name="collection">Its id; not secret.</param>
    /// <returns>Owned by the caller.</returns>
    public CollectionKeys Open(string collection)
    {
        lock (_gate)
        {
            return Read(collection) ?? _file.Write(connection =>
            {
                var ring = OpenRing(connection) ?? CreateRing(connection);
                if (ReadVersions(connection, collection).Count == 0)
                {
                    AddDataKey(connection, ring, collection, 1);
                    AddLookupKey(connection, ring, collection);
                }

                return Unwrap(connection, ring, collection)!;
            });
        }
    }

    /// <returns>The keys of a collection, owned by the caller; null when it has none, or no longer.</returns>
    public CollectionKeys? TryOpen(string collection)
    {
        lock (_gate)
        {
            return Read(collection);
        }
    }

    /// <summary>Gives a collection a new data key. The old ones stay, for reading, until <see cref="DropDataKeysBefore"/>.</summary>
    /// <returns>The new version.</returns>
    public int RotateData(string collection)
    {
        lock (_gate)
        {
            return _file.Write(connection =>
            {
                var ring = OpenRing(connection) ?? throw NoKeys(collection);
                var version = ReadVersions(connection, collection) is [.., var last] ? last + 1 : throw NoKeys(collection);
                AddDataKey(connection, ring, collection, version);
                return version;
            });
        }
    }

    /// <summary>Destroys the data keys that a sweep has made superfluous: what is still sealed under them is lost.</summary>
    /// <param name="version">The oldest version to keep; the current one is kept in any case.</param>
    public void DropDataKeysBefore(string collection, int version) => Destroy(
        """
        DELETE FROM data_keys WHERE collection = $collection AND version < $version
            AND version < (SELECT max(version) FROM data_keys WHERE collection = $collection);
        """,
        collection,
        version);

    /// <summary>
    /// Destroys all keys of a collection, in the file too: deleted bytes are overwritten and the log is cut. It does not reach a
    /// backup that holds keys.db and its master key, nor what a file system or disk keeps of overwritten blocks.
    /// </summary>
    public void Forget(string collection) => Destroy(
        """
        DELETE FROM data_keys WHERE collection = $collection;
        DELETE FROM lookup_keys WHERE collection = $collection;
        """,
        collection,
        0);

    /// <summary>Destroys everything that is here; the next key begins a new ring. Needs no master key: this is the way out when it is lost.</summary>
    public void Reset()
    {
        lock (_gate)
        {
            if (!_file.Exists)
            {
                return;
            }

            _file.Write(connection => connection.Run("DELETE FROM data_keys; DELETE FROM lookup_keys; DELETE FROM ring;"));
            _file.Purge();
            CryptographicOperations.ZeroMemory(_ringKey);
            (_ringKey, _ringEpoch) = (null, []);
        }
    }

    /// <summary>What there is, without asking for the master key.</summary>
    public KeyRingStatus Status()
    {
        lock (_gate)
        {
            return _file.Read(connection => new KeyRingStatus(ReadRing(connection)?.Source, ReadRing(connection)?.Created, ReadCollections(connection)))
                ?? new(null, null, []);
        }
    }

    /// <summary>Closes the file and overwrites the ring key in memory.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            CryptographicOperations.ZeroMemory(_ringKey);
            _ringKey = null;
            _file.Dispose();
        }
    }

    private CollectionKeys? Read(string collection) =>
        _file.Read(connection => ReadVersions(connection, collection).Count == 0
            ? null
            : Unwrap(connection, OpenRing(connection) ?? throw NoKeys(collection), collection));

    private void Destroy(string sql, string collection, int version)
    {
        lock (_gate)
        {
            _file.Write(connection => connection.Run(sql, ("$collection", collection), ("$version", version)));
            _file.Purge();
        }
    }

    // The ring key is kept; when another process has given the ring a new one, the epoch differs and the master is asked again.
    private byte[]? OpenRing(SqliteConnection connection)
    {
        if (ReadRing(connection) is not { } row)
        {
            return null;
        }

        if (_ringKey is null || !row.Epoch.AsSpan().SequenceEqual(_ringEpoch))
        {
            if (row.Source != _master.Kind)
            {
                throw new CtxbException(
                    ErrorCodes.KeyWrong,
                    $"{_file.Path}: the master key is held by '{row.Source}', but '{_master.Kind}' ({_master.Place}) was given.",
                    $"Set keys.master to '{row.Source}', or move the key with `ctxb keys wrap-with`.");
            }

            var key = new byte[Derivation.KeyLength];
            _master.Unwrap(row.Wrapped, Context(row.Epoch), key);
            (_ringKey, _ringEpoch) = (key, row.Epoch);
        }

        return _ringKey;
    }

    private byte[] CreateRing(SqliteConnection connection)
    {
        var epoch = RandomNumberGenerator.GetBytes(EpochLength);
        var key = RandomNumberGenerator.GetBytes(Derivation.KeyLength);
        connection.Run(
            "INSERT INTO ring(id, epoch, source, wrapped, created) VALUES(1, $epoch, $source, $wrapped, $created)",
            ("$epoch", epoch),
            ("$source", _master.Kind),
            ("$wrapped", _master.Wrap(key, Context(epoch))),
            ("$created", Now()));
        (_ringKey, _ringEpoch) = (key, epoch);
        return key;
    }

    private void AddDataKey(SqliteConnection connection, byte[] ring, string collection, int version)
    {
        var key = RandomNumberGenerator.GetBytes(Derivation.KeyLength);
        connection.Run(
            "INSERT INTO data_keys(collection, version, wrapped, created) VALUES($collection, $version, $wrapped, $created)",
            ("$collection", collection),
            ("$version", version),
            ("$wrapped", WrappedKey.Wrap(ring, key, Context(collection, version))),
            ("$created", Now()));
        CryptographicOperations.ZeroMemory(key);
    }

    private void AddLookupKey(SqliteConnection connection, byte[] ring, string collection)
    {
        var key = RandomNumberGenerator.GetBytes(Derivation.KeyLength);
        connection.Run(
            "INSERT INTO lookup_keys(collection, wrapped, created) VALUES($collection, $wrapped, $created)",
            ("$collection", collection),
            ("$wrapped", WrappedKey.Wrap(ring, key, Context(collection, LookupVersion))),
            ("$created", Now()));
        CryptographicOperations.ZeroMemory(key);
    }

    private CollectionKeys? Unwrap(SqliteConnection connection, byte[] ring, string collection)
    {
        var lookup = ReadLookup(connection, collection) ?? throw Damaged(collection);
        var dataKeys = new List<DataKey>();
        Span<byte> key = stackalloc byte[Derivation.KeyLength];
        foreach (var (version, wrapped, created) in ReadDataKeys(connection, collection))
        {
            UnwrapRow(ring, wrapped, Context(collection, version), collection, key);
            dataKeys.Add(new(version, created, key));
        }

        UnwrapRow(ring, lookup, Context(collection, LookupVersion), collection, key);
        var lookupKey = new LookupKey(key);
        CryptographicOperations.ZeroMemory(key);
        return new(collection, dataKeys, lookupKey);
    }

    private void UnwrapRow(byte[] ring, byte[] wrapped, byte[] context, string collection, Span<byte> key)
    {
        if (WrappedKey.TryUnwrap(ring, wrapped, context, key) != WrappedKey.Outcome.Opened)
        {
            throw Damaged(collection);
        }
    }

    private IKeyWrapper Apart(IKeyWrapper master)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(_file.Path))! + Path.DirectorySeparatorChar;
        return master is MasterKeyFile && Path.GetFullPath(master.Place).StartsWith(folder, StringComparison.Ordinal)
            ? throw new CtxbException(
                ErrorCodes.ConfigurationInvalid,
                $"{master.Place}: the master key would lie in the data directory, and whoever copies that could read it.",
                "Put keys.file somewhere else, by default into the configuration folder.")
            : master;
    }

    private static CtxbException NoKeys(string collection) => new(
        ErrorCodes.KeyMissing, $"keys.db holds no keys of collection {collection}.", "Run `ctxb index` to make the collection.");

    private CtxbException Damaged(string collection) => new(
        ErrorCodes.RecordRefused,
        $"{_file.Path}: the keys of collection {collection} are not those that were stored there.",
        "Restore keys.db from a backup, or run `ctxb clear` and `ctxb index`.");

    private long Now() => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private static byte[] Context(byte[] epoch) => [.. "ctxb ring key 1\0"u8, .. epoch];

    private static byte[] Context(string collection, int version)
    {
        Span<byte> number = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(number, version);
        return [.. "ctxb collection key 1\0"u8, .. number, .. Derivation.CollectionDigest(collection)];
    }
}
