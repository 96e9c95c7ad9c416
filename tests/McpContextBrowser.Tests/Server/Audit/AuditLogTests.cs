using System.Diagnostics;
using System.Text;
using McpContextBrowser.Server.Audit;
using McpContextBrowser.Server.Storage;
using Microsoft.Data.Sqlite;

namespace McpContextBrowser.Tests.Server.Audit;

/// <summary>The log against somebody who can write to its file but does not have its key.</summary>
public sealed class AuditLogTests
{
    private readonly AuditChain _chain = new(new byte[32]);
    private TemporaryFolder _disk;
    private ServerDatabase _database;
    private SqliteAuditStore _store;

    [SetUp]
    public void MakeStore()
    {
        _disk = new TemporaryFolder();
        _database = new ServerDatabase(_disk.Join("data"));
        _store = new SqliteAuditStore(_database);
    }

    [TearDown]
    public void RemoveStore()
    {
        SqliteConnection.ClearAllPools();
        _disk.Dispose();
    }

    [Test]
    public async Task Records_stand_in_the_order_they_were_written_and_the_chain_is_whole()
    {
        await WriteAsync(50);
        Assert.That(_store.Read(1).Select(entry => entry.Number), Is.EqualTo(Enumerable.Range(1, 50)));
        Assert.That(Encoding.UTF8.GetString(_store.Read(7).First().Json), Does.Contain("\"target\":\"record 7\"").And.Contain("\"outcome\":\"allowed\"").And.Not.Contain("reason"));
        Assert.That(Problem(), Is.Null);
    }

    [Test]
    public async Task Many_that_write_at_once_in_two_processes_share_one_whole_chain()
    {
        await using (var here = new AuditLog(_store, _chain))
        await using (var there = new AuditLog(new SqliteAuditStore(new ServerDatabase(_disk.Join("data"))), _chain))
        {
            await Task.WhenAll(Enumerable.Range(0, 400).Select(i => (i % 2 == 0 ? here : there).WriteAsync(Record($"{i}"), default)));
        }

        Assert.That(_store.ReadHead()!.Number, Is.EqualTo(400));
        Assert.That(Problem(), Is.Null);
    }

    [TestCase("UPDATE audit SET record = CAST(replace(CAST(record AS TEXT), 'allowed', 'refused') AS BLOB) WHERE number = 20", "Entry 20")]
    [TestCase("UPDATE audit SET mac = zeroblob(32) WHERE number = 20", "Entry 20")]
    [TestCase("DELETE FROM audit WHERE number = 20", "After entry 19 stands entry 21")]
    [TestCase("DELETE FROM audit WHERE number = 20; UPDATE audit SET number = number - 1 WHERE number > 20", "Entry 20")]
    [TestCase("DELETE FROM audit WHERE number > 20", "ends at entry 20, but 50 were written")]
    [TestCase("DELETE FROM audit WHERE number > 20; UPDATE audit_head SET number = 20, mac = (SELECT mac FROM audit WHERE number = 20)", "not signed")]
    [TestCase("DELETE FROM audit_head", "The end of the chain is missing")]
    [TestCase("DELETE FROM audit", "ends at entry 0")]
    [TestCase("UPDATE audit SET number = -1 WHERE number = 20; UPDATE audit SET number = 20 WHERE number = 21; UPDATE audit SET number = 21 WHERE number = -1", "Entry 20")]
    [TestCase("INSERT INTO audit SELECT 51, record, mac FROM audit WHERE number = 50", "Entry 51")]
    public async Task What_is_done_to_the_file_is_found_with_its_place(string harm, string found)
    {
        await WriteAsync(50);
        _database.Execute(harm);
        Assert.That(Problem(), Does.Contain(found));
    }

    [Test]
    public async Task A_chain_whose_end_was_put_back_is_found_though_it_is_walked_while_it_grows()
    {
        await WriteAsync(30);
        var (number, mac, signature) = (_store.ReadHead()!.Number, _store.ReadHead()!.Mac, _store.ReadHead()!.Signature);
        await WriteAsync(5);
        Assert.That(_chain.Verify(_store), Is.EqualTo((35L, (string?)null)));
        _database.Execute("UPDATE audit_head SET number = $number, mac = $mac, signature = $signature", ("$number", number), ("$mac", mac), ("$signature", signature));
        Assert.That(_chain.Verify(_store).Problem, Does.Contain("Entry 31 stands behind the signed end"));
    }

