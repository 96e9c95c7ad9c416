using System.Buffers;
using System.Data;
using System.Runtime.CompilerServices;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Crypto;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace McpContextBrowser.Core.Store;

/// <summary>The embedded store: one SQLite file a collection (WAL, every commit synced), every value sealed before it gets there.</summary>
/// <remarks>
/// What names a record is clear (integer keys, keyed look-up names), what it says is not. One connection reads, guarded by
/// a lock, since reads are short; a writer has its own.
/// </remarks>
public sealed class SqliteContentStore : IContentStore
{
    internal const string FileName = "store.db";
    private const string LockName = "writer.lock";

    private readonly string _folder;
    private readonly CollectionKeys _keys;
    private readonly Lock _reading = new();
    private readonly SqliteConnection _connection;
    private readonly TimeProvider _time;
    private readonly DiskReserve? _reserve;

    private SqliteContentStore(
        string folder, CollectionKeys keys, Func<CollectionKeys?>? readKeys, SqliteConnection connection, TimeProvider time, DiskReserve? reserve)
    {
        _folder = folder;
        _keys = keys;
        _connection = connection;
        _time = time;
        _reserve = reserve;
        Envelope = new Envelope(keys, File, FindSession, readKeys);
    }

    internal string File => Path.Join(_folder, FileName);

    internal string Folder => _folder;

    internal CollectionKeys Keys => _keys;

    internal Envelope Envelope { get; }

    /// <summary>Opens the store in a folder of its own, making it when there is none.</summary>
    /// <param name="folder">The collection's folder; owner only.</param>
    /// <param name="keys">The collection's keys; owned by the caller and needed until the store is disposed.</param>
    /// <param name="time">Clock of <see cref="TreeInfo.IndexedAt"/>.</param>
    /// <param name="readKeys">Reads the collection's keys again, since another process may rotate them; null when nobody does.</param>
    /// <param name="reserve">What a writer leaves free; null writes until the disk is full.</param>
    /// <exception cref="CtxbException">It cannot be opened, is damaged, or has another format.</exception>
    public static SqliteContentStore Open(string folder, CollectionKeys keys, TimeProvider time, Func<CollectionKeys?>? readKeys = null, DiskReserve? reserve = null)
    {
        if (!Directory.Exists(folder))
        {
            OwnerOnlyFile.CreateFolder(folder);
            DurableFile.SyncFolder(Path.GetDirectoryName(folder)!);
        }

        var file = Path.Join(folder, FileName);
        try
        {
            var certain = CommitWitness.Read(folder); // before the head: a commit may come between
            var store = new SqliteContentStore(folder, keys, readKeys, SqliteSchema.Open(file), time, reserve);
            store.RefuseOlderThan(certain);
            return store;
        }
        catch (Exception failure) when (SqliteSchema.Explain(failure, file) is { } explained)
        {
            throw explained;
        }
    }

