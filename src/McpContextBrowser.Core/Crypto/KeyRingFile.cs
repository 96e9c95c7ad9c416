using McpContextBrowser.Core.Contracts;
using Microsoft.Data.Sqlite;

namespace McpContextBrowser.Core.Crypto;

/// <summary>The SQLite file of a <see cref="KeyRing"/>: opened at first use, one connection, one thread at a time.</summary>
internal sealed class KeyRingFile(string path, bool readOnly) : IDisposable
{
    // 1: ring, data_keys, look-up keys
    private const int FormatVersion = 1;

    private const string Schema =
        """
        CREATE TABLE ring(id INTEGER PRIMARY KEY CHECK(id = 1), epoch BLOB NOT NULL, source TEXT NOT NULL, wrapped BLOB NOT NULL, created INTEGER NOT NULL) STRICT;
        CREATE TABLE data_keys(collection TEXT NOT NULL, version INTEGER NOT NULL, wrapped BLOB NOT NULL, created INTEGER NOT NULL, PRIMARY KEY(collection, version)) STRICT, WITHOUT ROWID;
        CREATE TABLE lookup_keys(collection TEXT NOT NULL PRIMARY KEY, wrapped BLOB NOT NULL, created INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        """;

    // SQLite's primary result codes: sqlite.org/rescode.html
    private const int Busy = 5;
    private const int ReadOnlyFile = 8;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;
    private const int Constraint = 19; // our own statements break none: the file was changed

    private SqliteConnection? _connection;

    public string Path => path;

    public bool Exists => File.Exists(path);

    /// <returns>What <paramref name="read"/> makes of one consistent state; default when the file does not exist yet.</returns>
    /// <exception cref="CtxbException">The file cannot be read.</exception>
    public T? Read<T>(Func<SqliteConnection, T?> read) => Translated(() =>
    {
        if (_connection is null && !File.Exists(path))
        {
            return default;
        }

        var connection = Connection();
        using var transaction = connection.BeginTransaction(deferred: true);
        return read(connection);
    });

    /// <summary>Runs <paramref name="write"/> alone among all processes; all of it counts or nothing.</summary>
    /// <exception cref="CtxbException">The file cannot be written.</exception>
    public T Write<T>(Func<SqliteConnection, T> write) => Translated(() =>
    {
        if (readOnly)
        {
            throw new CtxbException(ErrorCodes.IndexReadOnly, $"{path}: opened for reading only.", "Run the command again with a data directory that can be written.");
        }

        var connection = Connection();
        using var transaction = connection.BeginTransaction(deferred: false);
        var result = write(connection);
        transaction.Commit();
        return result;
    });

    /// <summary>Takes deleted bytes out of the log too; secure_delete has overwritten them in the file itself.</summary>
    /// <exception cref="CtxbException">Another process is reading, so the log still holds them.</exception>
    public void Purge() => Translated(() =>
        Connection().Query("PRAGMA wal_checkpoint(TRUNCATE)", row => row.GetInt32(0)) is [0]
            ? true
            : throw new CtxbException(
                ErrorCodes.IndexBusy,
                $"{path}: the old keys are deleted, but another process keeps their last bytes in the log beside it.",
                "Stop other `ctxb` processes and run the command again."));

    public void Dispose()
    {
        _connection?.Dispose();
        _connection = null;
    }

    private SqliteConnection Connection()
    {
        if (_connection is not null)
        {
            return _connection;
        }

        SQLitePCL.Batteries_V2.Init();
        if (!readOnly && !File.Exists(path))
        {
            // SQLite would make it readable for the group; its log takes the mode of the file. An empty file is an empty database.
            OwnerOnlyFile.TryCreate(path, []);
        }

        var connection = readOnly ? OpenForReading() : Connect(path, SqliteOpenMode.ReadWrite);
        try
        {
            Prepare(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }

        return _connection = connection;
    }

    // A log in a folder that cannot be written cannot be opened; without a log the file is complete, and says so as "immutable".
    private SqliteConnection OpenForReading()
    {
        var connection = Connect(path, SqliteOpenMode.ReadOnly);
        try
        {
            connection.Run("SELECT count(*) FROM sqlite_schema");
            return connection;
        }
        catch (SqliteException e) when (e.SqliteErrorCode is CannotOpen or ReadOnlyFile && !File.Exists($"{path}-wal"))
        {
            connection.Dispose();
            return Connect($"{new Uri(System.IO.Path.GetFullPath(path)).AbsoluteUri}?immutable=1", SqliteOpenMode.ReadOnly);
        }
    }

    private static SqliteConnection Connect(string source, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = source, Mode = mode, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    private void Prepare(SqliteConnection connection)
    {
        connection.Run("PRAGMA busy_timeout = 1000");
        var version = Version(connection);
        if (version > FormatVersion)
        {
            throw new CtxbException(ErrorCodes.IndexVersion, $"{path}: written by a newer version of ctxb (format {version}).", "Update ctxb.");
        }

        if (readOnly)
        {
            return;
        }

        connection.Run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON; PRAGMA secure_delete = ON");
        if (version < FormatVersion)
        {
            using var transaction = connection.BeginTransaction(deferred: false);
            if (Version(connection) < FormatVersion)
            {
                connection.Run($"{Schema} PRAGMA user_version = {FormatVersion}");
            }

            transaction.Commit();
        }
    }

    private static int Version(SqliteConnection connection) => connection.Query("PRAGMA user_version", row => row.GetInt32(0))[0];

    private T Translated<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (SqliteException e)
        {
            throw e.SqliteErrorCode switch
            {
                Busy => new CtxbException(ErrorCodes.IndexBusy, $"{path}: another process is writing it.", "Run the command again.", e),
                ReadOnlyFile or CannotOpen => new CtxbException(ErrorCodes.IndexReadOnly, $"{path}: cannot be opened for this ({e.Message}).", "Check who owns the data directory.", e),
                Full => new CtxbException(ErrorCodes.DiskFull, $"{path}: the disk is full.", "Free some space and run the command again.", e),
                Corrupt or NotADatabase or Constraint => Damaged(e),
                _ => e,
            };
        }
        catch (InvalidDataException e)
        {
            throw Damaged(e);
        }
    }

    private CtxbException Damaged(Exception cause) =>
        new(ErrorCodes.IndexDamaged, $"{path}: damaged ({cause.Message}).", "Restore it from a backup, or run `ctxb clear --all` and index again.", cause);
}
