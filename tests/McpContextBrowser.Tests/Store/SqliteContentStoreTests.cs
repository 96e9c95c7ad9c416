using System.Text;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Crypto;
using McpContextBrowser.Core.Store;

namespace McpContextBrowser.Tests.Store;

public sealed class SqliteContentStoreTests : ContentStoreContract
{
    private TestKeys? _keys;

    private TestKeys Keys => _keys ??= new TestKeys();

    private string StoreFolder => Path.Join(Keys.Folder, "collection");

    [Test]
    public async Task An_unused_content_waits_for_its_time_and_one_that_is_used_again_stays()
    {
        var time = new ManualTime();
        await using var store = SqliteContentStore.Open(Path.Join(Keys.Folder, "waiting"), Keys.Collection, time);
        var (back, gone, kept) = (Content("back"), Content("gone"), Content("kept"));
        await using var writer = await store.TryBeginWriteAsync(default);
        await writer!.CommitAsync(Batch([back, gone, kept], [File("back", back), File("gone", gone), File("kept", kept)]), default);
        await writer.CommitAsync(Batch([], []) with { Removed = [RelativePath.FromNormalised("back"), RelativePath.FromNormalised("gone")] }, default);
        var grace = TimeSpan.FromDays(14);
        Assert.That(await writer.CollectAsync(grace, default), Is.EqualTo(new CollectReport(0, 2)));
        time.Advance(TimeSpan.FromDays(13));
        Assert.That(await writer.CollectAsync(grace, default), Is.EqualTo(new CollectReport(0, 2)));
        await writer.CommitAsync(Batch([], [File("back", back)]), default);
        time.Advance(TimeSpan.FromDays(2));
        Assert.That(await writer.CollectAsync(grace, default), Is.EqualTo(new CollectReport(1, 0)));
        Assert.That((await store.FindContentsAsync([back.Name, gone.Name, kept.Name], "", default)).Keys, Is.EquivalentTo(new[] { back.Name, kept.Name }));
    }

