using Microsoft.Data.Sqlite;

namespace McpContextBrowser.Core.Crypto;

// The rows of keys.db. Data keys count from 1; 0 stands for the look-up key in what a wrapping is bound to.
public sealed partial class KeyRing
{
    private const int EpochLength = 16;
    private const int LookupVersion = 0;

    private readonly record struct RingRow(byte[] Epoch, string Source, byte[] Wrapped, DateTimeOffset Created);

    private readonly record struct DataKeyRow(int Version, byte[] Wrapped, DateTimeOffset Created);

    private static RingRow? ReadRing(SqliteConnection connection) =>
        connection.Query(
            "SELECT epoch, source, wrapped, created FROM ring",
            row => (RingRow?)new RingRow((byte[])row[0], row.GetString(1), (byte[])row[2], Time(row.GetInt64(3)))).FirstOrDefault();

    private static List<int> ReadVersions(SqliteConnection connection, string collection) =>
        connection.Query(
            "SELECT version FROM data_keys WHERE collection = $collection ORDER BY version", row => row.GetInt32(0), ("$collection", collection));

    private static List<DataKeyRow> ReadDataKeys(SqliteConnection connection, string collection) =>
        connection.Query(
            "SELECT version, wrapped, created FROM data_keys WHERE collection = $collection ORDER BY version",
            row => new DataKeyRow(row.GetInt32(0), (byte[])row[1], Time(row.GetInt64(2))),
            ("$collection", collection));

    private static byte[]? ReadLookup(SqliteConnection connection, string collection) =>
        connection.Query(
            "SELECT wrapped FROM lookup_keys WHERE collection = $collection", row => (byte[])row[0], ("$collection", collection)).FirstOrDefault();

    private static List<CollectionKeyStatus> ReadCollections(SqliteConnection connection) =>
        // SQLite takes the bare column from the row that has the maximum.
        connection.Query(
            "SELECT collection, max(version), created, count(*) - 1 FROM data_keys GROUP BY collection ORDER BY collection",
            row => new CollectionKeyStatus(row.GetString(0), row.GetInt32(1), Time(row.GetInt64(2)), row.GetInt32(3)));

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
