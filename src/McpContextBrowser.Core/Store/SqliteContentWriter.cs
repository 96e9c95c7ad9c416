using System.Data;
using System.Text;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Crypto;
using Microsoft.Data.Sqlite;

namespace McpContextBrowser.Core.Store;

/// <summary>The writer of a <see cref="SqliteContentStore"/>: its own connection, its own sealing session, one transaction a commit.</summary>
internal sealed partial class SqliteContentWriter : IContentWriter
{
    private const int PagesBeforeCheckpoint = 4096; // 32 MiB of WAL: fewer double writes in a long run, bounded on disk

    private const int Copies = 2; // a record stands in the log and, after a checkpoint, in the database
    private const long LeastCommit = 1 << 20;

    // Made where it is first needed: a ctxb that does not know it loses nothing by it.
    private const string UnusedTable = "CREATE TABLE IF NOT EXISTS unused(content INTEGER PRIMARY KEY, since INTEGER NOT NULL)";

    private readonly SqliteContentStore _store;
    private readonly FileStream _lock;
    private readonly TimeProvider _time;
    private readonly SqliteConnection _connection;
    private readonly SealingSession _session;
    private readonly Dictionary<string, TreeState> _trees = new(StringComparer.Ordinal);
    private readonly Dictionary<LookupName, (long Id, int Chunks)> _contents = [];
    private HeadRecord _head;
    private long _nextPage;
    private bool _sessionStored;

    public SqliteContentWriter(SqliteContentStore store, FileStream heldLock, TimeProvider time)
    {
        _store = store;
        _lock = heldLock;
        _time = time;
        _connection = SqliteSchema.Open(store.File);
        try
        {
            SqliteSchema.Execute(_connection, $"PRAGMA wal_autocheckpoint={PagesBeforeCheckpoint};");
            _head = store.ReadHead(_connection);
            _nextPage = Highest("pages") + 1;
            _session = store.Envelope.Begin((uint)Highest("sessions") + 1, SealingPurpose.Store);
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    public ValueTask<StoreHead> CommitAsync(StoreBatch batch, CancellationToken cancellationToken)
    {
        if (batch.Changes.Count > 0)
        {
            _store.RequireSpace(Copies * batch.Contents.Sum(BytesOf) + LeastCommit);
        }

        return new(Write(transaction =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            var lastContent = AddContents(batch, transaction);
            var sequence = _head.Head.Sequence + 1;
            var state = State(batch.Tree.Root, transaction);
            foreach (var path in batch.Removed)
            {
                state.Pages.Remove(path);
            }

            foreach (var change in batch.Changes)
            {
                var (content, chunks) = change.Content is { } name ? Find(name, transaction) ?? throw Unknown(name) : default;
                state.Pages.Set(new(change.Path, content, chunks, change.Stamp, change.Skip));
            }

            WritePages(state, sequence, transaction);
            var info = batch.Tree with { Sequence = sequence, IndexedAt = _time.GetUtcNow() };
            var row = new TreeRow(state.Id, info, [.. state.Pages.Pages.Select(page => new PageLink(page.Id, page.Sequence))]);
            Run(transaction,
                "INSERT INTO trees(id, name, kind, value) VALUES ($id, $name, $kind, $value) ON CONFLICT(id) DO UPDATE SET value = $value",
                ("$id", state.Id), ("$name", _store.Keys.Lookup.Text(info.Root).ToArray()), ("$kind", (long)info.Kind),
                ("$value", _session.Seal(SqliteContentStore.TreeAddress(state.Id, sequence), row.Encode())));
            WriteChange(sequence, $"{state.Id} +{batch.Changes.Count} -{batch.Removed.Count}", transaction);
            WriteHead(new(_head.Head with { Sequence = sequence, LastContent = lastContent },
                new Dictionary<long, long>(_head.Trees) { [state.Id] = sequence }), transaction);
        }));
    }

    public ValueTask<StoreHead> AddVectorsAsync(
        string model, IReadOnlyDictionary<long, VectorBlock> vectors, CancellationToken cancellationToken)
    {
        _store.RequireSpace(Copies * vectors.Values.Sum(block => (long)block.Bytes.Length) + LeastCommit);
        return new(Write(transaction =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            var number = ModelId(model, transaction);
            foreach (var (content, block) in vectors)
            {
                // A content may have been collected since its text was read: then there is nothing to find by these vectors.
                Run(transaction,
                    "INSERT OR IGNORE INTO vectors(content, model, value) SELECT id, $model, $value FROM contents WHERE id = $content",
                    ("$content", content), ("$model", number),
                    ("$value", _session.Seal(SqliteContentStore.VectorAddress(content, number), block.Encode())));
            }

            var sequence = _head.Head.Sequence + 1;
            WriteChange(sequence, $"vectors +{vectors.Count}", transaction);
            WriteHead(_head with { Head = _head.Head with { Sequence = sequence } }, transaction);
        }));
    }

