using System.Buffers;
using System.Security.Cryptography;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Crypto;

namespace McpContextBrowser.Tests.Crypto;

public sealed class EnvelopeTests
{
    private static readonly RecordAddress Here = new(RecordKind.Content, 12, 7);

    // Lengths around the cipher's block and the store's page.
    private static readonly int[] Lengths = [0, 1, 15, 16, 17, 4095, 65536, 1 << 20];

    private readonly Dictionary<uint, SessionHeader> _sessions = [];
    private CollectionKeys _keys = null!;
    private Envelope _envelope = null!;
    private SealingSession _session = null!;

    [SetUp]
    public void A_collection_with_one_writer_session()
    {
        _sessions.Clear();
        _keys = NewKeys("first");
        _envelope = new(_keys, "store.db", _sessions.GetValueOrDefault);
        _session = Begin(_envelope, 1);
    }

    [TearDown]
    public void Close()
    {
        _session.Dispose();
        _envelope.Dispose();
        _keys.Dispose();
    }

    [TestCaseSource(nameof(Lengths))]
    public void What_was_sealed_opens_at_its_place(int length)
    {
        var plaintext = RandomNumberGenerator.GetBytes(length);
        var record = _session.Seal(Here, plaintext);
        Assert.That(record, Has.Length.EqualTo(SealingSession.SealedLength(length)));
        Assert.That(Envelope.PlaintextLength(record.Length), Is.EqualTo(length));
        Assert.That(_envelope.Open(Here, record), Is.EqualTo(plaintext));
    }

    [Test]
    public void Records_are_appended_to_a_buffer_one_behind_the_other()
    {
        var buffer = new ArrayBufferWriter<byte>();
        var first = _session.Seal(Here, "one"u8, buffer);
        _session.Seal(Here with { Key = 13 }, "two"u8, buffer);
        Assert.Multiple(() =>
        {
            Assert.That(_envelope.Open(Here, buffer.WrittenSpan[..first]), Is.EqualTo("one"u8.ToArray()));
            Assert.That(_envelope.Open(Here with { Key = 13 }, buffer.WrittenSpan[first..]), Is.EqualTo("two"u8.ToArray()));
            Assert.That(_session.Sealed, Is.EqualTo(2));
        });
    }

    [Test]
    public void A_destination_that_is_too_short_is_refused_before_a_nonce_is_used()
    {
        Assert.That(() => _session.Seal(Here, "text"u8, new byte[SealingSession.SealedLength(4) - 1]), Throws.ArgumentException);
        Assert.That(_session.Sealed, Is.Zero);
    }

    [Test]
    public void Equal_texts_make_records_that_have_nothing_in_common_but_the_clear_start()
    {
        var plaintext = new byte[64];
        var first = _session.Seal(Here, plaintext);
        var second = _session.Seal(Here, plaintext);
        Assert.That(first.AsSpan(RecordHeader.Length).IndexOf(second.AsSpan(RecordHeader.Length, 16)), Is.Negative);
    }