    [Test]
    public async Task No_file_holds_a_word_of_what_was_stored()
    {
        const string Planted = "PLANTEDWORDPLANTEDWORD";
        var content = Content($"class {Planted} {{ }}");
        var builder = new SegmentBuilder();
        builder.Add(1, content.Record with { Chunks = [content.Record.Chunks[0] with { Symbol = Planted }] }, content.Vectors);
        await using (var writer = await Store.TryBeginWriteAsync(default))
        {
            await writer!.CommitAsync(Batch([content], [File($"src/{Planted}.cs", content)], $"/home/{Planted}"), default);
            await writer.PublishSnapshotAsync(builder.ToSections(), Model, default);
        }

        byte[][] forbidden = [Encoding.UTF8.GetBytes(Planted), Encoding.Unicode.GetBytes(Planted), content.CompressedText[8..], content.Vectors!.Value.Bytes.ToArray()];
        foreach (var file in Directory.EnumerateFiles(Keys.Folder, "*", SearchOption.AllDirectories))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            foreach (var secret in forbidden)
            {
                Assert.That(bytes.AsSpan().IndexOf(secret), Is.EqualTo(-1), file);
            }
        }
    }

    [Test]
    public async Task A_store_of_another_format_is_refused_by_name()
    {
        await Store.DisposeAsync();
        using (var connection = SqliteSchema.Open(Path.Join(StoreFolder, SqliteContentStore.FileName)))
        {
            SqliteSchema.Execute(connection, "PRAGMA user_version=99");
        }

        var refusal = Assert.Throws<CtxbException>(() => Open());
        Assert.That(refusal!.Code, Is.EqualTo(ErrorCodes.IndexVersion));
        Assert.That(refusal.Message, Does.Contain("99"));
    }

    [Test]
    public async Task A_file_that_is_no_database_is_refused_with_what_to_do()
    {
        await Store.DisposeAsync();
        foreach (var file in Directory.EnumerateFiles(StoreFolder))
        {
            System.IO.File.Delete(file);
        }

        System.IO.File.WriteAllText(Path.Join(StoreFolder, SqliteContentStore.FileName), new string('x', 5000));
        var refusal = Assert.Throws<CtxbException>(() => Open());
        Assert.That(refusal!.Code, Is.EqualTo(ErrorCodes.IndexDamaged));
        Assert.That(refusal.Next, Does.Contain("ctxb doctor --fix"));
    }

    [Test]
    public async Task A_manifest_page_put_back_from_an_earlier_commit_is_refused()
    {
        var content = Content("one");
        await CommitAsync(Batch([content], [File("a", content)]));
        var old = ReadPage();
        await CommitAsync(Batch([], [File("b", content)]));
        Change("UPDATE pages SET value = $value", old);
        var refusal = await Assert.ThrowsAsync<CtxbException>(async () => await Store.ReadTreeAsync(Root, default));
        Assert.That(refusal!.Code, Is.EqualTo(ErrorCodes.RecordRefused));
        Assert.That(refusal.Message, Does.Contain("replayed"));
    }

    [Test]
    public async Task A_text_put_in_the_place_of_another_is_refused()
    {
        var one = Content("one");
        var two = Content("two");
        await CommitAsync(Batch([one, two], [File("a", one), File("b", two)]));
        Change("UPDATE contents SET text = (SELECT text FROM contents WHERE id = 2) WHERE id = 1 OR $value IS NULL", []);
        var refusal = await Assert.ThrowsAsync<CtxbException>(async () => await Store.ReadTextAsync(1, TextPart.Whole, default));
        Assert.That(refusal!.Message, Does.Contain("swapped"));
    }

    [Test]
    public async Task Every_flipped_byte_of_a_snapshot_is_noticed()
    {
        var content = Content("snap");
        var builder = new SegmentBuilder();
        builder.Add(1, content.Record, content.Vectors);
        await using (var writer = await Store.TryBeginWriteAsync(default))
        {
            await writer!.CommitAsync(Batch([content], [File("a", content)]), default);
            await writer.PublishSnapshotAsync(builder.ToSections(), Model, default);
        }

        var snapshot = (await Store.ReadHeadAsync(default)).Snapshot!;
        var path = Path.Join(StoreFolder, snapshot.File);
        var whole = System.IO.File.ReadAllBytes(path);
        for (var at = 0; at < whole.Length; at++)
        {
            var flipped = whole.ToArray();
            flipped[at] ^= 0x20;
            System.IO.File.WriteAllBytes(path, flipped);
            Assert.That(
                async () => await Store.ReadSnapshotAsync(snapshot, default),
                Throws.TypeOf<InvalidDataException>().Or.TypeOf<CtxbException>(), $"byte {at}");
        }

        for (var length = 0; length < whole.Length; length += 7)
        {
            System.IO.File.WriteAllBytes(path, whole[..length]);
            Assert.That(async () => await Store.ReadSnapshotAsync(snapshot, default), Throws.TypeOf<InvalidDataException>(), $"length {length}");
        }

        System.IO.File.Delete(path);
        Assert.That(async () => await Store.ReadSnapshotAsync(snapshot, default), Throws.TypeOf<InvalidDataException>());
    }

    [Test]
    public async Task A_new_snapshot_replaces_the_file_of_the_old_one()
    {
        var content = Content("snap");
        await using var writer = await Store.TryBeginWriteAsync(default);
        await writer!.CommitAsync(Batch([content], [File("a", content)]), default);
        await writer.PublishSnapshotAsync(new SegmentBuilder().ToSections(), Model, default);
        await writer.PublishSnapshotAsync(new SegmentBuilder().ToSections(), Model, default);
        Assert.That(Directory.GetFiles(StoreFolder, "*.snap"), Has.Length.EqualTo(1));
    }

    protected override IContentStore Open() => SqliteContentStore.Open(StoreFolder, Keys.Collection, TimeProvider.System);

    protected override LookupName Name(string text) => Keys.Collection.Lookup.Text(text);

    protected override void Clean()
    {
        _keys?.Dispose();
        _keys = null;
    }

    private byte[] ReadPage()
    {
        using var connection = SqliteSchema.Open(Path.Join(StoreFolder, SqliteContentStore.FileName));
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT value FROM pages";
        return (byte[])command.ExecuteScalar()!;
    }

    private void Change(string sql, byte[] value)
    {
        using var connection = SqliteSchema.Open(Path.Join(StoreFolder, SqliteContentStore.FileName));
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("$value", value);
        command.ExecuteNonQuery();
    }
}
