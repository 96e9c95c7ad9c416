using System.Buffers.Binary;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Crypto;
using Microsoft.Data.Sqlite;

namespace McpContextBrowser.Core.Store;

// Re-sealing under a newer data key. Addresses and sequences stay, so that no reader notices: what it has read stays true.
internal sealed partial class SqliteContentWriter
{
    private const int SessionInRecord = 3; // position, from 1, of the session's number in a sealed record

    public ValueTask<ResealStep> ResealAsync(ResealCursor cursor, int version, int most, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var old = SessionsBefore(version);
        if (_head.Head.Snapshot is { } snapshot && old.Contains(snapshot.Session))
        {
            return ResealSnapshotAsync(snapshot, cursor, cancellationToken);
        }

        var (part, after, resealed) = (cursor.Part, cursor.After, 0);
        Write(transaction =>
        {
            ForgetSessionsOfDroppedKeys(transaction);
            for (var left = most; left > 0 && part < SqliteSchema.SealedColumns.Count;)
            {
                var column = SqliteSchema.SealedColumns[part];
                var rows = Rows(column, after, left, transaction);
                foreach (var (id, session) in rows)
                {
                    if (session is not { } known || old.Contains(known))
                    {
                        Reseal(column, id, transaction);
                        resealed++;
                    }
                }

                (part, after) = rows.Count < left ? (part + 1, 0) : (part, rows[^1].Id);
                left -= rows.Count;
            }
        });
        if (part < SqliteSchema.SealedColumns.Count)
        {
            return new(new ResealStep(new(part, after), resealed));
        }

        // The keys will be destroyed: looked at once more, whole, rather than trusted.
        var isClean = SqliteSchema.SealedColumns.All(column => Rows(column, 0, int.MaxValue, null).TrueForAll(row => row.Session is { } session && !old.Contains(session)));
        if (isClean)
        {
            Rewrite();
        }

        return new(new ResealStep(isClean ? null : default(ResealCursor), resealed));
    }

    // Pages keep bytes of what was moved or freed: for whoever has an old keys.db those could still be opened.
    private void Rewrite()
    {
        try
        {
            SqliteSchema.Execute(_connection, "PRAGMA temp_store=FILE;"); // the copy is as large as the store, and sealed
            SqliteSchema.Execute(_connection, "VACUUM; PRAGMA wal_checkpoint(TRUNCATE);");
        }
        catch (SqliteException failure) when (SqliteSchema.Explain(failure, _store.File) is { } explained)
        {
            throw explained;
        }
    }