    [Test]
    public async Task An_entry_that_somebody_puts_behind_the_end_is_found_in_the_store_too()
    {
        await WriteAsync(30);
        _database.Execute("INSERT INTO audit SELECT 31, record, mac FROM audit WHERE number = 30");
        Assert.That(_chain.Verify(_store).Problem, Does.StartWith("Entry 31 "));
    }

    [Test]
    [Slow]
    public async Task Every_entry_of_100_000_is_guarded_against_every_kind_of_harm([Random(0, int.MaxValue, 1)] int seed)
    {
        const int Entries = 100_000;
        await WriteAsync(Entries);
        var began = Stopwatch.GetTimestamp();
        Assert.That(_chain.Verify(_store), Is.EqualTo(((long)Entries, (string?)null)));
        await TestContext.Out.WriteLineAsync($"seed {seed}; {Entries} entries verified in {Stopwatch.GetElapsedTime(began).TotalMilliseconds:0} ms");
        var random = new Random(seed);
        for (var i = 0; i < 20; i++)
        {
            var at = random.Next(2, Entries - 1);
            (string Harm, string Mend, long Place)[] harms =
            [
                ("UPDATE audit SET record = x'01' WHERE number = $at", "UPDATE audit SET record = (SELECT record FROM kept WHERE number = $at) WHERE number = $at", at),
                ("DELETE FROM audit WHERE number = $at", "INSERT INTO audit SELECT * FROM kept WHERE number = $at", at - 1),
                ("UPDATE audit SET record = (SELECT record FROM kept WHERE number = $at + 1), mac = (SELECT mac FROM kept WHERE number = $at + 1) WHERE number = $at",
                    "UPDATE audit SET record = (SELECT record FROM kept WHERE number = $at), mac = (SELECT mac FROM kept WHERE number = $at) WHERE number = $at", at),
                ("DELETE FROM audit WHERE number > $at", "INSERT INTO audit SELECT * FROM kept WHERE number > $at", at),
                ("INSERT INTO audit SELECT 100001, record, mac FROM kept WHERE number = $at", "DELETE FROM audit WHERE number = 100001", Entries + 1),
            ];
            _database.Execute("CREATE TABLE IF NOT EXISTS kept AS SELECT * FROM audit");
            foreach (var (harm, mend, place) in harms)
            {
                _database.Execute(harm, ("$at", at));
                Assert.That(_chain.Verify(_store).Problem, Does.Match($"\\b{place}\\b"), $"seed {seed}: {harm}, {at}");
                _database.Execute(mend, ("$at", at));
            }
        }

        Assert.That(_chain.Verify(_store).Problem, Is.Null);
    }

    [Test]
    public async Task A_log_that_cannot_be_written_says_so_and_goes_on_when_it_can_again()
    {
        await using var log = new AuditLog(_store, _chain);
        _database.Execute("ALTER TABLE audit RENAME TO gone");
        Assert.That(async () => await log.WriteAsync(Record("a"), default), Throws.InstanceOf<IOException>());
        _database.Execute("ALTER TABLE gone RENAME TO audit");
        await log.WriteAsync(Record("b"), default);
        Assert.That((_store.ReadHead()!.Number, Problem()), Is.EqualTo((1L, (string?)null)));
    }

    [Test]
    public void Another_key_accepts_nothing()
    {
        _store.Append([_chain.Next(null, [1])], null, _chain.HeadOf(_chain.Next(null, [1])));
        Assert.That(new AuditChain([1, .. new byte[31]]).Verify(_store.Read(1), _store.ReadHead()), Does.StartWith("Entry 1"));
    }

    private string? Problem() => _chain.Verify(_store.Read(1), _store.ReadHead());

    private async Task WriteAsync(int records)
    {
        await using var log = new AuditLog(_store, _chain);
        for (var first = 1; first <= records; first += 1000)
        {
            await Task.WhenAll(Enumerable.Range(first, Math.Min(1000, records - first + 1)).Select(i => log.WriteAsync(Record($"record {i}"), default)));
        }
    }

    private static AuditRecord Record(string target) => new()
    {
        At = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
        Who = "ann",
        Operation = "search",
        Target = target,
        Outcome = "allowed",
        CorrelationId = "0",
    };
}
