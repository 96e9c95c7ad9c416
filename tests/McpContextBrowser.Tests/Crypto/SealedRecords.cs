using McpContextBrowser.Core.Crypto;
using McpContextBrowser.Core.Store;

namespace McpContextBrowser.Tests.Crypto;

/// <summary>A sealed record as it lies on disk.</summary>
/// <param name="Subkey">The commitment of its session: equal exactly when the session's key is.</param>
internal sealed record SealedRecord(string File, RecordKind Kind, uint Session, string Subkey, uint Counter, byte[] Bytes);

/// <summary>Reads all sealed records of a data directory, without any key.</summary>
internal static class SealedRecords
{
    private const int SnapshotHeader = 16;
    private const int SnapshotPage = 64 * 1024;

    public static List<SealedRecord> In(ScratchFolder data) =>
        [.. Directory.GetDirectories(data["collections"]).SelectMany(InCollection)];

    /// <summary>A writer session as the store keeps it.</summary>
    public static SessionHeader Session(string folder, uint id)
    {
        using var connection = SqliteSchema.Open(Path.Join(folder, SqliteContentStore.FileName));
        return connection.Query(
            "SELECT purpose, key_version, salt, collection, commitment FROM sessions WHERE id = $id",
            row => new SessionHeader(id, (SealingPurpose)row.GetByte(0), row.GetInt32(1), (byte[])row[2], (byte[])row[3], (byte[])row[4]),
            ("$id", (long)id)).Single();
    }

    public static List<SealedRecord> InCollection(string folder)
    {
        var records = new List<SealedRecord>();
        using var connection = SqliteSchema.Open(Path.Join(folder, SqliteContentStore.FileName));
        var sessions = connection.Query("SELECT id, commitment FROM sessions", row => ((uint)row.GetInt64(0), Convert.ToHexString((byte[])row[1])))
            .ToDictionary(row => row.Item1, row => row.Item2);
        foreach (var column in SqliteSchema.SealedColumns)
        {
            foreach (var bytes in connection.Query($"SELECT {column.Name} FROM {column.Table}", row => (byte[])row[0]))
            {
                records.Add(Read(column.Table, bytes));
            }
        }

        foreach (var file in Directory.GetFiles(folder, "*.snap"))
        {
            var whole = File.ReadAllBytes(file);
            for (var at = SnapshotHeader; at < whole.Length; at += SealingSession.SealedLength(SnapshotPage))
            {
                records.Add(Read(file, whole[at..Math.Min(whole.Length, at + SealingSession.SealedLength(SnapshotPage))]));
            }
        }

        return records;

        SealedRecord Read(string file, byte[] bytes) => RecordHeader.TryRead(bytes, out var header)
            ? new(file, header.Address.Kind, header.Session, sessions[header.Session], header.Counter, bytes)
            : throw new InvalidDataException(file);
    }
}
