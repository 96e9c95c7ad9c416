using McpContextBrowser.Server.Limits;

namespace McpContextBrowser.Tests.Server.Limits;

public sealed class SlidingWindowLogTests
{
    private static readonly RateRule Hundred = new(100, TimeSpan.FromMinutes(1));

    [Test]
    public async Task Of_500_requests_in_one_second_exactly_100_pass()
    {
        var time = new ManualTime();
        var limiter = new SlidingWindowLog(time);
        var passed = 0;
        for (var i = 0; i < 500; i++)
        {
            passed += (await limiter.TryTakeAsync("a", Hundred, default)).Allowed ? 1 : 0;
            time.Advance(TimeSpan.FromMilliseconds(2));
        }

        Assert.That(passed, Is.EqualTo(100));
    }

    [Test]
    public async Task Exactly_as_many_pass_when_they_come_at_once_from_many_threads()
    {
        var limiter = new SlidingWindowLog(new ManualTime());
        var verdicts = await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => Task.Run(async () => await limiter.TryTakeAsync("a", Hundred, default))));
        Assert.That(verdicts.Count(verdict => verdict.Allowed), Is.EqualTo(100));
    }

    [Test]
    public async Task The_fullest_window_is_that_of_one_key_and_empties_with_time()
    {
        var time = new ManualTime();
        var limiter = new SlidingWindowLog(time);
        foreach (var key in new[] { "search|ann", "search|ann", "search|bob", "index|bob", "index|bob", "index|bob" })
        {
            await limiter.TryTakeAsync(key, Hundred, default);
        }

        Assert.That((limiter.Fullest("search|"), limiter.Fullest("index|"), limiter.Fullest("audit|")), Is.EqualTo((2, 3, 0)));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.That(limiter.Fullest("index|"), Is.Zero);
    }

    /// <summary>The oracle keeps every allowed time and counts those inside the window, one by one.</summary>
    [Test]
    public async Task It_agrees_with_a_plain_list_of_times_at_every_edge_of_the_window([Range(1, 40)] int seed)
    {
        var random = new Random(seed);
        var time = new ManualTime();
        var limiter = new SlidingWindowLog(time);
        var rule = new RateRule(random.Next(1, 12), TimeSpan.FromSeconds(random.Next(1, 5)));
        var allowed = new List<DateTimeOffset>();
        for (var i = 0; i < 500; i++)
        {
            // Steps of whole parts of the window meet its edges exactly.
            time.Advance(rule.Window * random.Next(0, 5) / 8);
            var now = time.GetUtcNow();
            var inside = allowed.Where(at => at > now - rule.Window).ToList();
            var verdict = await limiter.TryTakeAsync("a", rule, default);
            var expected = inside.Count < rule.Requests;
            Assert.That(verdict.Allowed, Is.EqualTo(expected), $"seed {seed}, request {i}");
            if (expected)
            {
                allowed.Add(now);
                inside.Add(now);
            }

            Assert.That(verdict.Remaining, Is.EqualTo(rule.Requests - inside.Count), $"seed {seed}, request {i}");
            Assert.That(verdict.Reset, Is.EqualTo(inside[^1] + rule.Window - now), $"seed {seed}, request {i}");
            Assert.That(verdict.RetryAfter, Is.EqualTo(verdict.Remaining > 0 ? TimeSpan.Zero : inside[0] + rule.Window - now), $"seed {seed}, request {i}");
        }
    }

    [Test]
    public async Task A_full_window_says_how_long_to_wait_and_then_opens()
    {
        var time = new ManualTime();
        var limiter = new SlidingWindowLog(time);
        var rule = new RateRule(2, TimeSpan.FromSeconds(10));
        await limiter.TryTakeAsync("a", rule, default);
        time.Advance(TimeSpan.FromSeconds(4));
        await limiter.TryTakeAsync("a", rule, default);
        var refused = await limiter.TryTakeAsync("a", rule, default);
        time.Advance(refused.RetryAfter);
        Assert.Multiple(async () =>
        {
            Assert.That(refused.RetryAfter, Is.EqualTo(TimeSpan.FromSeconds(6)));
            Assert.That((await limiter.TryTakeAsync("a", rule, default)).Allowed, Is.True);
        });
    }

    [Test]
    public async Task Keys_do_not_share_their_windows()
    {
        var limiter = new SlidingWindowLog(new ManualTime());
        var rule = new RateRule(1, TimeSpan.FromSeconds(10));
        Assert.That((await limiter.TryTakeAsync("a", rule, default)).Allowed, Is.True);
        Assert.That((await limiter.TryTakeAsync("b", rule, default)).Allowed, Is.True);
        Assert.That((await limiter.TryTakeAsync("a", rule, default)).Allowed, Is.False);
    }

    [Test]
    public async Task Invented_keys_do_not_fill_the_memory_and_rested_ones_are_forgotten()
    {
        var time = new ManualTime();
        var limiter = new SlidingWindowLog(time, mostKeys: 50);
        for (var i = 0; i < 5_000; i++)
        {
            await limiter.TryTakeAsync($"address {i}", Hundred, default);
        }

        Assert.That(limiter.Keys, Is.LessThanOrEqualTo(51));
        time.Advance(TimeSpan.FromHours(1));
        for (var i = 0; i < 1_024; i++)
        {
            await limiter.TryTakeAsync("one", Hundred, default);
        }

        Assert.That(limiter.Keys, Is.EqualTo(1));
    }
}
