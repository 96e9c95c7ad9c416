using McpContextBrowser.Core.Contracts;
using Microsoft.Data.Sqlite;

namespace McpContextBrowser.Core.Store;

/// <summary>Tables, settings and failures of the embedded database, in one place for all its connections.</summary>
internal static class SqliteSchema
{
    // 1: contents with derived structures and texts, vectors by model, manifests in pages, change log, snapshots
    public const int Version = 1;

    private const string Tables =
        """
        CREATE TABLE sessions(id INTEGER PRIMARY KEY, purpose INTEGER NOT NULL, key_version INTEGER NOT NULL,
            salt BLOB NOT NULL, collection BLOB NOT NULL, commitment BLOB NOT NULL);
        CREATE TABLE head(id INTEGER PRIMARY KEY CHECK (id = 1), sequence INTEGER NOT NULL, value BLOB NOT NULL);
        CREATE TABLE contents(id INTEGER PRIMARY KEY, name BLOB NOT NULL, chunks INTEGER NOT NULL, record BLOB NOT NULL, text BLOB NOT NULL);
        CREATE UNIQUE INDEX contents_by_name ON contents(name);
        CREATE TABLE models(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
        CREATE TABLE vectors(id INTEGER PRIMARY KEY, content INTEGER NOT NULL, model INTEGER NOT NULL, value BLOB NOT NULL);
        CREATE UNIQUE INDEX vectors_by_content ON vectors(content, model);
        CREATE TABLE trees(id INTEGER PRIMARY KEY, name BLOB NOT NULL UNIQUE, kind INTEGER NOT NULL, value BLOB NOT NULL);
        CREATE TABLE pages(id INTEGER PRIMARY KEY, tree INTEGER NOT NULL, value BLOB NOT NULL);
        CREATE INDEX pages_by_tree ON pages(tree);
        CREATE TABLE changes(sequence INTEGER PRIMARY KEY, value BLOB NOT NULL);
        """;

    /// <summary>Every column that holds sealed records, with the key of its rows: what a rotation of the data key must reach.
    /// What says where a record belongs comes after it: pages before trees, all before the head.</summary>
    public static readonly IReadOnlyList<SealedColumn> SealedColumns =
    [
        new("contents", "id", "record"), new("contents", "id", "text"), new("vectors", "id", "value"), new("pages", "id", "value"),
        new("trees", "id", "value"), new("changes", "sequence", "value"), new("head", "id", "value"),
    ];

    /// <summary>What to do about a damaged store.</summary>
    public const string Mend = "Run `ctxb doctor --fix`, which indexes again what is lost; your sources are not touched.";

    // SQLite result codes, https://www.sqlite.org/rescode.html
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int InputOutput = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;

    private static readonly Lock Initialising = new();
    private static bool _initialised;

    /// <summary>Opens a connection with the settings that durability rests on.</summary>
    /// <param name="file">Full path of store.db; made when it is missing.</param>
    public static SqliteConnection Open(string file)
    {
        lock (Initialising)
        {
            if (!_initialised)
            {
                SQLitePCL.Batteries_V2.Init();
                _initialised = true;
            }
        }

        var text = new SqliteConnectionStringBuilder { DataSource = file, Pooling = false, DefaultTimeout = 30 };
        var connection = new SqliteConnection(text.ConnectionString);
        try
        {
            connection.Open();
            // FULL: a commit is on stable storage when it returns (WAL alone would lose the last ones in a power cut).
            Execute(connection, "PRAGMA synchronous=FULL; PRAGMA fullfsync=ON; PRAGMA checkpoint_fullfsync=ON; PRAGMA temp_store=MEMORY;");
            var version = Scalar(connection, "PRAGMA user_version");
            if (version == 0)
            {
                Create(connection);
            }
            else if (version != Version)
            {
                throw new CtxbException(
                    ErrorCodes.IndexVersion,
                    $"The index {file} has format {version}; this ctxb reads format {Version}.",
                    "Use the ctxb that wrote it, or run `ctxb doctor --fix`, which indexes again; your sources are not touched.");
            }

            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public static void Execute(SqliteConnection connection, string sql, SqliteTransaction? transaction = null)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        command.ExecuteNonQuery();
    }

    /// <summary>What a failure to read the database means to the user; null when it is not one he can act on.</summary>
    public static CtxbException? Explain(Exception failure, string file) => failure switch
    {
        SqliteException database => Explain(database, file),
        // a value that is not of its column's type or does not open to what it should hold: nobody but this program writes them
        InvalidDataException or InvalidCastException or InvalidOperationException or OverflowException or FormatException =>
            new(ErrorCodes.IndexDamaged, $"The index {file} is damaged: {failure.Message}", Mend, failure),
        _ => null,
    };

    /// <summary>What a failure of the database means to the user; null when it is not one he can act on.</summary>
    public static CtxbException? Explain(SqliteException failure, string file) => failure.SqliteErrorCode switch
    {
        Busy or Locked => new(
            ErrorCodes.IndexBusy, $"The index {file} is busy: another process is writing.", "Try again in a moment.", failure),
        ReadOnly or CannotOpen => new(
            ErrorCodes.IndexReadOnly, $"The index {file} cannot be opened for writing.",
            "Check its owner and permissions, or name another data directory with --data.", failure),
        InputOutput => new(
            ErrorCodes.DiskFailed, $"The disk that holds {file} failed: {failure.Message}",
            "What was acknowledged before is kept. Check the disk, or name a data directory on another one with --data.", failure),
        Full => new(
            ErrorCodes.DiskFull, $"The disk that holds {file} is full; what was committed before is safe.",
            "Free some space, or name another data directory with --data, and index again.", failure),
        Corrupt or NotADatabase => new(
            ErrorCodes.IndexDamaged, $"The index {file} is damaged: {failure.Message}", Mend, failure),
        _ => null,
    };

    private static long Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static void Create(SqliteConnection connection)
    {
        // Both can only be chosen before the first table.
        Execute(connection, "PRAGMA page_size=8192; PRAGMA auto_vacuum=INCREMENTAL;");
        Execute(connection, "PRAGMA journal_mode=WAL;");
        using var transaction = connection.BeginTransaction(deferred: false);
        if (Scalar(connection, "PRAGMA user_version") == 0)
        {
            Execute(connection, Tables + $"PRAGMA user_version={Version};", transaction);
        }

        transaction.Commit();
    }
}

/// <param name="Table">Name of the table.</param>
/// <param name="Key">Its integer key.</param>
/// <param name="Name">The column of sealed records.</param>
internal readonly record struct SealedColumn(string Table, string Key, string Name);