    public ValueTask<SnapshotInfo> PublishSnapshotAsync(
        SnapshotSections sections, string model, CancellationToken cancellationToken)
    {
        _store.RequireSpace(sections.Chunks.Length + sections.Lexical.Length + sections.Vectors.Length + (sections.Originals?.Length ?? 0) + LeastCommit);
        var sequence = _head.Head.Sequence + 1;
        using var session = _store.Envelope.Begin((uint)Highest("sessions") + 1 + (_sessionStored ? 0u : 1u), SealingPurpose.Snapshot);
        SnapshotInfo info;
        try
        {
            info = _store.Keys.AreSealing
                ? SnapshotFile.Write(_store.Folder, sections, sequence, model, session, cancellationToken)
                : MappedSnapshot.Write(_store.Folder, sections, sequence, model, session.Header.Id, cancellationToken);
        }
        catch (IOException failure)
        {
            SnapshotFile.TryDelete(_store.Folder, SnapshotFile.NameOf(sequence));
            throw new CtxbException(
                ErrorCodes.DiskFailed,
                $"The snapshot {SnapshotFile.NameOf(sequence)} could not be written beside {_store.File}: {failure.Message}",
                "What was indexed is safe. Free some space or check the disk, and index again.",
                failure);
        }
        catch
        {
            SnapshotFile.TryDelete(_store.Folder, SnapshotFile.NameOf(sequence)); // cancelled, or what it was made of cannot be read
            throw;
        }

        var before = _head.Head.Snapshot;
        Write(transaction =>
        {
            StoreSession(session.Header, transaction);
            WriteChange(sequence, $"snapshot {info.File}", transaction);
            Run(transaction, "DELETE FROM changes WHERE sequence < $sequence", ("$sequence", before?.Sequence ?? 0));
            WriteHead(_head with { Head = _head.Head with { Sequence = sequence, Snapshot = info } }, transaction);
        });
        if (before is not null)
        {
            SnapshotFile.TryDelete(_store.Folder, before.File); // a reader that still has it open keeps its bytes; on Windows a later run deletes it
        }

        return new(info);
    }

    public ValueTask<bool> RemoveTreeAsync(string root, CancellationToken cancellationToken)
    {
        if (_store.FindTree(_connection, root) is not { } tree)
        {
            return new(false);
        }

        Write(transaction =>
        {
            var sequence = _head.Head.Sequence + 1;
            Run(transaction, "DELETE FROM pages WHERE tree = $tree", ("$tree", tree.Id));
            Run(transaction, "DELETE FROM trees WHERE id = $tree", ("$tree", tree.Id));
            WriteChange(sequence, $"{tree.Id} removed", transaction);
            var trees = new Dictionary<long, long>(_head.Trees);
            trees.Remove(tree.Id);
            WriteHead(new(_head.Head with { Sequence = sequence }, trees), transaction);
            _trees.Remove(root);
        });
        return new(true);
    }

    public ValueTask<CollectReport> CollectAsync(TimeSpan grace, CancellationToken cancellationToken)
    {
        var unused = FindUnused();
        var known = ReadUnusedSince();
        var now = _time.GetUtcNow().UtcTicks;
        var due = unused.Where(id => grace <= TimeSpan.Zero || (known.TryGetValue(id, out var since) && since <= now - grace.Ticks)).ToList();
        var report = new CollectReport(due.Count, unused.Count - due.Count);
        if (due.Count == 0 && known.Count == unused.Count && unused.All(known.ContainsKey))
        {
            return new(report);
        }

        Write(transaction =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            Run(transaction, "DELETE FROM unused");
            foreach (var content in unused.Except(due))
            {
                Run(transaction, "INSERT INTO unused(content, since) VALUES ($id, $since)",
                    ("$id", content), ("$since", known.TryGetValue(content, out var since) ? since : now));
            }

            foreach (var content in due)
            {
                Run(transaction, "DELETE FROM vectors WHERE content = $id", ("$id", content));
                Run(transaction, "DELETE FROM contents WHERE id = $id", ("$id", content));
            }

            var sequence = _head.Head.Sequence + 1;
            WriteChange(sequence, $"collected {due.Count}, waiting {report.Waiting}", transaction);
            WriteHead(_head with { Head = _head.Head with { Sequence = sequence } }, transaction);
            _contents.Clear();
        });
        if (due.Count > 0)
        {
            SqliteSchema.Execute(_connection, "PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE);");
        }

