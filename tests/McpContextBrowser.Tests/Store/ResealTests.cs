using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Crypto;
using McpContextBrowser.Core.Store;
using McpContextBrowser.Tests.Crypto;

namespace McpContextBrowser.Tests.Store;

/// <summary>A new data key for a store that is in use: everything is under it afterwards, and nothing else has changed.</summary>
public sealed class ResealTests
{
    private const string Root = "/somewhere/project";

    private ScratchFolder _data = null!;
    private MasterKeyText _master = null!;
    private KeyRing _ring = null!;
    private CollectionKeys _keys = null!;
    private SqliteContentStore _store = null!;

    [SetUp]
    public void A_store_with_a_tree_and_a_snapshot()
    {
        _data = new ScratchFolder();
        _master = new(new string('7', 64), "test");
        _ring = new KeyRing(_data["keys.db"], _master, TimeProvider.System);
        _keys = _ring.Open("collection");
        _store = SqliteContentStore.Open(_data["collection"], _keys, TimeProvider.System, () => _ring.TryOpen("collection"));
    }

    [TearDown]
    public async Task Close()
    {
        await _store.DisposeAsync();
        _keys.Dispose();
        _ring.Dispose();
        _master.Dispose();
        _data.Dispose();
    }

    [Test]
    public void Every_column_that_can_hold_bytes_is_known_as_sealed_or_as_clear()
    {
        using var connection = SqliteSchema.Open(_store.File);
        var blobs = connection.Query(
            "SELECT t.name || '.' || c.name FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table' AND c.type = 'BLOB'",
            row => row.GetString(0));
        string[] clear = ["sessions.salt", "sessions.collection", "sessions.commitment", "contents.name", "trees.name"];
        Assert.That(blobs, Is.EquivalentTo(SqliteSchema.SealedColumns.Select(column => $"{column.Table}.{column.Name}").Concat(clear)));
    }

    [TestCase(1)]
    [TestCase(7)]
    [TestCase(10_000)]
    public async Task Afterwards_every_record_is_under_the_new_key_and_says_what_it_said(int recordsAStep)
    {
        await FillAsync(60);
        var before = await ReadAllAsync();
        var oldRecords = SealedRecords.InCollection(_store.Folder);
        var version = _ring.RotateData("collection");
        var (steps, resealed) = await SweepAsync(version, recordsAStep);
        _ring.DropDataKeysBefore("collection", version);

        Assert.That(steps, recordsAStep == 1 ? Is.AtLeast(100) : Is.AtLeast(2));
        Assert.That(resealed, Is.AtLeast(120));
        Assert.That(await ReadAllAsync(), Is.EqualTo(before), "for those who had it open");
        foreach (var record in SealedRecords.InCollection(_store.Folder))
        {
            Assert.That(oldRecords.Select(old => old.Subkey), Does.Not.Contain(record.Subkey), record.File);
        }

        await _store.DisposeAsync();
        _keys.Dispose();
        _keys = _ring.Open("collection");
        _store = SqliteContentStore.Open(_data["collection"], _keys, TimeProvider.System, () => _ring.TryOpen("collection"));
        Assert.That(_keys.DataKeys, Has.Count.EqualTo(1));
        Assert.That(await ReadAllAsync(), Is.EqualTo(before), "for those who open it anew");
        foreach (var old in oldRecords)
        {
            Assert.That(_data.Holds(old.Bytes), Is.False, "an old record lies in a file still");
        }
    }

    [Test]
    public async Task A_writer_that_comes_between_two_steps_writes_under_the_new_key_and_loses_nothing()
    {
        await FillAsync(30);
        var version = _ring.RotateData("collection");
        ResealCursor? next = default(ResealCursor);
        for (var i = 0; next is { } cursor; i++)
        {
            await using (var writer = await _store.TryBeginWriteAsync(default))
            {
                next = (await writer!.ResealAsync(cursor, version, 5, default)).Next;
            }

            if (i < 10)
            {
                await CommitAsync($"between{i}.cs", $"class Between{i} {{ }}");
            }
        }

        _ring.DropDataKeysBefore("collection", version);
        var tree = await _store.ReadTreeAsync(Root, default);
        Assert.That(tree!.Entries, Has.Count.EqualTo(40));
        foreach (var entry in tree.Entries)
        {
            Assert.That(await _store.ReadTextAsync(entry.Content, TextPart.Whole, default), Does.StartWith("class "));
        }
    }

    [Test]
    public async Task A_process_that_held_the_old_keys_never_writes_under_them_again()
    {
        await FillAsync(3);
        using (var elsewhere = new KeyRing(_data["keys.db"], _master, TimeProvider.System))
        {
            elsewhere.RotateData("collection");
        }

        await CommitAsync("late.cs", "class Late { }");
        using var connection = SqliteSchema.Open(_store.File);
        Assert.That(connection.Query("SELECT key_version FROM sessions ORDER BY id DESC LIMIT 1", row => row.GetInt32(0)), Is.EqualTo(new[] { 2 }));
    }

