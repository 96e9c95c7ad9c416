using System.Diagnostics;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Crypto;
using Microsoft.Data.Sqlite;

namespace McpContextBrowser.Tests.Crypto;

public sealed class KeyRingTests
{
    private readonly ManualTime _time = new();
    private ScratchFolder _data = null!;
    private ScratchFolder _home = null!;
    private MasterKeyFile _master = null!;
    private KeyRing _ring = null!;

    [SetUp]
    public void An_empty_data_directory()
    {
        (_data, _home) = (new(), new());
        _master = new(_home["config", "master.key"]);
        _ring = NewRing(_master);
    }

    [TearDown]
    public void Remove()
    {
        _ring.Dispose();
        _data.Dispose();
        _home.Dispose();
    }

    [Test]
    public void Nothing_is_made_before_the_first_key()
    {
        Assert.That(_ring.TryOpen("a"), Is.Null);
        Assert.That(_ring.Status().Source, Is.Null);
        Assert.That(File.Exists(KeysPath), Is.False);
        Assert.That(File.Exists(_master.Place), Is.False);
    }

    [Test]
    public void The_same_keys_come_back_in_another_process()
    {
        using var first = _ring.Open("a");
        using var again = NewRing(new MasterKeyFile(_master.Place));
        using var second = again.Open("a");
        Assert.That(second.Current.Version, Is.EqualTo(1));
        Assert.That(Fingerprint(second), Is.EqualTo(Fingerprint(first)));
        Assert.That(second.Lookup.Text("x"), Is.EqualTo(first.Lookup.Text("x")));
    }