    private async ValueTask<ResealStep> ResealSnapshotAsync(SnapshotInfo snapshot, ResealCursor cursor, CancellationToken cancellationToken)
    {
        try
        {
            var sections = await _store.ReadSnapshotAsync(snapshot, cancellationToken).ConfigureAwait(false);
            using var originals = sections.Originals;
            await PublishSnapshotAsync(sections, snapshot.Model, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception damage) when (damage is InvalidDataException or CtxbException { Code: ErrorCodes.RecordRefused or ErrorCodes.IndexDamaged })
        {
            // Derived, and not worth keeping: the next writer makes a new one.
            Write(transaction => WriteHead(_head with { Head = _head.Head with { Snapshot = null } }, transaction));
            SnapshotFile.TryDelete(_store.Folder, snapshot.File);
        }

        return new(cursor, 1);
    }

    private void Reseal(SealedColumn column, long id, SqliteTransaction transaction)
    {
        if (column.Table == "head")
        {
            WriteHead(_head, transaction);
            return;
        }

        var address = AddressOf(column, id, transaction);
        using var read = Command(transaction, $"SELECT {column.Name} FROM {column.Table} WHERE {column.Key} = $id");
        read.Parameters.AddWithValue("$id", id);
        var record = (byte[])read.ExecuteScalar()!;
        Run(transaction, $"UPDATE {column.Table} SET {column.Name} = $value WHERE {column.Key} = $id",
            ("$value", _session.Seal(address, _store.Envelope.Open(column.Table == "contents" ? SqliteContentStore.AsSealed(address, record) : address, record))), ("$id", id));
    }

    private RecordAddress AddressOf(SealedColumn column, long id, SqliteTransaction transaction) => (column.Table, column.Name) switch
    {
        ("contents", "record") => SqliteContentStore.RecordAddressOf(id, NameOf(id, transaction)),
        ("contents", "text") => SqliteContentStore.TextAddress(id, NameOf(id, transaction)),
        ("vectors", _) => VectorAddress(id, transaction),
        ("trees", _) => SqliteContentStore.TreeAddress(id, _head.Trees.TryGetValue(id, out var sequence) ? sequence : throw _store.Missing($"tree {id}")),
        ("pages", _) => SqliteContentStore.PageAddress(id, PageSequence(id, transaction)),
        ("changes", _) => new(RecordKind.Change, id, id),
        _ => throw new InvalidOperationException($"No address is known of {column}."),
    };

    private LookupName NameOf(long content, SqliteTransaction transaction)
    {
        using var command = Command(transaction, "SELECT name FROM contents WHERE id = $id");
        command.Parameters.AddWithValue("$id", content);
        using var row = command.ExecuteReader();
        row.Read();
        return SqliteContentStore.NameIn(row, 0);
    }

    private RecordAddress VectorAddress(long id, SqliteTransaction transaction)
    {
        using var command = Command(transaction, "SELECT content, model FROM vectors WHERE id = $id");
        command.Parameters.AddWithValue("$id", id);
        using var row = command.ExecuteReader();
        row.Read();
        return SqliteContentStore.VectorAddress(row.GetInt64(0), row.GetInt64(1));
    }

    private long PageSequence(long id, SqliteTransaction transaction)
    {
        using var command = Command(transaction, "SELECT tree FROM pages WHERE id = $id");
        command.Parameters.AddWithValue("$id", id);
        var tree = (long)command.ExecuteScalar()!;
        var row = _head.Trees.TryGetValue(tree, out var sequence) ? _store.ReadTreeRow(_connection, tree, sequence) : throw _store.Missing($"tree {tree}");
        return row.Pages.First(page => page.Id == id).Sequence;
    }

    private HashSet<uint> SessionsBefore(int version)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT id FROM sessions WHERE key_version < $version";
        command.Parameters.AddWithValue("$version", version);
        using var rows = command.ExecuteReader();
        var sessions = new HashSet<uint>();
        while (rows.Read())
        {
            sessions.Add((uint)rows.GetInt64(0));
        }

        return sessions;
    }

    // Sessions of this rotation stay until the next one: a reader may have fetched a record just before it was sealed again.
    private void ForgetSessionsOfDroppedKeys(SqliteTransaction transaction) =>
        Run(transaction, "DELETE FROM sessions WHERE key_version < $version", ("$version", _store.Envelope.OldestVersion));

    // The session is null where the value is too short to name one.
    private List<(long Id, uint? Session)> Rows(SealedColumn column, long after, int most, SqliteTransaction? transaction)
    {
        using var command = _connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText =
            $"SELECT {column.Key}, substr({column.Name}, {SessionInRecord}, 4) FROM {column.Table} WHERE {column.Key} > $after ORDER BY {column.Key} LIMIT $most";
        command.Parameters.AddWithValue("$after", after);
        command.Parameters.AddWithValue("$most", most);
        using var reader = command.ExecuteReader();
        var rows = new List<(long, uint?)>();
        while (reader.Read())
        {
            var session = reader.GetFieldValue<byte[]>(1);
            rows.Add((reader.GetInt64(0), session.Length == sizeof(uint) ? BinaryPrimitives.ReadUInt32LittleEndian(session) : null));
        }

        return rows;
    }
}
