using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Crypto;
using McpContextBrowser.Core.Store;
using McpContextBrowser.Tests.Crypto;

namespace McpContextBrowser.Tests.Store;

/// <summary>What somebody can do who may write the data directory and has no key: each is refused in its own words.</summary>
public sealed class AttackTests
{
    private const string Root = "/somewhere/project";

    private ScratchFolder _data = null!;
    private MasterKeyText _master = null!;
    private KeyRing _ring = null!;

    [SetUp]
    public async Task Two_stores()
    {
        _data = new ScratchFolder();
        _master = new(new string('7', 64), "test");
        _ring = new KeyRing(_data["keys.db"], _master, TimeProvider.System);
        await FillAsync("first");
        await FillAsync("second");
    }

    [TearDown]
    public void Remove()
    {
        _ring.Dispose();
        _master.Dispose();
        _data.Dispose();
    }

    [TestCase("UPDATE contents SET text = (SELECT text FROM contents WHERE id = 2) WHERE id = 1", ErrorCodes.RecordRefused, "swapped")]
    [TestCase("UPDATE contents SET text = record WHERE id = 1", ErrorCodes.RecordRefused, "parts were exchanged")]
    [TestCase("UPDATE contents SET name = CASE id WHEN 1 THEN zeroblob(16) ELSE name END", ErrorCodes.RecordRefused, "names or parts were exchanged")]
    [TestCase("UPDATE contents SET name = X'01' WHERE id = 1", ErrorCodes.IndexDamaged, "without a name")]
    [TestCase("UPDATE contents SET text = CAST(substr(text, 1, length(text) - 1) AS BLOB) WHERE id = 1", ErrorCodes.RecordRefused, "truncated")]
    [TestCase("UPDATE contents SET text = X'01' WHERE id = 1", ErrorCodes.RecordRefused, "truncated")]
    [TestCase("UPDATE contents SET text = CAST(substr(text, 1, 40) || (CASE substr(text, 41, 1) WHEN X'41' THEN X'42' ELSE X'41' END) || substr(text, 42) AS BLOB) WHERE id = 1", ErrorCodes.RecordRefused, "damaged")]
    [TestCase("DELETE FROM sessions", ErrorCodes.RecordRefused, "not in this store")]
    [TestCase("UPDATE sessions SET key_version = 9", ErrorCodes.KeyMissing, "version 9")]
    [TestCase("UPDATE sessions SET salt = zeroblob(16)", ErrorCodes.KeyWrong, "another data key")]
    [TestCase("UPDATE sessions SET collection = zeroblob(32)", ErrorCodes.RecordRefused, "another collection")]
    public async Task A_changed_row_is_refused(string sql, string code, string words)
    {
        Change("first", sql);
        await AssertRefusedAsync("first", code, words);
    }

    [Test]
    public async Task Another_collections_file_is_refused()
    {
        File.Copy(_data["second", "store.db"], _data["first", "store.db"], overwrite: true);
        await AssertRefusedAsync("first", ErrorCodes.RecordRefused, "another collection");
    }

    [Test]
    public async Task A_file_of_another_data_directory_is_refused_as_sealed_under_another_key()
    {
        _ring.Forget("first");
        await AssertRefusedAsync("first", ErrorCodes.KeyWrong, "another data key");
    }

    [Test]
    public async Task An_older_tree_under_a_newer_head_is_refused_as_replayed()
    {
        var before = ReadTree();
        await CommitAsync("first", "later.cs");
        using (var connection = SqliteSchema.Open(_data["first", "store.db"]))
        {
            connection.Run("UPDATE trees SET value = $value", ("$value", before));
        }

        await AssertRefusedAsync("first", ErrorCodes.RecordRefused, "replayed");
    }

    [Test]
    public async Task A_newer_tree_under_an_older_head_is_refused_as_a_head_that_was_rolled_back()
    {
        byte[] head;
        long sequence;
        using (var connection = SqliteSchema.Open(_data["first", "store.db"]))
        {
            (sequence, head) = connection.Query("SELECT sequence, value FROM head", row => (row.GetInt64(0), (byte[])row[1])).Single();
        }

        await CommitAsync("first", "later.cs");
        using (var connection = SqliteSchema.Open(_data["first", "store.db"]))
        {
            connection.Run("UPDATE head SET sequence = $sequence, value = $value", ("$sequence", sequence), ("$value", head));
        }

        File.Delete(_data["first", "store.seq"]); // the attacker's too: with it the store is refused when it is opened
        await AssertRefusedAsync("first", ErrorCodes.RecordRefused, "rolled back");
    }

    private async Task AssertRefusedAsync(string collection, string code, string words)
    {
        using var keys = _ring.Open(collection);
        await using var store = SqliteContentStore.Open(_data[collection], keys, TimeProvider.System);
        var refusal = await Assert.ThrowsAsync<CtxbException>(async () =>
        {
            await store.ReadTreeAsync(Root, default);
            await store.ReadTextAsync(1, TextPart.Whole, default);
        });
        Assert.That((refusal!.Code, refusal.Message), Is.EqualTo((code, refusal.Message)));
        Assert.That(refusal.Message, Does.Contain(words).And.Contain("store.db"));
    }

    private void Change(string collection, string sql)
    {
        using var connection = SqliteSchema.Open(_data[collection, "store.db"]);
        Assert.That(connection.Run(sql), Is.Positive);
    }

    private byte[] ReadTree()
    {
        using var connection = SqliteSchema.Open(_data["first", "store.db"]);
        return connection.Query("SELECT value FROM trees", row => (byte[])row[0]).Single();
    }

    private async Task FillAsync(string collection)
    {
        await CommitAsync(collection, "a.cs");
        await CommitAsync(collection, "b.cs");
    }

    private async Task CommitAsync(string collection, string path)
    {
        using var keys = _ring.Open(collection);
        await using var store = SqliteContentStore.Open(_data[collection], keys, TimeProvider.System);
        await using var writer = await store.TryBeginWriteAsync(default);
        var text = $"class InFile{path.Length} {{ string path = \"{path}\"; }}";
        await writer!.CommitAsync(SampleContent.Batch(Root, "model", path, SampleContent.Of(keys.Lookup.Text(text), text)), default);
    }
}