    [Test]
    public void Each_collection_has_its_own_keys()
    {
        using var a = _ring.Open("a");
        using var b = _ring.Open("b");
        Assert.That(Fingerprint(a), Is.Not.EqualTo(Fingerprint(b)));
        Assert.That(a.Lookup.Text("x"), Is.Not.EqualTo(b.Lookup.Text("x")));
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "modes are POSIX's; Windows has its access list")]
    [UnsupportedOSPlatform("windows")]
    public void Files_are_made_for_their_owner_alone()
    {
        _ring.Open("a").Dispose();
        Assert.Multiple(() =>
        {
            Assert.That(File.GetUnixFileMode(_master.Place), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
            Assert.That(File.GetUnixFileMode(Path.GetDirectoryName(_master.Place)!), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
            foreach (var file in Directory.EnumerateFiles(_data.Path))
            {
                Assert.That(File.GetUnixFileMode(file), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite), file);
            }
        });
    }

    [Test]
    public void A_master_key_inside_the_data_directory_is_refused() => Assert.That(
        () => NewRing(new MasterKeyFile(_data["master.key"])),
        Throws.TypeOf<CtxbException>().With.Property(nameof(CtxbException.Code)).EqualTo(ErrorCodes.ConfigurationInvalid));

    [Test]
    public void A_lost_master_key_is_never_replaced_by_a_new_one()
    {
        _ring.Open("a").Dispose();
        File.Delete(_master.Place);
        using var again = NewRing(_master);
        Assert.That(() => again.Open("a"), Refused(ErrorCodes.KeyMissing));
        Assert.That(() => again.Open("b"), Refused(ErrorCodes.KeyMissing));
        Assert.That(File.Exists(_master.Place), Is.False);
    }

    [Test]
    public void Another_master_key_is_told_apart_from_damage()
    {
        _ring.Open("a").Dispose();
        using var again = NewRing(new MasterKeyFile(_home["other.key"]));
        OwnerOnlyFile.TryCreate(_home["other.key"], System.Text.Encoding.ASCII.GetBytes($"ctxb-master-1 {Convert.ToBase64String(new byte[32])}\n"));
        Assert.That(() => again.Open("a"), Refused(ErrorCodes.KeyWrong));
    }

    [Test]
    public void Another_kind_of_source_is_named()
    {
        _ring.Open("a").Dispose();
        using var text = NewText();
        using var again = NewRing(text);
        Assert.That(() => again.Open("a"), Refused(ErrorCodes.KeyWrong).And.Message.Contains("held by 'file', but 'environment'"));
    }

    [Test]
    public void A_rotated_data_key_leaves_the_old_one_until_it_is_dropped()
    {
        using var before = _ring.Open("a");
        Assert.That(_ring.RotateData("a"), Is.EqualTo(2));
        using (var during = _ring.Open("a"))
        {
            Assert.That(during.Current.Version, Is.EqualTo(2));
            Assert.That(during.DataKeys.Select(key => key.Version), Is.EqualTo(new[] { 1, 2 }));
            Assert.That(during.Lookup.Text("x"), Is.EqualTo(before.Lookup.Text("x")), "names outlive the data key");
        }

        _ring.DropDataKeysBefore("a", 2);
        using var after = _ring.Open("a");
        Assert.That(after.DataKey(1), Is.Null);
        Assert.That(after.Current.Version, Is.EqualTo(2));
    }

    [Test]
    public void The_current_data_key_cannot_be_dropped()
    {
        _ring.Open("a").Dispose();
        _ring.DropDataKeysBefore("a", int.MaxValue);
        using var keys = _ring.Open("a");
        Assert.That(keys.Current.Version, Is.EqualTo(1));
    }

    [Test]
    public void A_collection_without_keys_cannot_be_rotated()
    {
        Assert.That(() => _ring.RotateData("a"), Refused(ErrorCodes.KeyMissing));
        _ring.Open("b").Dispose();
        Assert.That(() => _ring.RotateData("a"), Refused(ErrorCodes.KeyMissing));
    }

    [Test]
    public void Forgotten_keys_are_gone_from_every_byte_of_the_directory()
    {
        _ring.Open("kept").Dispose();
        _ring.Open("forgotten").Dispose();
        _ring.RotateData("forgotten");
        var wrapped = Wrapped("forgotten");
        Assert.That(wrapped, Has.Count.EqualTo(3));
        Assert.That(wrapped, Has.All.Matches<byte[]>(bytes => _data.Holds(bytes!)), "the scan must be able to find them");

        _ring.Forget("forgotten");
        Assert.That(wrapped, Has.None.Matches<byte[]>(bytes => _data.Holds(bytes!)));
        Assert.That(_ring.TryOpen("forgotten"), Is.Null);
        Assert.That(Wrapped("kept"), Has.All.Matches<byte[]>(bytes => _data.Holds(bytes!)));
        using var anew = _ring.Open("forgotten");
        Assert.That(anew.Current.Version, Is.EqualTo(1));
    }

    [Test]
    public void While_another_process_reads_the_log_cannot_be_cut_and_that_is_said()
    {
        _ring.Open("a").Dispose();
        using var reader = Connect();
        using var transaction = reader.BeginTransaction(deferred: true);
        Count(reader);
        Assert.That(() => _ring.Forget("a"), Refused(ErrorCodes.IndexBusy));
        transaction.Rollback();
        Assert.That(_ring.TryOpen("a"), Is.Null);
        Assert.That(() => _ring.Forget("a"), Throws.Nothing);
    }

    [Test]
    public void A_new_master_rewraps_every_collection_and_the_old_one_opens_nothing()
    {
        using var before = _ring.Open("a");
        _ring.RotateData("a");
        using var text = NewText();
        _ring.RotateMaster(text);
        using var after = _ring.Open("a");
        Assert.That(Fingerprint(after, 1), Is.EqualTo(Fingerprint(before, 1)), "data keys stay");
        Assert.That(after.Lookup.Text("x"), Is.EqualTo(before.Lookup.Text("x")));
        Assert.That(_ring.Status().Source, Is.EqualTo("environment"));
        using var old = NewRing(_master);
        Assert.That(() => old.Open("a"), Refused(ErrorCodes.KeyWrong));
    }

    [Test]
    public void A_thousand_collections_are_rewrapped_in_one_transaction()
    {
        for (var i = 0; i < 1000; i++)
        {
            _ring.Open($"collection {i}").Dispose();
        }

        var wrapped = Wrapped("collection 500");
        using var text = NewText();
        var clock = Stopwatch.StartNew();
        _ring.RotateMaster(text);
        TestContext.Out.WriteLine($"1,000 collections rewrapped in {clock.ElapsedMilliseconds} ms");
        Assert.That(wrapped, Has.None.Matches<byte[]>(bytes => _data.Holds(bytes!)), "the old wrappings are gone from the file");
        using var again = NewRing(text);
        using var keys = again.TryOpen("collection 999");
        Assert.That(keys, Is.Not.Null);
    }

    [Test]
    public void A_source_that_fails_leaves_the_ring_as_it_was()
    {
        _ring.Open("a").Dispose();
        Assert.That(() => _ring.RotateMaster(new BrokenSource()), Throws.TypeOf<CtxbException>());
        using var again = NewRing(_master);
        Assert.That(() => again.Open("a").Dispose(), Throws.Nothing);
    }

    [Test]
    public void A_process_that_slept_through_a_rotation_asks_its_source_again()
    {
        _ring.Open("a").Dispose();
        using var sleeper = NewRing(_master);
        sleeper.Open("a").Dispose();
        _master.Rotate(_ring, keepOld: false);
        Assert.That(() => sleeper.Open("a").Dispose(), Throws.Nothing);
    }

    [Test]
    public void An_empty_ring_takes_a_new_source()
    {
        using var text = NewText();
        _ring.RotateMaster(text);
        _ring.Open("a").Dispose();
        Assert.That(_ring.Status().Source, Is.EqualTo("environment"));
    }

    [Test]
    public void Keys_exchanged_between_collections_or_versions_do_not_open()
    {
        _ring.Open("a").Dispose();
        _ring.Open("b").Dispose();
        Change("UPDATE data_keys SET wrapped = (SELECT wrapped FROM data_keys WHERE collection = 'b') WHERE collection = 'a'");
        Assert.That(() => _ring.Open("a"), Refused(ErrorCodes.RecordRefused).And.Message.Contains("the keys of collection a"));
        _ring.Forget("a");
        _ring.Open("a").Dispose();
        Change("UPDATE data_keys SET version = 2 WHERE collection = 'a'");
        Assert.That(() => _ring.Open("a"), Refused(ErrorCodes.RecordRefused));
        Change("DELETE FROM lookup_keys WHERE collection = 'b'");
        Assert.That(() => _ring.Open("b"), Refused(ErrorCodes.RecordRefused));
    }

    [Test]
    public void Every_damage_to_the_rings_own_row_is_refused()
    {
        _ring.Open("a").Dispose();
        Change("UPDATE ring SET epoch = randomblob(16)");
        using (var again = NewRing(_master))
        {
            Assert.That(() => again.Open("a"), Refused(ErrorCodes.RecordRefused).And.Message.Contains("the ring key"));
        }

        Change("UPDATE ring SET wrapped = substr(wrapped, 1, 40)");
        using (var again = NewRing(_master))
        {
            Assert.That(() => again.Open("a"), Refused(ErrorCodes.RecordRefused));
        }

        Change("DELETE FROM ring");
        using (var again = NewRing(_master))
        {
            Assert.That(() => again.Open("a"), Refused(ErrorCodes.KeyMissing));
        }
    }

    [Test]
    public void A_file_that_is_no_key_ring_is_named_as_damaged()
    {
        File.WriteAllBytes(KeysPath, RandomNumberGenerator.GetBytes(8192));
        Assert.That(() => _ring.Open("a"), Refused(ErrorCodes.IndexDamaged).And.Message.Contains("keys.db"));
    }

    [Test]
    public void A_file_of_a_newer_version_is_left_alone()
    {
        _ring.Open("a").Dispose();
        Change("PRAGMA user_version = 99");
        using var again = NewRing(_master);
        Assert.That(() => again.Open("a"), Refused(ErrorCodes.IndexVersion));
    }

    [Test]
    public void Read_only_opens_what_is_there_and_changes_nothing()
    {
        using (var reader = new KeyRing(KeysPath, _master, _time, readOnly: true))
        {
            Assert.That(reader.TryOpen("a"), Is.Null);
            Assert.That(() => reader.Open("a"), Refused(ErrorCodes.IndexReadOnly));
        }

        using var keys = _ring.Open("a");
        _ring.Dispose();
        var before = File.ReadAllBytes(KeysPath);
        using (var reader = new KeyRing(KeysPath, _master, _time, readOnly: true))
        {
            using var read = reader.TryOpen("a");
            Assert.That(Fingerprint(read!), Is.EqualTo(Fingerprint(keys)));
            Assert.That(() => reader.RotateData("a"), Refused(ErrorCodes.IndexReadOnly));
        }

        Assert.That(File.ReadAllBytes(KeysPath), Is.EqualTo(before));
    }

    [Test]
    public void Many_processes_that_start_at_once_agree_on_the_keys()
    {
        var names = new LookupName[8];
        Parallel.For(0, names.Length, i =>
        {
            using var ring = NewRing(new MasterKeyFile(_master.Place));
            using var keys = ring.Open("a");
            names[i] = keys.Lookup.Text("x");
        });
        Assert.That(names.Distinct().Count(), Is.EqualTo(1));
    }

    [Test]
    public void Status_needs_no_master_key_and_says_how_old_the_keys_are()
    {
        _ring.Open("a").Dispose();
        _time.Advance(TimeSpan.FromDays(3));
        _ring.Open("b").Dispose();
        _ring.RotateData("a");
        File.Delete(_master.Place);
        var status = _ring.Status();
        Assert.Multiple(() =>
        {
            Assert.That(status.Source, Is.EqualTo("file"));
            Assert.That(status.MasterSince, Is.EqualTo(_time.GetUtcNow() - TimeSpan.FromDays(3)));
            Assert.That(status.Collections, Is.EqualTo(new[]
            {
                new CollectionKeyStatus("a", 2, _time.GetUtcNow(), 1), new CollectionKeyStatus("b", 1, _time.GetUtcNow(), 0),
            }));
        });
    }

    [Test]
    public void Keys_are_due_by_age_and_not_while_they_are_being_replaced()
    {
        var policy = new RotationPolicy { DataAge = TimeSpan.FromDays(30), MasterAge = TimeSpan.FromDays(90) };
        _ring.Open("a").Dispose();
        _time.Advance(TimeSpan.FromDays(30));
        _ring.Open("b").Dispose();
        Assert.That(policy.DueCollections(_ring.Status(), _time.GetUtcNow()), Is.EqualTo(new[] { "a" }));
        Assert.That(policy.IsMasterDue(_ring.Status(), _time.GetUtcNow()), Is.False);
        _ring.RotateData("a");
        _time.Advance(TimeSpan.FromDays(60));
        Assert.That(policy.DueCollections(_ring.Status(), _time.GetUtcNow()), Is.EqualTo(new[] { "b" }), "a's sweep has not ended");
        Assert.That(policy.IsMasterDue(_ring.Status(), _time.GetUtcNow()), Is.True);
        _master.Rotate(_ring, keepOld: false);
        Assert.That(policy.IsMasterDue(_ring.Status(), _time.GetUtcNow()), Is.False);
        Assert.That(new RotationPolicy { MasterAge = null }.IsMasterDue(_ring.Status(), DateTimeOffset.MaxValue), Is.False);
    }

    [Test]
    public void Ages_below_a_day_are_named_as_problems()
    {
        Assert.That(new RotationPolicy().Problems(), Is.Empty);
        Assert.That(new RotationPolicy { MasterAge = TimeSpan.Zero, DataAge = TimeSpan.FromHours(1) }.Problems().Count(), Is.EqualTo(2));
    }

    private static NUnit.Framework.Constraints.EqualStringConstraint Refused(string code) =>
        Throws.TypeOf<CtxbException>().With.Property(nameof(CtxbException.Code)).EqualTo(code);

    private static MasterKeyText NewText() => new(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)), "CTXB_MASTER_KEY");

    // What a data key derives for one fixed session: equal exactly when the keys are.
    private static string Fingerprint(CollectionKeys keys, int version = 1)
    {
        using var cipher = keys.DataKey(version)!.Begin(0, SealingPurpose.Store, new byte[16], keys.Digest);
        return Convert.ToHexString(cipher.Header.Commitment.Span);
    }

    private static void Count(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM ring";
        command.ExecuteScalar();
    }

    private string KeysPath => _data["keys.db"];

    private KeyRing NewRing(IKeyWrapper master) => new(_data["keys.db"], master, _time);

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={KeysPath};Pooling=False");
        connection.Open();
        return connection;
    }

    private void Change(string sql)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private List<byte[]> Wrapped(string collection)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT wrapped FROM data_keys WHERE collection = $c UNION ALL SELECT wrapped FROM lookup_keys WHERE collection = $c";
        command.Parameters.AddWithValue("$c", collection);
        using var rows = command.ExecuteReader();
        var result = new List<byte[]>();
        while (rows.Read())
        {
            result.Add((byte[])rows[0]);
        }

        return result;
    }

    private sealed class BrokenSource : IKeyWrapper
    {
        public string Kind => "broken";

        public string Place => "nowhere";

        public byte[] Wrap(ReadOnlySpan<byte> key, ReadOnlySpan<byte> context) => throw new CtxbException(ErrorCodes.ProviderFailed, "no", "none");

        public void Unwrap(ReadOnlySpan<byte> wrapped, ReadOnlySpan<byte> context, Span<byte> key) =>
            throw new CtxbException(ErrorCodes.ProviderFailed, "no", "none");
    }
}
