using McpContextBrowser.Core.Embedding.Providers;

namespace McpContextBrowser.Tests.Embedding.Providers;

/// <summary>The gate and the token budget by themselves.</summary>
public sealed class BoundsTests
{
    [Test]
    public async Task The_gate_lets_in_as_many_as_it_has_places_and_calls_the_others_in_order()
    {
        var gate = new RequestGate(2);
        var first = await gate.EnterAsync(default);
        _ = await gate.EnterAsync(default);
        var third = gate.EnterAsync(default);
        var fourth = gate.EnterAsync(default);
        Assert.That((third.IsCompleted, gate.Waiting), Is.EqualTo((false, 2)));
        gate.Leave(first, succeeded: true, refused: false);
        await third;
        Assert.That((fourth.IsCompleted, gate.Waiting), Is.EqualTo((false, 1)));
    }

    [Test]
    public async Task A_burst_of_refusals_halves_once_and_successes_climb_again()
    {
        var gate = new RequestGate(8);
        var burst = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => gate.EnterAsync(default)));
        foreach (var entered in burst)
        {
            gate.Leave(entered, succeeded: false, refused: true);
        }

        Assert.That(gate.Limit, Is.EqualTo(4));
        for (var i = 0; i < 4; i++)
        {
            gate.Leave(await gate.EnterAsync(default), succeeded: false, refused: true);
        }

        Assert.That(gate.Limit, Is.EqualTo(1), "never none");
        for (var i = 0; i < 100; i++)
        {
            gate.Leave(await gate.EnterAsync(default), succeeded: true, refused: false);
        }

        Assert.That(gate.Limit, Is.EqualTo(8));
    }

    [Test]
    public async Task Who_stops_waiting_leaves_the_queue_and_takes_no_place()
    {
        var gate = new RequestGate(1);
        var inside = await gate.EnterAsync(default);
        using var cancel = new CancellationTokenSource();
        var waiting = gate.EnterAsync(cancel.Token);
        await cancel.CancelAsync();
        Assert.That(async () => await waiting, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(gate.Waiting, Is.Zero);
        Assert.That(gate.WhenEmptyAsync().IsCompleted, Is.False);
        gate.Leave(inside, succeeded: true, refused: false);
        await gate.WhenEmptyAsync();
        await gate.EnterAsync(default);
    }

    [Test]
    public async Task Places_are_never_lost_nor_doubled_when_waiters_are_cancelled_as_they_are_called([Values(1, 2)] int seed)
    {
        var random = new Random(seed);
        var gate = new RequestGate(3);
        var inside = 0;
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(async () =>
        {
            using var cancel = new CancellationTokenSource();
            var entering = gate.EnterAsync(cancel.Token);
            if (i % 3 == 0)
            {
                await Task.Yield();
                await cancel.CancelAsync();
            }

            try
            {
                var entered = await entering;
                Assert.That(Interlocked.Increment(ref inside), Is.LessThanOrEqualTo(3));
                await Task.Yield();
                Interlocked.Decrement(ref inside);
                gate.Leave(entered, succeeded: true, refused: false);
            }
            catch (OperationCanceledException)
            {
                // Gave up.
            }
        })));
        await gate.WhenEmptyAsync();
        Assert.That(gate.Waiting, Is.Zero, $"seed {seed} {random.Next()}");
    }

    [Test]
    public void The_budget_is_full_at_first_refills_evenly_and_says_how_long_to_wait()
    {
        var time = new ManualTime();
        var budget = new TokenBudget(600, time);
        Assert.That(budget.TryTake(600), Is.EqualTo(TimeSpan.Zero));
        Assert.That(budget.TryTake(100), Is.EqualTo(TimeSpan.FromMilliseconds(10_001)));
        time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.That(budget.TryTake(100), Is.GreaterThan(TimeSpan.Zero));
        time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.That(budget.TryTake(100), Is.EqualTo(TimeSpan.Zero));
        time.Advance(TimeSpan.FromHours(1));
        Assert.That(budget.TryTake(600), Is.EqualTo(TimeSpan.Zero), "never more than a minute's worth");
        Assert.That(budget.TryTake(1), Is.GreaterThan(TimeSpan.Zero));
    }

    [Test]
    public void A_request_larger_than_the_budget_passes_once_the_bucket_is_full_and_is_paid_back()
    {
        var time = new ManualTime();
        var budget = new TokenBudget(600, time);
        Assert.That(budget.TryTake(1200), Is.EqualTo(TimeSpan.Zero));
        Assert.That(budget.TryTake(600), Is.EqualTo(TimeSpan.FromMinutes(2) + TimeSpan.FromMilliseconds(1)));
    }

    [Test]
    public async Task A_budget_that_is_used_up_delays_and_does_not_fail()
    {
        var budget = new TokenBudget(60_000, TimeProvider.System); // a token a millisecond
        await budget.TakeAsync(60_000, default);
        await budget.TakeAsync(20, default);
        Assert.That(budget.TryTake(60_000), Is.GreaterThan(TimeSpan.Zero));
    }
}
