using McpContextBrowser.Core;
using McpContextBrowser.Core.Embedding.Providers;

namespace McpContextBrowser.Tests;

[TestFixture]
public sealed class UsageLedgerTests
{
    private static readonly ProviderUsage Once = new("voyage", "api.voyageai.com", 3, 1, 1000, 0.00018m, TimeSpan.FromMilliseconds(500));

    private TemporaryFolder _folder;

    [SetUp]
    public void Begin() => _folder = new TemporaryFolder();

    [TearDown]
    public void End() => _folder.Dispose();

    private string Ledger => _folder.Join("data/usage.db");

    [Test]
    public void Counts_of_many_runs_are_added_by_provider_and_endpoint()
    {
        for (var run = 0; run < 3; run++)
        {
            var counter = new UsageCounter();
            counter.Add(Once);
            counter.Add(Once with { Endpoint = "other" });
            new UsageLedger(Ledger).Keep(counter);
        }

        var kept = new UsageLedger(Ledger).Read();
        Assert.That(kept, Is.EqualTo(new[]
        {
            Once with { Requests = 9, Failures = 3, Tokens = 3000, Dollars = 0.00054m, Answering = TimeSpan.FromMilliseconds(1500) },
            Once with { Endpoint = "other", Requests = 9, Failures = 3, Tokens = 3000, Dollars = 0.00054m, Answering = TimeSpan.FromMilliseconds(1500) },
        }));
        Assert.That(kept[0].MeanLatency, Is.EqualTo(TimeSpan.FromMilliseconds(250)), "six attempts succeeded");
    }

    [Test]
    public void What_was_kept_is_not_kept_again_and_without_use_there_is_no_file()
    {
        var counter = new UsageCounter();
        var ledger = new UsageLedger(Ledger);
        ledger.Keep(counter);
        Assert.That(File.Exists(Ledger), Is.False);
        Assert.That(ledger.Read(), Is.Empty);
        counter.Add(Once);
        ledger.Keep(counter);
        ledger.Keep(counter);
        Assert.That(ledger.Read().Single(), Is.EqualTo(Once));
    }

    [Test]
    public async Task Writers_at_the_same_time_lose_nothing()
    {
        var counters = Enumerable.Range(0, 8).Select(_ => new UsageCounter()).ToArray();
        await Task.WhenAll(counters.Select(counter => Task.Run(() =>
        {
            for (var i = 0; i < 20; i++)
            {
                counter.Add(Once);
                new UsageLedger(Ledger).Keep(counter);
            }
        })));
        foreach (var counter in counters)
        {
            new UsageLedger(Ledger).Keep(counter); // what a busy file had sent back
        }

        Assert.That(new UsageLedger(Ledger).Read().Single().Requests, Is.EqualTo(8 * 20 * 3));
    }

    [Test]
    public void A_file_that_cannot_be_written_keeps_the_counts_for_the_next_time()
    {
        _folder.Write("data/usage.db", "this is no database, and longer than its header would be, so that SQLite looks at it at all\n");
        var counter = new UsageCounter();
        counter.Add(Once);
        new UsageLedger(Ledger).Keep(counter);
        Assert.That(new UsageLedger(Ledger).Read(), Is.Empty);
        File.Delete(Ledger);
        new UsageLedger(Ledger).Keep(counter);
        Assert.That(new UsageLedger(Ledger).Read().Single(), Is.EqualTo(Once));
    }

    [Test]
    public void Only_the_owner_may_read_it()
    {
        var counter = new UsageCounter();
        counter.Add(Once);
        new UsageLedger(Ledger).Keep(counter);
        if (!OperatingSystem.IsWindows())
        {
            Assert.That(File.GetUnixFileMode(Ledger), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        }
    }
}
