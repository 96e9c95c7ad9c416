using System.Text;
using McpContextBrowser.Core;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Crypto;

namespace McpContextBrowser.Tests.Crypto;

/// <summary>Copies of a data directory that go on being written must never use one nonce twice under one key.</summary>
public sealed class NonceReuseTests
{
    [Test]
    public void Two_copies_and_a_restored_older_copy_never_repeat_a_key_and_nonce()
    {
        using var home = new ScratchFolder();
        using var original = new ScratchFolder();
        var master = new MasterKeyFile(home["master.key"]);
        var seen = new List<(string Subkey, string Keystream)>();
        Write(original, master, "original", seen);
        using var backup = original.Copy();
        Write(original, master, "after the backup", seen);
        using var copy = original.Copy();

        // All three now choose the same session number and count their nonces from 0.
        Write(original, master, "first copy", seen);
        Write(copy, master, "second copy", seen);
        Write(backup, master, "restored older copy", seen);

        Assert.That(seen, Has.Count.EqualTo(5 * 50));
        Assert.That(seen.Select(pair => pair.Subkey).Distinct().Count(), Is.EqualTo(5), "one key a session");
        Assert.That(seen.Distinct().Count(), Is.EqualTo(seen.Count), "a key and nonce were used twice");

        // The same, seen from outside: sealing zeros shows the keystream, and no keystream was used twice.
        Assert.That(seen.Select(pair => pair.Keystream).Distinct().Count(), Is.EqualTo(seen.Count));
    }

    [Test]
    public async Task The_engine_over_two_copies_and_a_restored_older_copy_never_repeats_a_key_and_nonce()
    {
        using var source = new ScratchFolder();
        using var original = new ScratchFolder();
        using var master = new MasterKeyText(new string('5', 64), "test");
        await IndexAsync(original, source, master, "original");
        using var backup = original.Copy();
        await IndexAsync(original, source, master, "after the backup");
        using var copy = original.Copy();
        await IndexAsync(original, source, master, "first copy");
        await IndexAsync(copy, source, master, "second copy");
        await IndexAsync(backup, source, master, "restored older copy");

        var records = new[] { original, copy, backup }.SelectMany(SealedRecords.In).ToList();
        var sessions = records.Select(record => (record.Session, record.Subkey)).Distinct().ToList();
        Assert.That(sessions.GroupBy(session => session.Session).Count(same => same.Count() > 1), Is.AtLeast(2), "the copies chose the same numbers");
        Assert.That(records.Select(record => record.Kind).Distinct(), Is.SupersetOf(
            new[] { RecordKind.Content, RecordKind.Manifest, RecordKind.Tree, RecordKind.Change, RecordKind.Head, RecordKind.SnapshotPage }));

        // What was copied is in several places and is the same bytes; anything else under one pair would be a repetition.
        var repeated = records.GroupBy(record => (record.Subkey, record.Counter)).Where(pair => pair.DistinctBy(record => Convert.ToHexString(record.Bytes)).Count() > 1);
        Assert.That(repeated, Is.Empty);
        Assert.That(records.DistinctBy(record => Convert.ToHexString(record.Bytes)).Count(), Is.LessThan(records.Count), "something was copied");
    }

    private static async Task IndexAsync(ScratchFolder data, ScratchFolder source, IKeyWrapper master, string text)
    {
        for (var i = 0; i < 20; i++)
        {
            File.WriteAllText(source[$"file{i}.txt"], $"{text} in file {i}\n");
        }

        await using var browser = new ContextBrowser(new BrowserOptions { DataFolder = data.Path, MasterKey = master, Embedder = null });
        await browser.IndexAsync(new() { Root = source.Path }, null, CallContext.For("test"), default);
    }

    // A store as small as one can be: one line a session, one file of records.
    private static void Write(ScratchFolder data, MasterKeyFile master, string text, List<(string, string)> seen)
    {
        using var ring = new KeyRing(data["keys.db"], master, TimeProvider.System);
        using var keys = ring.Open("collection");
        var sessions = data["sessions"];
        var id = File.Exists(sessions) ? (uint)File.ReadAllLines(sessions).Length : 0;
        using var envelope = new Envelope(keys, "records", _ => null);
        using var session = envelope.Begin(id, SealingPurpose.Store);
        File.AppendAllText(sessions, Convert.ToHexString(session.Header.Salt.Span) + "\n");
        using var records = new FileStream(data["records"], FileMode.Append);
        for (var i = 0; i < 50; i++)
        {
            // The commitment is derived beside the key: it is equal exactly when the key is.
            var keystream = session.Seal(new(RecordKind.Content, i, 1), new byte[64]).AsSpan(RecordHeader.Length, 64);
            seen.Add((Convert.ToHexString(session.Header.Commitment.Span), Convert.ToHexString(keystream)));
        }

        records.Write(session.Seal(new(RecordKind.Content, 100, 1), Encoding.UTF8.GetBytes(text)));
    }
}
