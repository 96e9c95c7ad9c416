using Microsoft.Data.Sqlite;

namespace McpContextBrowser.Core.Crypto;

/// <summary>One statement, its named values, its rows.</summary>
internal static class SqliteRows
{
    public static SqliteCommand Command(this SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }

    /// <returns>Rows changed.</returns>
    public static int Run(this SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        using var command = connection.Command(sql, values);
        return command.ExecuteNonQuery();
    }

    /// <exception cref="InvalidDataException">A value is not of its column's type: the file was changed.</exception>
    public static List<T> Query<T>(
        this SqliteConnection connection, string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<(string Name, object Value)> values)
    {
        using var command = connection.Command(sql, values);
        using var rows = command.ExecuteReader();
        var result = new List<T>();
        while (rows.Read())
        {
            result.Add(Value(read, rows));
        }

        return result;
    }

    private static T Value<T>(Func<SqliteDataReader, T> read, SqliteDataReader row)
    {
        try
        {
            return read(row);
        }
        catch (Exception damage) when (damage is InvalidCastException or InvalidOperationException or ArgumentOutOfRangeException or FormatException or OverflowException)
        {
            throw new InvalidDataException($"a value cannot be read: {damage.Message}", damage);
        }
    }
}