    /// <summary>Deletes a store that nobody has open, whatever state it is in.</summary>
    public static void Delete(string folder)
    {
        CommitWitness.Delete(folder); // first: without it, what a stopped deletion leaves is an empty store, not a damaged one
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Takes the writer's place in a folder, whatever state its store is in.</summary>
    /// <returns>Disposed to give it back; null while another writer is at work.</returns>
    internal static FileStream? TryLock(string folder)
    {
        try
        {
            // The lock is the kernel's: it ends with the process, however that ends.
            return new FileStream(Path.Join(folder, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>The roots of the trees that can still be read in a damaged store.</summary>
    /// <exception cref="CtxbException">Not even its head can be read.</exception>
    internal static async Task<IReadOnlyList<string>> SalvageRootsAsync(
        string folder, CollectionKeys keys, TimeProvider time)
    {
        var file = Path.Join(folder, FileName);
        try
        {
            var store = new SqliteContentStore(folder, keys, null, SqliteSchema.Open(file), time, null);
            await using (store.ConfigureAwait(false))
            {
                return await store.Read(() => Readable(
                    store.ReadHead(store._connection).Trees, tree => store.ReadTreeRow(store._connection, tree.Key, tree.Value).Info.Root)).ConfigureAwait(false);
            }
        }
        catch (SqliteException failure) when (SqliteSchema.Explain(failure, file) is { } explained)
        {
            throw explained;
        }
    }

    public ValueTask<StoreHead> ReadHeadAsync(CancellationToken cancellationToken) => Read(() => ReadHead(_connection).Head);

    public ValueTask<IReadOnlyList<TreeInfo>> ReadTreesAsync(CancellationToken cancellationToken) =>
        Read<IReadOnlyList<TreeInfo>>(() =>
        {
            using var moment = _connection.BeginTransaction(deferred: true);
            var trees = ReadHead(_connection).Trees;
            return [.. trees.Select(tree => ReadTreeRow(_connection, tree.Key, tree.Value)).Select(row => row.Info)];
        });

    public ValueTask<TreeManifest?> ReadTreeAsync(string root, CancellationToken cancellationToken) =>
        Read(() =>
        {
            using var moment = _connection.BeginTransaction(deferred: true); // one generation for head, tree and pages
            return FindTree(_connection, root) is { } tree
                ? new TreeManifest(tree.Info, ReadPages(_connection, tree).ToEntries())
                : null;
        });

    public ValueTask<IReadOnlyDictionary<LookupName, KnownContent>> FindContentsAsync(
        IReadOnlyCollection<LookupName> names, string model, CancellationToken cancellationToken) =>
        Read<IReadOnlyDictionary<LookupName, KnownContent>>(() =>
        {
            var found = new Dictionary<LookupName, KnownContent>();
            using var command = _connection.CreateCommand();
            command.CommandText = model.Length == 0
                ? "SELECT id, chunks FROM contents WHERE name = $name"
                : """
                  SELECT c.id, c.chunks FROM contents c JOIN models m ON m.name = $model
                  JOIN vectors v ON v.content = c.id AND v.model = m.id WHERE c.name = $name
                  """;
            var parameter = command.Parameters.Add("$name", SqliteType.Blob);
            if (model.Length > 0)
            {
                command.Parameters.AddWithValue("$model", model);
            }

            foreach (var name in names)
            {
                cancellationToken.ThrowIfCancellationRequested();
                parameter.Value = name.ToArray();
                using var reader = command.ExecuteReader(CommandBehavior.SingleRow);
                if (reader.Read())
                {
                    found[name] = new(reader.GetInt64(0), reader.GetInt32(1));
                }
            }

            return found;
        });

    public ValueTask<IReadOnlyList<long>> FindWithoutVectorsAsync(IReadOnlyList<long> ids, string model, CancellationToken cancellationToken) =>
        Read<IReadOnlyList<long>>(() =>
        {
            using var command = _connection.CreateCommand();
            command.CommandText =
                """
                SELECT 1 FROM contents c WHERE c.id = $id AND c.chunks > 0 AND NOT EXISTS
                (SELECT 1 FROM vectors v JOIN models m ON m.id = v.model WHERE v.content = c.id AND m.name = $model)
                """;
            var id = command.Parameters.Add("$id", SqliteType.Integer);
            command.Parameters.AddWithValue("$model", model);
            var found = new List<long>();
            foreach (var content in ids)
            {
                cancellationToken.ThrowIfCancellationRequested();
                id.Value = content;
                if (command.ExecuteScalar() is not null)
                {
                    found.Add(content);
                }
            }

            return found;
        });

    public ValueTask<IReadOnlyDictionary<LookupName, VectorBlock>> ReadVectorsAsync(
        IReadOnlyCollection<LookupName> names, string model, CancellationToken cancellationToken) =>
        Read<IReadOnlyDictionary<LookupName, VectorBlock>>(() =>
        {
            using var command = _connection.CreateCommand();
            command.CommandText =
                """
                SELECT v.content, v.model, v.value FROM contents c JOIN models m ON m.name = $model
                JOIN vectors v ON v.content = c.id AND v.model = m.id WHERE c.name = $name
                """;
            var parameter = command.Parameters.Add("$name", SqliteType.Blob);
            command.Parameters.AddWithValue("$model", model);
            var found = new Dictionary<LookupName, VectorBlock>();
            foreach (var name in names)
            {
                cancellationToken.ThrowIfCancellationRequested();
                parameter.Value = name.ToArray();
                using var reader = command.ExecuteReader(CommandBehavior.SingleRow);
                if (reader.Read())
                {
                    var address = VectorAddress(reader.GetInt64(0), reader.GetInt64(1));
                    found[name] = VectorBlock.Decode(Envelope.Open(address, reader.GetFieldValue<byte[]>(2)));
                }
            }

            return found;
        });

    public async IAsyncEnumerable<StoredContent> ReadContentsAsync(
        IReadOnlyList<long> ids, string model, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const int BatchSize = 64; // the lock is given up between batches, so that a search never waits for a long read
        for (var start = 0; start < ids.Count; start += BatchSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var from = start;
            var batch = await Read(() => ReadContents(ids, from, Math.Min(ids.Count, from + BatchSize), model)).ConfigureAwait(false);
            foreach (var content in batch)
            {
                yield return content;
            }
        }
    }

    public ValueTask<string> ReadTextAsync(long content, TextPart part, CancellationToken cancellationToken) =>
        ReadPacked(content, packed => TextCodec.Decompress(packed, part));

    public ValueTask<bool> HoldsAsync(long content, CaselessPiece piece, CancellationToken cancellationToken) =>
        ReadPacked(content, packed => TextCodec.Contains(packed, piece));

    public ValueTask<SnapshotSections> ReadSnapshotAsync(SnapshotInfo snapshot, CancellationToken cancellationToken) =>
        new(_keys.AreSealing ? SnapshotFile.Read(_folder, snapshot, Envelope) : MappedSnapshot.Read(_folder, snapshot));

    public ValueTask<IReadOnlyList<string>> CheckAsync(CancellationToken cancellationToken) =>
        Read<IReadOnlyList<string>>(() =>
        {
            using var command = _connection.CreateCommand();
            command.CommandText = "PRAGMA integrity_check(10)";
            using var reader = command.ExecuteReader();
            var problems = new List<string>();
            while (reader.Read())
            {
                problems.Add(reader.GetString(0));
            }

            return problems is ["ok"] ? [] : problems;
        });

    public ValueTask<long> SizeAsync(CancellationToken cancellationToken) =>
        new(new DirectoryInfo(_folder).EnumerateFiles().Sum(file => file.Length));

    public ValueTask<StoreSizes> SizesAsync(CancellationToken cancellationToken) =>
        Read(() =>
        {
            using var command = _connection.CreateCommand();
            command.CommandText =
                """
                SELECT (SELECT total(length(text)) FROM contents), (SELECT total(length(record)) FROM contents),
                       (SELECT total(length(value)) FROM vectors), (SELECT total(length(value)) FROM pages) + (SELECT total(length(value)) FROM trees)
                """;
            using var reader = command.ExecuteReader(CommandBehavior.SingleRow);
            reader.Read();
            var parts = Enumerable.Range(0, 4).Select(i => (long)reader.GetDouble(i)).ToArray();
            var files = new DirectoryInfo(_folder).GetFiles();
            var snapshot = files.Where(file => file.Extension == ".snap").Sum(file => file.Length);
            return new StoreSizes(parts[0], parts[1], parts[2], parts[3], snapshot, Math.Max(0, files.Sum(file => file.Length) - snapshot - parts.Sum()));
        });

    public ValueTask<IContentWriter?> TryBeginWriteAsync(CancellationToken cancellationToken)
    {
        if (TryLock(_folder) is not { } held)
        {
            return new((IContentWriter?)null);
        }

        try
        {
            return new(new SqliteContentWriter(this, held, _time));
        }
        catch (Exception failure)
        {
            held.Dispose();
            if (SqliteSchema.Explain(failure, File) is { } explained)
            {
                throw explained;
            }

            throw;
        }
    }

    public ValueTask DisposeAsync()
    {
        lock (_reading)
        {
            _connection.Dispose();
        }

        Envelope.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Refuses to write what would not leave enough free.</summary>
    internal void RequireSpace(long bytes) => _reserve?.Require(_folder, bytes);

    internal static RecordAddress HeadAddress(long sequence) => new(RecordKind.Head, 1, sequence);

    // A content is written once under an id that is never used again; what stands in its sequence is half of its name, so that nobody can
    // exchange two names, and in the last bit which part it is. Earlier stores have that bit alone.
    internal static RecordAddress RecordAddressOf(long content, LookupName name) => new(RecordKind.Content, content, (long)(name.Value >> 66) << 1);

    internal static RecordAddress TextAddress(long content, LookupName name) => RecordAddressOf(content, name) with { Sequence = ((long)(name.Value >> 66) << 1) | 1 };

    internal static RecordAddress VectorAddress(long content, long model) => new(RecordKind.Vectors, content, model);

    internal static RecordAddress TreeAddress(long tree, long sequence) => new(RecordKind.Tree, tree, sequence);

    internal static RecordAddress PageAddress(long page, long sequence) => new(RecordKind.Manifest, page, sequence);

    internal CtxbException Missing(string what) => new(
        ErrorCodes.IndexDamaged, $"The index {File} has no {what}, which it should have.", SqliteSchema.Mend);

    internal HeadRecord ReadHead(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT sequence, value FROM head WHERE id = 1";
        using var reader = command.ExecuteReader(CommandBehavior.SingleRow);
        return reader.Read()
            ? HeadRecord.Decode(Envelope.Open(HeadAddress(reader.GetInt64(0)), reader.GetFieldValue<byte[]>(1)), reader.GetInt64(0))
            : HeadRecord.Empty;
    }

    internal TreeRow? FindTree(SqliteConnection connection, string root)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT id FROM trees WHERE name = $name";
        command.Parameters.AddWithValue("$name", _keys.Lookup.Text(root).ToArray());
        var trees = ReadHead(connection).Trees;
        if (command.ExecuteScalar() is long id && trees.TryGetValue(id, out var sequence))
        {
            return ReadTreeRow(connection, id, sequence);
        }

        // A damaged name must not make a tree look as if it had never been indexed: the head knows it.
        return trees.Select(tree => ReadTreeRow(connection, tree.Key, tree.Value)).Any(tree => tree.Info.Root == root)
            ? throw Missing($"name of the tree {root}")
            : null;
    }

    internal ManifestPages ReadPages(SqliteConnection connection, TreeRow tree)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT value FROM pages WHERE id = $id";
        var id = command.Parameters.Add("$id", SqliteType.Integer);
        var pages = new List<ManifestPage>(tree.Pages.Count);
        foreach (var page in tree.Pages)
        {
            id.Value = page.Id;
            var record = command.ExecuteScalar() as byte[] ?? throw Missing($"manifest page {page.Id}");
            pages.Add(ManifestPage.Decode(page.Id, page.Sequence, Envelope.Open(PageAddress(page.Id, page.Sequence), record)));
        }

        return new ManifestPages(pages);
    }

    internal TreeRow ReadTreeRow(SqliteConnection connection, long id, long sequence)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT value FROM trees WHERE id = $id";
        command.Parameters.AddWithValue("$id", id);
        var record = command.ExecuteScalar() as byte[] ?? throw Missing($"tree {id}");
        return TreeRow.Decode(id, sequence, Envelope.Open(TreeAddress(id, sequence), record));
    }

    private static List<string> Readable(IReadOnlyDictionary<long, long> trees, Func<KeyValuePair<long, long>, string> read)
    {
        var roots = new List<string>();
        foreach (var tree in trees)
        {
            try
            {
                roots.Add(read(tree));
            }
            catch (CtxbException)
            {
                // this one is lost; the others need not be
            }
        }

        return roots;
    }

    private void RefuseOlderThan(long certain)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT coalesce(max(sequence), 0) FROM head";
        var found = (long)command.ExecuteScalar()!;
        if (found < certain)
        {
            _connection.Dispose();
            Envelope.Dispose();
            throw new CtxbException(
                ErrorCodes.IndexDamaged,
                $"The index {File} has gone back from commit {certain} to {found}: it, or its log {FileName}-wal, was cut, damaged or replaced.",
                SqliteSchema.Mend);
        }
    }

    private List<StoredContent> ReadContents(IReadOnlyList<long> ids, int from, int to, string model)
    {
        using var contents = _connection.CreateCommand();
        contents.CommandText = "SELECT record, name FROM contents WHERE id = $id";
        var id = contents.Parameters.Add("$id", SqliteType.Integer);
        using var vectors = _connection.CreateCommand();
        vectors.CommandText = "SELECT v.value, v.model FROM vectors v JOIN models m ON m.id = v.model WHERE v.content = $id AND m.name = $model";
        var vectorId = vectors.Parameters.Add("$id", SqliteType.Integer);
        vectors.Parameters.AddWithValue("$model", model);
        var found = new List<StoredContent>(to - from);
        for (var i = from; i < to; i++)
        {
            id.Value = ids[i];
            using var content = contents.ExecuteReader(CommandBehavior.SingleRow);
            var record = content.Read() && content.GetValue(0) is byte[] whole ? whole : throw Missing($"content {ids[i]}");
            var address = AsSealed(RecordAddressOf(ids[i], NameIn(content, 1)), record);
            content.Close();
            VectorBlock? block = null;
            if (model.Length > 0)
            {
                vectorId.Value = ids[i];
                using var reader = vectors.ExecuteReader(CommandBehavior.SingleRow);
                if (reader.Read())
                {
                    block = VectorBlock.Decode(Envelope.Open(VectorAddress(ids[i], reader.GetInt64(1)), reader.GetFieldValue<byte[]>(0)));
                }
            }

            found.Add(new(ids[i], ContentRecord.Decode(Envelope.Open(address, record)), block));
        }

        return found;
    }

    /// <summary>The place of a content's record as it was sealed: in stores of earlier days without the name.</summary>
    /// <param name="bound">The place with it.</param>
    internal static RecordAddress AsSealed(RecordAddress bound, ReadOnlySpan<byte> record) =>
        RecordHeader.TryRead(record, out var header) && header.Address.Sequence is 0 or 1 ? bound with { Sequence = bound.Sequence & 1 } : bound;

    /// <exception cref="InvalidDataException">The column holds no name.</exception>
    internal static LookupName NameIn(SqliteDataReader row, int column) => row.GetFieldValue<byte[]>(column) is { Length: LookupName.Length } bytes
        ? LookupName.FromBytes(bytes)
        : throw new InvalidDataException("a content without a name");

    private SessionHeader? FindSession(uint id) => ReadNow(() =>
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT purpose, key_version, salt, collection, commitment FROM sessions WHERE id = $id";
        command.Parameters.AddWithValue("$id", (long)id);
        using var reader = command.ExecuteReader(CommandBehavior.SingleRow);
        return reader.Read()
            ? new(id, (SealingPurpose)reader.GetByte(0), reader.GetInt32(1), reader.GetFieldValue<byte[]>(2),
                reader.GetFieldValue<byte[]>(3), reader.GetFieldValue<byte[]>(4))
            : (SessionHeader?)null;
    });

    private ValueTask<T> ReadPacked<T>(long content, Func<ReadOnlySpan<byte>, T> use) =>
        Read(() =>
        {
            using var command = _connection.CreateCommand();
            command.CommandText = "SELECT text, name FROM contents WHERE id = $id";
            command.Parameters.AddWithValue("$id", content);
            using var reader = command.ExecuteReader(CommandBehavior.SingleRow);
            var record = reader.Read() && !reader.IsDBNull(0)
                ? raw.sqlite3_column_blob(reader.Handle, 0) // the page itself, good until the reader moves on: texts are large and many
                : throw Missing($"content {content}");
            var address = AsSealed(TextAddress(content, NameIn(reader, 1)), record);
            var plain = ArrayPool<byte>.Shared.Rent(Math.Max(0, Envelope.PlaintextLength(record.Length)));
            try
            {
                return use(plain.AsSpan(0, Envelope.Open(address, record, plain)));
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(plain);
            }
        });

    private ValueTask<T> Read<T>(Func<T> read) => new(ReadNow(read));

    private T ReadNow<T>(Func<T> read)
    {
        lock (_reading)
        {
            try
            {
                return read();
            }
            catch (Exception failure) when (SqliteSchema.Explain(failure, File) is { } explained)
            {
                throw explained;
            }
        }
    }
}
