using System.Diagnostics.Metrics;
using System.Text.Json.Nodes;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Embedding;
using McpContextBrowser.Core.Embedding.Providers;

namespace McpContextBrowser.Tests.Embedding.Providers;

public sealed class RoutingTests : ProviderTests
{
    [Test]
    public async Task When_the_first_endpoint_dies_the_next_request_succeeds_on_the_second()
    {
        var first = await FakeProvider.StartAsync(FakeAnswers.OpenAiAsync);
        await using var second = await FakeProvider.StartAsync(FakeAnswers.OpenAiAsync);
        await using var embedder = Open(OptionsFor("openai", first.Url, second.Url));
        await EmbedAsync(embedder, ["a"]);
        Assert.That((first.Requests.Count, second.Requests.Count), Is.EqualTo((1, 0)));
        await first.DisposeAsync();
        Assert.That(await EmbedAsync(embedder, ["b"]), Is.EqualTo(FakeAnswers.UnitVectorOf("b")).Within(1e-6));
        Assert.That(second.Requests, Has.Count.EqualTo(1));
    }

    [TestCase(401)]
    [TestCase(404)]
    [TestCase(429)]
    [TestCase(500)]
    public async Task Any_refusal_of_the_first_goes_on_to_the_second(int status)
    {
        await using var first = await FakeProvider.StartAsync((_, context) => FakeAnswers.TextAsync(context, status, "text/plain", "no"));
        await using var second = await FakeProvider.StartAsync(FakeAnswers.OpenAiAsync);
        await using var embedder = Open(OptionsFor("openai", first.Url, second.Url));
        await EmbedAsync(embedder, ["b"]);
        Assert.That(second.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task When_none_answers_the_error_says_what_each_did()
    {
        await using var first = await FakeProvider.StartAsync((_, context) => FakeAnswers.TextAsync(context, 401, "text/plain", "no"));
        await using var second = await FakeProvider.StartAsync((_, context) => FakeAnswers.TextAsync(context, 500, "text/plain", "no"));
        await using var embedder = Open(OptionsFor("openai", first.Url, second.Url));
        var failure = (await Assert.ThrowsAsync<CtxbException>(() => EmbedAsync(embedder, ["a"])))!;
        Assert.That(failure.Message, Does.Contain($"{first.Url.Authority} answered with status 401").And.Contain($"{second.Url.Authority} answered with status 500"));
        Assert.That(failure.Next, Does.Contain("OPENAI_API_KEY"));
    }

    [Test]
    public async Task The_circuit_opens_after_failures_lets_one_through_after_the_break_and_closes_on_success()
    {
        var time = new ManualTime();
        var broken = true;
        await using var fake = await FakeProvider.StartAsync(
            (request, context) => broken ? FakeAnswers.TextAsync(context, 500, "text/plain", "") : FakeAnswers.OpenAiAsync(request, context));
        var options = OptionsFor("openai", fake.Url) with
        {
            Resilience = new() { Retries = 0, FailuresToOpen = 3, BreakDuration = TimeSpan.FromSeconds(15) },
        };
        await using var embedder = Open(options, time);
        Assert.That(Circuit(), Is.EqualTo(CircuitStatus.Closed));
        for (var i = 0; i < 3; i++)
        {
            await Assert.ThrowsAsync<CtxbException>(() => EmbedAsync(embedder, ["a"]));
        }

        Assert.That((Circuit(), Gauge("ctxb.embedding.circuit", fake)), Is.EqualTo((CircuitStatus.Open, 1)));
        Assert.That((await Assert.ThrowsAsync<CtxbException>(() => EmbedAsync(embedder, ["a"])))!.Message, Does.Contain("left alone"));
        Assert.That(fake.Requests, Has.Count.EqualTo(3), "nothing was sent while open");

        time.Advance(TimeSpan.FromSeconds(15));
        await Assert.ThrowsAsync<CtxbException>(() => EmbedAsync(embedder, ["a"]));
        Assert.That((fake.Requests.Count, Circuit()), Is.EqualTo((4, CircuitStatus.Open)), "the one that was let through failed");

        broken = false;
        time.Advance(TimeSpan.FromSeconds(15));
        await EmbedAsync(embedder, ["a"]);
        Assert.That((Circuit(), Gauge("ctxb.embedding.circuit", fake)), Is.EqualTo((CircuitStatus.Closed, 0)));

        CircuitStatus Circuit() => embedder.Endpoints.Single().Circuit;
    }

    [Test]
    public async Task While_the_one_attempt_after_a_break_is_under_way_the_circuit_is_half_open()
    {
        var time = new ManualTime();
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var fake = await FakeProvider.StartAsync(async (request, context) =>
        {
            if (request.Number < 2)
            {
                await FakeAnswers.TextAsync(context, 500, "text/plain", "");
                return;
            }

            await release.Task;
            await FakeAnswers.OpenAiAsync(request, context);
        });
        await using var embedder = Open(OptionsFor("openai", fake.Url) with { Resilience = new() { Retries = 0, FailuresToOpen = 2 } }, time);
        await Assert.ThrowsAsync<CtxbException>(() => EmbedAsync(embedder, ["a"]));
        await Assert.ThrowsAsync<CtxbException>(() => EmbedAsync(embedder, ["a"]));
        time.Advance(TimeSpan.FromSeconds(15));
        var trial = EmbedAsync(embedder, ["a"]);
        await UntilAsync(() => fake.Active == 1);
        Assert.That((embedder.Endpoints.Single().Circuit, Gauge("ctxb.embedding.circuit", fake)), Is.EqualTo((CircuitStatus.HalfOpen, 2)));
        Assert.That((await Assert.ThrowsAsync<CtxbException>(() => EmbedAsync(embedder, ["b"])))!.Message, Does.Contain("left alone"));
        release.SetResult();
        await trial;
        Assert.That(Gauge("ctxb.embedding.circuit", fake), Is.Zero);
    }

    [Test]
    public async Task Tokens_a_minute_hold_documents_back_for_longer_than_their_total_time()
    {
        var time = new ManualTime();
        await using var fake = await FakeProvider.StartAsync(FakeAnswers.OpenAiAsync);
        await using var embedder = Open(OptionsFor("openai", fake.Url) with { TokensPerMinute = 1, Http = new() { TotalTimeout = TimeSpan.FromSeconds(30) } }, time);
        await EmbedAsync(embedder, ["one"]);
        var wait = TimeSpan.FromMinutes(1) + TimeSpan.FromMilliseconds(1);
        var waiting = EmbedAsync(embedder, ["two"]);
        await time.SomebodyWaitsAsync(wait);
        time.Advance(wait);
        Assert.That(await waiting, Is.EqualTo(FakeAnswers.UnitVectorOf("two")).Within(1e-6));
    }

    [Test]
    public async Task A_question_does_not_wait_longer_for_tokens_than_for_an_answer_and_that_is_no_failure_of_the_endpoint()
    {
        var time = new ManualTime();
        await using var fake = await FakeProvider.StartAsync(FakeAnswers.OpenAiAsync);
        await using var embedder = Open(OptionsFor("openai", fake.Url) with { TokensPerMinute = 1 }, time);
        await EmbedAsync(embedder, ["one"]);
        var waiting = EmbedAsync(embedder, ["two"], EmbeddingSide.Query);
        await time.SomebodyWaitsAsync(TimeSpan.FromMinutes(1) + TimeSpan.FromMilliseconds(1));
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.That((await Assert.ThrowsAsync<CtxbException>(() => waiting))!.Message, Does.Contain("did not succeed within 5 s"));
        Assert.That((fake.Requests.Count, embedder.Endpoints.Single().Failures), Is.EqualTo((1, 0)));
    }

    [Test]
    public async Task A_question_that_hangs_at_the_first_endpoint_has_time_left_for_the_second()
    {
        var time = new ManualTime();
        await using var first = await FakeProvider.StartAsync(HangAsync);
        await using var second = await FakeProvider.StartAsync(FakeAnswers.OpenAiAsync);
        await using var embedder = Open(OptionsFor("openai", first.Url, second.Url), time);
        var asking = EmbedAsync(embedder, ["a"], EmbeddingSide.Query);
        await UntilAsync(() => first.Active == 1);
        time.Advance(TimeSpan.FromSeconds(2.5));
        Assert.That(await asking, Is.EqualTo(FakeAnswers.UnitVectorOf("a")).Within(1e-6));
        Assert.That(embedder.Endpoints[0], Has.Property("Failures").EqualTo(1).And.Property("LastFailure").EqualTo(FailureKind.Unavailable));
    }

    [Test]
    public async Task An_endpoint_that_hangs_opens_its_circuit_and_a_caller_that_gives_up_does_not()
    {
        var time = new ManualTime();
        await using var fake = await FakeProvider.StartAsync(HangAsync);
        await using var embedder = Open(OptionsFor("openai", fake.Url) with { Resilience = new() { FailuresToOpen = 3 } }, time);
        for (var i = 0; i < 3; i++)
        {
            using var cancel = new CancellationTokenSource();
            var given = EmbedAsync(embedder, ["a"], EmbeddingSide.Query, cancel.Token);
            await UntilAsync(() => fake.Requests.Count == i + 1);
            await cancel.CancelAsync();
            Assert.That(async () => await given, Throws.InstanceOf<OperationCanceledException>());
        }

        Assert.That(embedder.Endpoints.Single(), Has.Property("Circuit").EqualTo(CircuitStatus.Closed).And.Property("Failures").EqualTo(0));
        time.Advance(TimeSpan.FromMinutes(1)); // out of the breaker's sample
        for (var i = 0; i < 3; i++)
        {
            var asking = EmbedAsync(embedder, ["a"], EmbeddingSide.Query);
            await UntilAsync(() => fake.Requests.Count == i + 4);
            time.Advance(TimeSpan.FromSeconds(5));
            Assert.That((await Assert.ThrowsAsync<CtxbException>(() => asking))!.Message, Does.Contain("did not answer within 5 s"));
        }

        Assert.That(embedder.Endpoints.Single(), Has.Property("Circuit").EqualTo(CircuitStatus.Open).And.Property("Failures").EqualTo(3));
    }

    [Test]
    public async Task An_endpoint_that_is_left_alone_is_asked_last_and_again_once_it_may_be()
    {
        var time = new ManualTime();
        var broken = true;
        await using var first = await FakeProvider.StartAsync(
            (request, context) => broken ? FakeAnswers.TextAsync(context, 500, "text/plain", "") : FakeAnswers.OpenAiAsync(request, context));
        await using var second = await FakeProvider.StartAsync(FakeAnswers.OpenAiAsync);
        var options = OptionsFor("openai", first.Url, second.Url) with { Resilience = new() { Retries = 0, FailuresToOpen = 2 } };
        await using var embedder = Open(options, time);
        for (var i = 0; i < 5; i++)
        {
            await EmbedAsync(embedder, ["a"]);
        }

        Assert.That((first.Requests.Count, second.Requests.Count), Is.EqualTo((2, 5)));
    }

    [Test]
    public async Task Too_many_requests_halve_their_number_and_do_not_open_the_circuit()
    {
        await using var fake = await FakeProvider.StartAsync(
            (request, context) => request.Number < 2 ? FakeAnswers.TextAsync(context, 429, "text/plain", "") : FakeAnswers.OpenAiAsync(request, context));
        await using var embedder = Open(OptionsFor("openai", fake.Url) with
        {
            Resilience = new() { FirstDelay = TimeSpan.FromMilliseconds(1), FailuresToOpen = 2 },
        });
        await EmbedAsync(embedder, ["a"]);
        Assert.That((embedder.Endpoints.Single().RequestLimit, embedder.Endpoints.Single().Circuit), Is.EqualTo((2, CircuitStatus.Closed)));
        for (var i = 0; i < 40; i++)
        {
            await EmbedAsync(embedder, ["a"]);
        }

        Assert.That(embedder.Endpoints.Single().RequestLimit, Is.EqualTo(8), "it climbs again");
        Assert.That(Gauge("ctxb.embedding.request_limit", fake), Is.EqualTo(8));
    }

    [Test]
    public async Task A_call_that_failed_half_way_pays_for_nothing_twice_when_it_is_repeated()
    {
        var broken = true;
        await using var fake = await FakeProvider.StartAsync((request, context) =>
            broken && request.Body.Contains("number 200\"", StringComparison.Ordinal)
                ? FakeAnswers.TextAsync(context, 400, "text/plain", "")
                : FakeAnswers.OllamaAsync(request, context));
        await using var embedder = Open(OptionsFor("ollama", fake.Url) with { Http = new() { MaxConnections = 2 } });
        var texts = Texts(320);
        await Assert.ThrowsAsync<CtxbException>(() => EmbedAsync(embedder, texts));
        broken = false;
        var vectors = await EmbedAsync(embedder, texts);
        Assert.That(vectors, Is.EqualTo(texts.SelectMany(text => FakeAnswers.UnitVectorOf(text))).Within(1e-6));

        var succeeded = fake.Requests.SelectMany(r => JsonNode.Parse(r.Body)!["input"]!.AsArray().Select(text => (string)text!)).CountBy(text => text)
            .Where(pair => pair.Value > 1).ToArray();
        Assert.That(succeeded, Has.Length.EqualTo(32), "only the texts of the one refused request were sent again");
        Assert.That(fake.Requests, Has.Count.EqualTo(11));
    }

    [Test]
    public async Task Requests_tokens_cost_and_time_are_measured_by_endpoint()
    {
        await using var fake = await FakeProvider.StartAsync(
            (request, context) => request.Number == 0 ? FakeAnswers.TextAsync(context, 500, "text/plain", "") : FakeAnswers.OpenAiAsync(request, context));
        var seen = new List<(string Instrument, double Value, string Outcome)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Name == EndpointMeters.MeterName)
            {
                l.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => See(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => See(instrument, value, tags));
        listener.Start();

        await using var embedder = Open(OptionsFor("openai", fake.Url) with { Model = "text-embedding-3-small" });
        await EmbedAsync(embedder, ["a", "b", new string('x', 60_000)]);
        Assert.That(seen.Where(s => s.Instrument == "ctxb.embedding.requests").Select(s => s.Outcome), Is.EqualTo(new[] { "Unavailable", "success" }));
        Assert.That(seen.Single(s => s.Instrument == "ctxb.embedding.overlong").Value, Is.EqualTo(1));
        var pieces = JsonNode.Parse(fake.Requests.Last().Body)!["input"]!.AsArray().Count;
        Assert.That(seen.Single(s => s.Instrument == "ctxb.embedding.tokens").Value, Is.EqualTo(7 * pieces));
        Assert.That(seen.Single(s => s.Instrument == "ctxb.embedding.cost").Value, Is.EqualTo(7 * pieces * 0.02 / 1e6).Within(1e-12));
        Assert.That(seen.Count(s => s.Instrument == "ctxb.embedding.duration"), Is.EqualTo(2));
        Assert.That(embedder.Spent, Is.EqualTo(7 * pieces * 0.02m / 1_000_000m));
        Assert.That((embedder.OverlongTexts, embedder.Endpoints.Single().Dollars), Is.EqualTo((1, embedder.Spent)));

        void See(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var byName = tags.ToArray().ToDictionary(t => t.Key, t => t.Value as string);
            if (byName["endpoint"] == fake.Url.Authority)
            {
                lock (seen)
                {
                    seen.Add((instrument.Name, value, byName.GetValueOrDefault("outcome") ?? ""));
                }
            }
        }
    }

    [Test]
    public async Task The_limit_on_cost_is_a_hard_stop()
    {
        await using var fake = await FakeProvider.StartAsync(FakeAnswers.OpenAiAsync);
        await using var embedder = Open(OptionsFor("openai", fake.Url) with { Model = "text-embedding-3-small", MaxCost = 0.0000002m });
        await EmbedAsync(embedder, ["a"]);
        var refusal = await Assert.ThrowsAsync<CtxbException>(() => EmbedAsync(embedder, ["a few more words than that"]));
        Assert.That(refusal!.Code, Is.EqualTo(ErrorCodes.QuotaExceeded));
        Assert.That(refusal.Next, Does.Contain("--max-cost"));
        Assert.That(fake.Requests, Has.Count.EqualTo(1));

        await using var unpriced = Open(OptionsFor("openai", fake.Url) with { MaxCost = 100 });
        Assert.That((await Assert.ThrowsAsync<CtxbException>(() => EmbedAsync(unpriced, ["a"])))!.Message, Does.Contain("price"));
    }

    [Test]
    public async Task What_failed_after_the_provider_may_have_done_its_work_counts_as_spent_and_a_refusal_does_not()
    {
        var bad = true;
        await using var fake = await FakeProvider.StartAsync((_, context) =>
            bad ? FakeAnswers.TextAsync(context, 200, "application/json", "{}") : FakeAnswers.TextAsync(context, 500, "text/plain", "no"));
        var options = OptionsFor("openai", fake.Url) with { Model = "text-embedding-3-small" };
        const decimal OneToken = 0.02m / 1_000_000m;
        await using (var embedder = Open(options))
        {
            await Assert.ThrowsAsync<CtxbException>(() => EmbedAsync(embedder, ["a"]));
            Assert.That(embedder.Spent, Is.EqualTo(4 * OneToken));
            bad = false;
            await Assert.ThrowsAsync<CtxbException>(() => EmbedAsync(embedder, ["a"]));
            Assert.That(embedder.Spent, Is.EqualTo(4 * OneToken));
        }

        bad = true;
        var sent = fake.Requests.Count;
        await using var limited = Open(options with { MaxCost = 2 * OneToken });
        Assert.That((await Assert.ThrowsAsync<CtxbException>(() => EmbedAsync(limited, ["a"])))!.Code, Is.EqualTo(ErrorCodes.QuotaExceeded));
        Assert.That(fake.Requests, Has.Count.EqualTo(sent + 2), "a further attempt would pass the limit");
    }

    [TestCase(0)]
    [TestCase(-5)]
    public async Task An_answer_that_claims_to_have_used_no_tokens_is_priced_by_estimate(int claimed)
    {
        await using var fake = await FakeProvider.StartAsync((_, context) => FakeAnswers.TextAsync(
            context, 200, "application/json", $$$"""{"data":[{"index":0,"embedding":[1,2,3,4,5,6,7,8]}],"usage":{"total_tokens":{{{claimed}}}}}"""));
        await using var embedder = Open(OptionsFor("openai", fake.Url) with { Model = "text-embedding-3-small" });
        await EmbedAsync(embedder, ["a"]);
        Assert.That((embedder.Spent, embedder.Endpoints.Single().Tokens), Is.EqualTo((0.02m / 1_000_000m, 1L)));
    }

    private static Task HangAsync(FakeProvider.Recorded request, Microsoft.AspNetCore.Http.HttpContext context) =>
        Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);

    internal static int Gauge(string name, FakeProvider fake, string? state = null)
    {
        int? value = null;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Name == name)
            {
                l.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<int>((_, measured, tags, _) =>
        {
            var byName = tags.ToArray().ToDictionary(t => t.Key, t => t.Value as string);
            if (byName["endpoint"] == fake.Url.Authority && byName.GetValueOrDefault("state") == state)
            {
                value = measured;
            }
        });
        listener.Start();
        listener.RecordObservableInstruments();
        return value ?? throw new InvalidOperationException($"{name} was not measured");
    }
}
