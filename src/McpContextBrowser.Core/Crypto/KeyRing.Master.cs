using System.Security.Cryptography;
using McpContextBrowser.Core.Contracts;
using Microsoft.Data.Sqlite;

namespace McpContextBrowser.Core.Crypto;

public sealed partial class KeyRing
{
    /// <summary>
    /// Gives the ring a new key, wrapped by <paramref name="next"/>, and rewraps every collection's keys, in one transaction.
    /// Afterwards the old master opens nothing here, not even with an older copy of the ring's row; it still opens an older copy of
    /// the whole keys.db. The data keys stay as they are: see <see cref="RotateData"/>.
    /// </summary>
    /// <param name="next">The new source of the master key, or the same one holding a new key; not owned.</param>
    /// <exception cref="CtxbException">One of the two sources fails; nothing was changed.</exception>
    public void RotateMaster(IKeyWrapper next)
    {
        Apart(next);
        lock (_gate)
        {
            var epoch = RandomNumberGenerator.GetBytes(EpochLength);
            var key = RandomNumberGenerator.GetBytes(Derivation.KeyLength);
            _file.Write(connection =>
            {
                if (OpenRing(connection) is not { } old)
                {
                    return 0;
                }

                var wrapped = next.Wrap(key, Context(epoch));
                Rewrap(connection, old, key);
                return connection.Run(
                    "UPDATE ring SET epoch = $epoch, source = $source, wrapped = $wrapped, created = $created",
                    ("$epoch", epoch),
                    ("$source", next.Kind),
                    ("$wrapped", wrapped),
                    ("$created", Now()));
            });

            // The cached key is forgotten rather than replaced, so that the next use proves that the new master opens the ring.
            CryptographicOperations.ZeroMemory(key);
            CryptographicOperations.ZeroMemory(_ringKey);
            (_master, _ringKey, _ringEpoch) = (next, null, []);
            _file.Purge();
        }
    }

    private void Rewrap(SqliteConnection connection, byte[] old, byte[] fresh)
    {
        var rows = connection.Query(
            "SELECT collection, version, wrapped FROM data_keys UNION ALL SELECT collection, 0, wrapped FROM lookup_keys",
            row => (Collection: row.GetString(0), Version: row.GetInt32(1), Wrapped: (byte[])row[2]));
        using var data = Prepared(connection, "UPDATE data_keys SET wrapped = $wrapped WHERE collection = $collection AND version = $version");
        using var lookup = Prepared(connection, "UPDATE lookup_keys SET wrapped = $wrapped WHERE collection = $collection AND $version = 0");
        Span<byte> key = stackalloc byte[Derivation.KeyLength];
        foreach (var (collection, version, wrapped) in rows)
        {
            var context = Context(collection, version);
            UnwrapRow(old, wrapped, context, collection, key);
            var update = version == LookupVersion ? lookup : data;
            update.Parameters["$collection"].Value = collection;
            update.Parameters["$version"].Value = version;
            update.Parameters["$wrapped"].Value = WrappedKey.Wrap(fresh, key, context);
            update.ExecuteNonQuery();
        }

        CryptographicOperations.ZeroMemory(key);
    }

    private static SqliteCommand Prepared(SqliteConnection connection, string sql)
    {
        var command = connection.Command(sql, ("$collection", ""), ("$version", 0), ("$wrapped", Array.Empty<byte>()));
        command.Prepare();
        return command;
    }
}
