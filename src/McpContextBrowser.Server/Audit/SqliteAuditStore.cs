using McpContextBrowser.Server.Storage;
using Microsoft.Data.Sqlite;

namespace McpContextBrowser.Server.Audit;

/// <summary>The chain in the server's own database.</summary>
public sealed class SqliteAuditStore : IAuditStore
{
    private readonly ServerDatabase _database;

    public SqliteAuditStore(ServerDatabase database)
    {
        _database = database;
        _database.Execute(
            """
            CREATE TABLE IF NOT EXISTS audit (number INTEGER PRIMARY KEY, record BLOB NOT NULL, mac BLOB NOT NULL) STRICT;
            CREATE TABLE IF NOT EXISTS audit_head (
                one INTEGER PRIMARY KEY CHECK (one = 1), number INTEGER NOT NULL, mac BLOB NOT NULL, signature BLOB NOT NULL) STRICT;
            """);
    }

    public AuditHead? ReadHead() =>
        _database.Query(
            "SELECT number, mac, signature FROM audit_head",
            static row => new AuditHead(row.GetInt64(0), row.GetFieldValue<byte[]>(1), row.GetFieldValue<byte[]>(2))).SingleOrDefault();

    public void Append(IReadOnlyList<AuditEntry> entries, AuditHead? previous, AuditHead head)
    {
        using var connection = _database.Open();
        using var transaction = connection.BeginTransaction(deferred: false);
        using var end = connection.CreateCommand();
        end.CommandText =
            """
            INSERT INTO audit_head (one, number, mac, signature) VALUES (1, $number, $mac, $signature)
            ON CONFLICT (one) DO UPDATE SET number = $number, mac = $mac, signature = $signature WHERE number = $before AND $before > 0
            """;
        end.Parameters.AddWithValue("$number", head.Number);
        end.Parameters.AddWithValue("$mac", head.Mac);
        end.Parameters.AddWithValue("$signature", head.Signature);
        end.Parameters.AddWithValue("$before", previous?.Number ?? 0);
        if (end.ExecuteNonQuery() != 1)
        {
            throw new InvalidOperationException("Another process added to the audit log.");
        }

        using var add = connection.CreateCommand();
        add.CommandText = "INSERT INTO audit (number, record, mac) VALUES ($number, $record, $mac)";
        var (number, record, mac) = (Parameter(add, "$number"), Parameter(add, "$record"), Parameter(add, "$mac"));
        foreach (var entry in entries)
        {
            (number.Value, record.Value, mac.Value) = (entry.Number, entry.Json, entry.Mac);
            add.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    public IEnumerable<AuditEntry> Read(long from)
    {
        using var connection = _database.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT number, record, mac FROM audit WHERE number >= $from ORDER BY number";
        command.Parameters.AddWithValue("$from", from);
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            yield return new(row.GetInt64(0), row.GetFieldValue<byte[]>(1), row.GetFieldValue<byte[]>(2));
        }
    }

    private static SqliteParameter Parameter(SqliteCommand command, string name)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        command.Parameters.Add(parameter);
        return parameter;
    }
}
