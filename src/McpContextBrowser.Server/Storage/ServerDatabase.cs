using McpContextBrowser.Core.Crypto;
using Microsoft.Data.Sqlite;

namespace McpContextBrowser.Server.Storage;

/// <summary><c>server.db</c> in the data folder: keys of callers and the audit log. Owner only; every statement is durable when it returns.</summary>
/// <remarks>For many threads: each call has a connection of its own out of the provider's pool.</remarks>
public sealed class ServerDatabase
{
    public const string FileName = "server.db";

    private readonly string _connection;

    /// <param name="dataFolder">Made, for its owner only, when it is not there.</param>
    public ServerDatabase(string dataFolder)
    {
        SQLitePCL.Batteries_V2.Init();
        OwnerOnlyFile.CreateFolder(dataFolder);
        OwnerOnlyFile.TryCreate(Path.Join(dataFolder, FileName), []); // SQLite takes an empty file for a new database, and gives what it adds beside the same mode
        _connection = new SqliteConnectionStringBuilder { DataSource = Path.Join(dataFolder, FileName), DefaultTimeout = 30 }.ToString();
        Execute("PRAGMA journal_mode = WAL");
    }

    /// <summary>A connection for several statements; disposed by the caller.</summary>
    public SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connection);
        connection.Open();
        using var settings = connection.CreateCommand();
        settings.CommandText = "PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF;";
        settings.ExecuteNonQuery();
        return connection;
    }

    /// <returns>Rows changed.</returns>
    public int Execute(string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        using var connection = Open();
        using var command = Command(connection, sql, values);
        return command.ExecuteNonQuery();
    }

    public List<T> Query<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<(string Name, object Value)> values)
    {
        using var connection = Open();
        using var command = Command(connection, sql, values);
        using var row = command.ExecuteReader();
        var rows = new List<T>();
        while (row.Read())
        {
            rows.Add(read(row));
        }

        return rows;
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql, ReadOnlySpan<(string Name, object Value)> values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}