    [Test]
    public async Task A_writer_whose_keys_were_destroyed_is_refused()
    {
        await FillAsync(1);
        _ring.Forget("collection");
        Assert.That(
            async () => await _store.TryBeginWriteAsync(default),
            Throws.TypeOf<CtxbException>().With.Property(nameof(CtxbException.Code)).EqualTo(ErrorCodes.KeyMissing).And.Message.Contains("destroyed"));
        using var anew = _ring.Open("collection");
        Assert.That(
            async () => await _store.TryBeginWriteAsync(default),
            Throws.TypeOf<CtxbException>().With.Message.Contains("destroyed"), "keys of the same version, but others");
    }

    [Test]
    public async Task A_damaged_snapshot_does_not_stop_a_rotation()
    {
        await FillAsync(3);
        var snapshot = Path.Join(_store.Folder, (await _store.ReadHeadAsync(default)).Snapshot!.File);
        var bytes = File.ReadAllBytes(snapshot);
        bytes[^1] ^= 1;
        File.WriteAllBytes(snapshot, bytes);
        await SweepAsync(_ring.RotateData("collection"), 100);
        Assert.That((await _store.ReadHeadAsync(default)).Snapshot, Is.Null);
        Assert.That(File.Exists(snapshot), Is.False);
    }

    [TestCase("CAST(substr(text, 1, length(text) - 1) AS BLOB)")]
    [TestCase("X'00'")]
    public async Task A_damaged_record_stops_a_rotation_and_keeps_the_old_key(string damage)
    {
        await FillAsync(3);
        using (var connection = SqliteSchema.Open(_store.File))
        {
            SqliteSchema.Execute(connection, $"UPDATE contents SET text = {damage} WHERE id = 2");
        }

        var version = _ring.RotateData("collection");
        Assert.That(
            async () => await SweepAsync(version, 100),
            Throws.TypeOf<CtxbException>().With.Property(nameof(CtxbException.Code)).EqualTo(ErrorCodes.RecordRefused));
        Assert.That(_ring.Status().Collections.Single().OldVersions, Is.EqualTo(1));
        Assert.That(await _store.ReadTextAsync(1, TextPart.Whole, default), Does.StartWith("class "));
    }

    private async Task<(int Steps, int Resealed)> SweepAsync(int version, int most)
    {
        var (steps, resealed) = (0, 0);
        for (ResealCursor? next = default(ResealCursor); next is { } cursor; steps++)
        {
            await using var writer = await _store.TryBeginWriteAsync(default);
            var step = await writer!.ResealAsync(cursor, version, most, default);
            (next, resealed) = (step.Next, resealed + step.Resealed);
        }

        return (steps, resealed);
    }

    private async Task FillAsync(int files)
    {
        for (var i = 0; i < files; i++)
        {
            await CommitAsync($"file{i}.cs", $"class File{i} {{ int value = {i * 31}; }}");
        }

        var builder = new SegmentBuilder();
        await using var writer = await _store.TryBeginWriteAsync(default);
        await foreach (var content in _store.ReadContentsAsync([.. Enumerable.Range(1, files).Select(id => (long)id)], "model", default))
        {
            builder.Add(content.Id, content.Record, content.Vectors);
        }

        await writer!.PublishSnapshotAsync(builder.ToSections(), "model", default);
    }

    private async Task CommitAsync(string path, string text)
    {
        var content = SampleContent.Of(_keys.Lookup.Text(text), text);
        await using var writer = await _store.TryBeginWriteAsync(default);
        await writer!.CommitAsync(SampleContent.Batch(Root, "model", path, content), default);
    }

    private async Task<string> ReadAllAsync()
    {
        var all = new List<string>();
        var tree = await _store.ReadTreeAsync(Root, default);
        foreach (var entry in tree!.Entries)
        {
            all.Add($"{entry.Path} {entry.Content} {entry.Stamp} {await _store.ReadTextAsync(entry.Content, TextPart.Whole, default)}");
        }

        await foreach (var content in _store.ReadContentsAsync([.. tree.Entries.Select(entry => entry.Content).Order()], "model", default))
        {
            all.Add($"{content.Id} {Convert.ToHexString(content.Record.Encode())} {Convert.ToHexString(content.Vectors!.Value.Bytes.Span)}");
        }

        var snapshot = await _store.ReadSnapshotAsync((await _store.ReadHeadAsync(default)).Snapshot!, default);
        all.Add(Convert.ToHexString(snapshot.Chunks.Span) + Convert.ToHexString(snapshot.Lexical.Span) + Convert.ToHexString(snapshot.Vectors.Span));
        return string.Join('\n', all);
    }
}
