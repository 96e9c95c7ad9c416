using McpContextBrowser.Server.Limits;

namespace McpContextBrowser.Tests.Server.Limits;

public sealed class FairGateTests
{
    [Test]
    public async Task The_oldest_that_runs_tells_its_age()
    {
        var time = new ManualTime();
        var gate = new FairGate(running: 1, waiting: 1, time);
        Assert.That(gate.Oldest, Is.EqualTo(TimeSpan.Zero));
        var first = await gate.TryEnterAsync("a", default);
        var waits = gate.TryEnterAsync("a", default).AsTask();
        time.Advance(TimeSpan.FromSeconds(7));
        Assert.That(gate.Oldest, Is.EqualTo(TimeSpan.FromSeconds(7)));
        first!.Dispose();
        using var second = await waits;
        Assert.That(gate.Oldest, Is.EqualTo(TimeSpan.Zero), "waiting is no running");
    }

    [Test]
    public async Task One_more_than_may_wait_is_refused_at_once()
    {
        var gate = new FairGate(running: 1, waiting: 1, new ManualTime());
        using var running = await gate.TryEnterAsync("a", default);
        var waits = gate.TryEnterAsync("a", default).AsTask();
        Assert.That(await gate.TryEnterAsync("a", default), Is.Null);
        Assert.That((gate.Running, gate.Waiting), Is.EqualTo((1, 1)));
        running!.Dispose();
        (await waits)!.Dispose();
        Assert.That((gate.Running, gate.Waiting), Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task Who_asks_once_waits_for_one_of_a_crowd_not_for_all()
    {
        var gate = new FairGate(running: 1, waiting: 100, new ManualTime());
        var order = new List<string>();
        var first = await gate.TryEnterAsync("crowd", default);
        var waiting = Enumerable.Range(0, 6).Select(i => RunAsync(i < 5 ? "crowd" : "single")).ToList();
        first!.Dispose();
        await Task.WhenAll(waiting);
        Assert.That(order, Is.EqualTo(new[] { "crowd", "single", "crowd", "crowd", "crowd", "crowd" }));

        async Task RunAsync(string caller)
        {
            using var lease = await gate.TryEnterAsync(caller, default);
            order.Add(caller); // one at a time by the gate itself
        }
    }

    [Test]
    public async Task Who_gives_up_frees_the_place_in_the_queue_and_nobody_waits_for_them()
    {
        var gate = new FairGate(running: 1, waiting: 2, new ManualTime());
        var first = await gate.TryEnterAsync("a", default);
        using var stop = new CancellationTokenSource();
        var given = gate.TryEnterAsync("b", stop.Token).AsTask();
        var last = gate.TryEnterAsync("c", default).AsTask();
        await stop.CancelAsync();
        Assert.That(async () => await given, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(gate.Waiting, Is.EqualTo(1));
        first!.Dispose();
        (await last)!.Dispose();
        Assert.That((gate.Running, gate.Waiting), Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task Never_more_run_than_may_and_all_get_their_turn([Values(1, 2, 3)] int seed)
    {
        var gate = new FairGate(running: 3, waiting: 1_000, new ManualTime());
        var (now, most, done) = (0, 0, 0);
        var random = new Random(seed);
        await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => RunAsync($"caller {random.Next(5)}")));
        Assert.That((most <= 3, done), Is.EqualTo((true, 300)), $"seed {seed}");

        async Task RunAsync(string caller)
        {
            await Task.Yield();
            using var lease = await gate.TryEnterAsync(caller, default);
            var running = Interlocked.Increment(ref now);
            InterlockedMax(ref most, running);
            await Task.Yield();
            Interlocked.Decrement(ref now);
            Interlocked.Increment(ref done);
        }
    }

    private static void InterlockedMax(ref int place, int value)
    {
        for (var seen = place; seen < value; seen = place)
        {
            Interlocked.CompareExchange(ref place, value, seen);
        }
    }
}
