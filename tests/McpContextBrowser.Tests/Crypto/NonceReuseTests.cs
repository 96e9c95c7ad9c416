using System.Text;
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