    [Test]
    public void Every_flipped_bit_is_refused()
    {
        var record = _session.Seal(Here, "text"u8);
        for (var bit = 0; bit < record.Length * 8; bit++)
        {
            record[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.That(() => _envelope.Open(Here, record), Throws.TypeOf<CtxbException>(), $"bit {bit}");
            record[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.That(_envelope.Open(Here, record), Is.EqualTo("text"u8.ToArray()));
    }

    [Test]
    public void A_flipped_record_says_that_it_is_damaged()
    {
        var record = _session.Seal(Here, "text"u8);
        record[^1] ^= 1;
        AssertRefused(Here, record, "store.db: Content 12 at sequence 7 is damaged");
    }

    [Test]
    public void A_longer_record_is_damaged_too()
    {
        var record = _session.Seal(Here, "text"u8);
        AssertRefused(Here, [.. record, 0], "damaged");
    }

    [Test]
    public void A_record_cut_anywhere_says_that_it_is_truncated()
    {
        var record = _session.Seal(Here, "text"u8);
        for (var length = 0; length < record.Length; length++)
        {
            AssertRefused(Here, record[..length], $"is truncated: {length} of at least");
        }
    }

    [Test]
    public void A_swapped_record_says_where_it_belongs()
    {
        var other = _session.Seal(Here with { Key = 13 }, "text"u8);
        AssertRefused(Here, other, "where Content 12 at sequence 7 belongs lies Content 13: records were swapped");
        var kind = _session.Seal(Here with { Kind = RecordKind.Vectors }, "text"u8);
        AssertRefused(Here, kind, "lies Vectors 12: records were swapped");
    }

    [Test]
    public void A_content_under_another_name_says_that_names_were_exchanged() =>
        AssertRefused(Here, _session.Seal(Here with { Sequence = 9 }, "text"u8), "sealed under another name");

    [Test]
    public void A_replayed_record_says_how_old_it_is()
    {
        var tree = Here with { Kind = RecordKind.Tree };
        AssertRefused(tree, _session.Seal(tree with { Sequence = 3 }, "text"u8), "an older one of sequence 3: it was replayed");
    }

    [Test]
    public void A_newer_record_than_the_head_names_says_that_the_head_was_rolled_back()
    {
        var tree = Here with { Kind = RecordKind.Tree };
        AssertRefused(tree, _session.Seal(tree with { Sequence = 9 }, "text"u8), "a newer one of sequence 9: what names it was rolled back");
    }

    [Test]
    public void A_clear_start_that_was_forged_to_fit_is_damage()
    {
        var record = _session.Seal(Here with { Key = 13 }, "text"u8);
        _session.Seal(Here, "text"u8).AsSpan(10, 16).CopyTo(record.AsSpan(10)); // key and sequence
        AssertRefused(Here, record, "damaged");
    }

    [Test]
    public void The_head_opens_from_the_oldest_accepted_sequence_on()
    {
        var head = new RecordAddress(RecordKind.Head, 0, 20);
        var record = _session.Seal(head, "head"u8);
        var plaintext = new byte[4];
        Assert.That(_envelope.OpenSince(head with { Sequence = 18 }, record, plaintext, out var sequence), Is.EqualTo(4));
        Assert.That(sequence, Is.EqualTo(20));
        Assert.That(
            () => _envelope.OpenSince(head with { Sequence = 21 }, record, plaintext, out _),
            Throws.TypeOf<CtxbException>().With.Message.Contains("it was replayed"));
    }

    [Test]
    public void A_wrong_key_is_told_apart_from_damage()
    {
        var record = _session.Seal(Here, "text"u8);
        using var others = NewKeys("first");
        using var envelope = new Envelope(others, "store.db", _sessions.GetValueOrDefault);
        Assert.That(
            () => envelope.Open(Here, record),
            Throws.TypeOf<CtxbException>()
                .With.Property(nameof(CtxbException.Code)).EqualTo(ErrorCodes.KeyWrong)
                .And.Message.Contains("sealed under another data key"));
    }

    [Test]
    public void Another_collections_file_is_named_as_that()
    {
        var record = _session.Seal(Here, "text"u8);
        using var others = NewKeys("second");
        using var envelope = new Envelope(others, "store.db", _sessions.GetValueOrDefault);
        Assert.That(
            () => envelope.Open(Here, record),
            Throws.TypeOf<CtxbException>().With.Message.EqualTo("store.db: holds records of another collection than second."));
    }

    [Test]
    public void Another_collections_record_among_ours_is_refused()
    {
        // The other collection's session has the number of one of ours, so only the key and what it is bound to can tell.
        using var others = NewKeys("second");
        using var elsewhere = new Envelope(others, "store.db", _ => null);
        using var session = elsewhere.Begin(1, SealingPurpose.Store);
        AssertRefused(Here, session.Seal(Here, "text"u8), "damaged");
    }

    [Test]
    public void A_session_that_the_store_does_not_have_is_named()
    {
        using var unknown = _envelope.Begin(99, SealingPurpose.Store);
        AssertRefused(Here, unknown.Seal(Here, "text"u8), "names writer session 99, which is not in this store");
    }

    [Test]
    public void A_session_row_that_was_changed_in_any_part_is_refused()
    {
        var record = _session.Seal(Here, "text"u8);
        var header = _session.Header;
        SessionHeader[] forged =
        [
            header with { Salt = RandomNumberGenerator.GetBytes(16) },
            header with { Commitment = RandomNumberGenerator.GetBytes(32) },
            header with { Commitment = Array.Empty<byte>() },
            header with { Collection = RandomNumberGenerator.GetBytes(32) },
            header with { Purpose = SealingPurpose.Audit },
            header with { Id = 2 },
            header with { KeyVersion = 2 },
        ];
        foreach (var row in forged)
        {
            using var envelope = new Envelope(_keys, "store.db", _ => row);
            Assert.That(() => envelope.Open(Here, record), Throws.TypeOf<CtxbException>(), row.ToString());
        }
    }

    [Test]
    public void A_session_ends_before_its_nonces_repeat()
    {
        var cipher = _keys.Current.Begin(5, SealingPurpose.Store, new byte[16], _keys.Digest);
        using var session = new SealingSession(cipher, "store.db", alreadySealed: uint.MaxValue);
        var last = session.Seal(Here, "last"u8);
        Assert.That(RecordHeader.TryRead(last, out var header) ? header.Counter : 0, Is.EqualTo(uint.MaxValue));
        Assert.That(
            () => session.Seal(Here, "one more"u8),
            Throws.TypeOf<CtxbException>().With.Message.Contains("would repeat a nonce"));
        Assert.That(() => session.Seal(Here, "and again"u8), Throws.TypeOf<CtxbException>());
    }

    [Test]
    public void After_a_rotation_elsewhere_the_keys_are_read_again_and_old_records_still_open()
    {
        var old = _session.Seal(Here, "old"u8);
        var oldKey = new byte[32];
        var rotated = new CollectionKeys("first", [new DataKey(2, default, RandomNumberGenerator.GetBytes(32))], new LookupKey(oldKey));
        using var writer = new Envelope(rotated, "store.db", _ => null);
        using var session = Begin(writer, 2);
        var fresh = session.Seal(Here, "new"u8);

        var asked = 0;
        using var reader = new Envelope(_keys, "store.db", _sessions.GetValueOrDefault, () =>
        {
            asked++;
            return rotated;
        });
        Assert.That(reader.Open(Here, old), Is.EqualTo("old"u8.ToArray()));
        Assert.That(reader.Open(Here, fresh), Is.EqualTo("new"u8.ToArray()));
        Assert.That(reader.Open(Here, fresh), Is.EqualTo("new"u8.ToArray()));
        Assert.That(asked, Is.EqualTo(1));
    }

    [Test]
    public void A_dropped_key_version_is_named()
    {
        var record = _session.Seal(Here, "text"u8);
        using var rotated = new CollectionKeys("first", [new DataKey(2, default, new byte[32])], new LookupKey(new byte[32]));
        using var envelope = new Envelope(rotated, "store.db", _sessions.GetValueOrDefault, () => null);
        Assert.That(
            () => envelope.Open(Here, record),
            Throws.TypeOf<CtxbException>()
                .With.Property(nameof(CtxbException.Code)).EqualTo(ErrorCodes.KeyMissing)
                .And.Message.Contains("version 1 of the data key"));
    }

    [Test]
    public void Many_threads_seal_and_open_with_one_session()
    {
        var records = new byte[2_000][];
        Parallel.For(0, records.Length, i => records[i] = _session.Seal(Here with { Key = i }, BitConverter.GetBytes(i)));
        Parallel.For(0, records.Length, i => Assert.That(_envelope.Open(Here with { Key = i }, records[i]), Is.EqualTo(BitConverter.GetBytes(i))));
        var counters = records.Select(record => RecordHeader.TryRead(record, out var header) ? header.Counter : uint.MaxValue).ToHashSet();
        Assert.That(counters, Has.Count.EqualTo(records.Length));
    }

    [Test]
    public void Sealing_and_opening_allocate_nothing_for_a_record()
    {
        var plaintext = new byte[4096];
        var record = new byte[SealingSession.SealedLength(plaintext.Length)];
        void SealAndOpen()
        {
            _session.Seal(Here, plaintext, record);
            _envelope.Open(Here, record, plaintext);
        }

        SealAndOpen();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            SealAndOpen();
        }

        // An instance of the cipher may be made when the thread moves to another processor: far less than one a record.
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(4096));
    }

    [Test]
    public void A_session_that_was_closed_seals_nothing()
    {
        var session = Begin(_envelope, 3);
        session.Dispose();
        Assert.That(() => session.Seal(Here, "text"u8), Throws.TypeOf<ObjectDisposedException>());
    }

    private static CollectionKeys NewKeys(string collection) => new(
        collection,
        [new DataKey(1, DateTimeOffset.UnixEpoch, RandomNumberGenerator.GetBytes(32))],
        new LookupKey(RandomNumberGenerator.GetBytes(32)));

    private SealingSession Begin(Envelope envelope, uint id)
    {
        var session = envelope.Begin(id, SealingPurpose.Store);
        _sessions[id] = session.Header;
        return session;
    }

    private void AssertRefused(RecordAddress expected, byte[] record, string message) => Assert.That(
        () => _envelope.Open(expected, record),
        Throws.TypeOf<CtxbException>().With.Property(nameof(CtxbException.Code)).EqualTo(ErrorCodes.RecordRefused).And.Message.Contains(message));
}