        return new(report);
    }

    public ValueTask DisposeAsync()
    {
        _session.Dispose();
        _connection.Dispose();
        _lock.Dispose();
        return ValueTask.CompletedTask;
    }

    private static long BytesOf(NewContent content) =>
        content.CompressedText.Length + content.Record.Terms.Length + (content.Vectors?.Bytes.Length ?? 0L);

    private List<long> FindUnused()
    {
        var used = new HashSet<long>();
        foreach (var root in TreeRoots())
        {
            if (_store.FindTree(_connection, root) is { } tree)
            {
                used.UnionWith(_store.ReadPages(_connection, tree).ToEntries().Select(entry => entry.Content));
            }
        }

        var unused = new List<long>();
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT id FROM contents";
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            if (!used.Contains(reader.GetInt64(0)))
            {
                unused.Add(reader.GetInt64(0));
            }
        }

        return unused;
    }

    /// <summary>When contents were first found unused, in ticks.</summary>
    private Dictionary<long, long> ReadUnusedSince()
    {
        SqliteSchema.Execute(_connection, UnusedTable);
        var since = new Dictionary<long, long>();
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT content, since FROM unused";
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            since.Add(reader.GetInt64(0), reader.GetInt64(1));
        }

        return since;
    }

    private IEnumerable<string> TreeRoots()
    {
        foreach (var (id, sequence) in _head.Trees)
        {
            using var command = _connection.CreateCommand();
            command.CommandText = "SELECT value FROM trees WHERE id = $id";
            command.Parameters.AddWithValue("$id", id);
            var record = command.ExecuteScalar() as byte[] ?? throw _store.Missing($"tree {id}");
            yield return TreeRow.Decode(id, sequence, _store.Envelope.Open(SqliteContentStore.TreeAddress(id, sequence), record)).Info.Root;
        }
    }

    private long AddContents(StoreBatch batch, SqliteTransaction transaction)
    {
        var last = _head.Head.LastContent;
        if (batch.Contents.Count == 0)
        {
            return last;
        }

        var model = batch.Model.Length == 0 ? 0 : ModelId(batch.Model, transaction);
        using var insert = Command(transaction, "INSERT INTO contents(id, name, chunks, record, text) VALUES ($id, $name, $chunks, $record, $text)");
        var id = insert.Parameters.Add("$id", SqliteType.Integer);
        var name = insert.Parameters.Add("$name", SqliteType.Blob);
        var chunks = insert.Parameters.Add("$chunks", SqliteType.Integer);
        var record = insert.Parameters.Add("$record", SqliteType.Blob);
        var text = insert.Parameters.Add("$text", SqliteType.Blob);
        using var insertVectors = Command(
            transaction, "INSERT OR IGNORE INTO vectors(content, model, value) VALUES ($content, $model, $value)");
        var content = insertVectors.Parameters.Add("$content", SqliteType.Integer);
        insertVectors.Parameters.AddWithValue("$model", model);
        var value = insertVectors.Parameters.Add("$value", SqliteType.Blob);
        foreach (var added in batch.Contents)
        {
            var known = Find(added.Name, transaction);
            var number = known?.Id ?? ++last;
            if (known is null)
            {
                id.Value = number;
                name.Value = added.Name.ToArray();
                chunks.Value = added.Record.Chunks.Length;
                record.Value = _session.Seal(SqliteContentStore.RecordAddressOf(number, added.Name), added.Record.Encode());
                text.Value = _session.Seal(SqliteContentStore.TextAddress(number, added.Name), added.CompressedText);
                insert.ExecuteNonQuery();
                _contents[added.Name] = (number, added.Record.Chunks.Length);
            }

            if (added.Vectors is { } vectors)
            {
                content.Value = number;
                value.Value = _session.Seal(SqliteContentStore.VectorAddress(number, model), vectors.Encode());
                insertVectors.ExecuteNonQuery();
            }
        }

        return last;
    }

    private void WritePages(TreeState state, long sequence, SqliteTransaction transaction)
    {
        foreach (var page in state.Pages.Dropped)
        {
            Run(transaction, "DELETE FROM pages WHERE id = $id", ("$id", page));
        }

        foreach (var page in state.Pages.Dirty)
        {
            page.Id = page.Id == 0 ? _nextPage++ : page.Id;
            page.Sequence = sequence;
            Run(transaction,
                "INSERT INTO pages(id, tree, value) VALUES ($id, $tree, $value) ON CONFLICT(id) DO UPDATE SET value = $value",
                ("$id", page.Id), ("$tree", state.Id),
                ("$value", _session.Seal(SqliteContentStore.PageAddress(page.Id, sequence), page.Encode())));
        }

        state.Pages.Settle();
    }

    private void WriteChange(long sequence, string what, SqliteTransaction transaction) =>
        Run(transaction, "INSERT INTO changes(sequence, value) VALUES ($sequence, $value)", ("$sequence", sequence),
            ("$value", _session.Seal(new(RecordKind.Change, sequence, sequence), Encoding.UTF8.GetBytes(what))));

    private void WriteHead(HeadRecord head, SqliteTransaction transaction)
    {
        Run(transaction, "INSERT INTO head(id, sequence, value) VALUES (1, $sequence, $value) "
            + "ON CONFLICT(id) DO UPDATE SET sequence = $sequence, value = $value",
            ("$sequence", head.Head.Sequence),
            ("$value", _session.Seal(SqliteContentStore.HeadAddress(head.Head.Sequence), head.Encode())));
        _head = head;
    }

    private TreeState State(string root, SqliteTransaction transaction)
    {
        if (_trees.TryGetValue(root, out var state))
        {
            return state;
        }

        state = _store.FindTree(_connection, root) is { } tree
            ? new TreeState(tree.Id, _store.ReadPages(_connection, tree))
            : new TreeState(Highest("trees", transaction) + 1, new ManifestPages([]));
        _trees.Add(root, state);
        return state;
    }

    private (long Id, int Chunks)? Find(LookupName name, SqliteTransaction transaction)
    {
        if (_contents.TryGetValue(name, out var known))
        {
            return known;
        }

        using var command = Command(transaction, "SELECT id, chunks FROM contents WHERE name = $name");
        command.Parameters.AddWithValue("$name", name.ToArray());
        using var reader = command.ExecuteReader(CommandBehavior.SingleRow);
        if (!reader.Read())
        {
            return null;
        }

        known = (reader.GetInt64(0), reader.GetInt32(1));
        _contents.Add(name, known);
        return known;
    }

    private long ModelId(string model, SqliteTransaction transaction)
    {
        Run(transaction, "INSERT OR IGNORE INTO models(name) VALUES ($name)", ("$name", model));
        using var command = Command(transaction, "SELECT id FROM models WHERE name = $name");
        command.Parameters.AddWithValue("$name", model);
        return (long)command.ExecuteScalar()!;
    }

    private void StoreSession(SessionHeader session, SqliteTransaction transaction) =>
        Run(transaction,
            "INSERT INTO sessions(id, purpose, key_version, salt, collection, commitment) VALUES ($id, $purpose, $version, $salt, $collection, $commitment)",
            ("$id", (long)session.Id), ("$purpose", (long)session.Purpose), ("$version", (long)session.KeyVersion),
            ("$salt", session.Salt.ToArray()), ("$collection", session.Collection.ToArray()), ("$commitment", session.Commitment.ToArray()));

    /// <summary>Runs one transaction; on any failure nothing is changed, and what was cached of the store is read again.</summary>
    private StoreHead Write(Action<SqliteTransaction> write)
    {
        var before = _head;
        try
        {
            using var transaction = _connection.BeginTransaction(deferred: false);
            if (!_sessionStored)
            {
                StoreSession(_session.Header, transaction);
            }

            write(transaction);
            transaction.Commit();
            _sessionStored = true;
            CommitWitness.Write(_store.Folder, _head.Head.Sequence);
            return _head.Head;
        }
        catch (Exception failure)
        {
            _head = before;
            _trees.Clear();
            _contents.Clear();
            if (failure is SqliteException database && SqliteSchema.Explain(database, _store.File) is { } explained)
            {
                throw explained;
            }

            throw;
        }
    }

    private long Highest(string table, SqliteTransaction? transaction = null)
    {
        using var command = _connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = $"SELECT coalesce(max(id), 0) FROM {table}";
        return (long)command.ExecuteScalar()!;
    }

    private SqliteCommand Command(SqliteTransaction transaction, string sql)
    {
        var command = _connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        return command;
    }

    private void Run(SqliteTransaction transaction, string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        using var command = Command(transaction, sql);
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        command.ExecuteNonQuery();
    }

    private InvalidOperationException Unknown(LookupName name) => new($"Content {name} is neither in the batch nor in {_store.File}.");

    private sealed record TreeState(long Id, ManifestPages Pages);
}
