using System.Diagnostics;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Embedding;
using McpContextBrowser.Core.Embedding.Providers;

namespace McpContextBrowser.Tests.Embedding.Providers;

public sealed class ConnectionTests : ProviderTests
{
    [Test]
    public async Task Ten_thousand_embeddings_go_through_at_most_eight_connections()
    {
        await using var fake = await FakeProvider.StartAsync(FakeAnswers.OllamaAsync);
        await using var embedder = Open(OptionsFor("ollama", fake.Url));
        await EmbedAsync(embedder, Texts(10_000));
        Assert.That(fake.Accepted, Is.LessThanOrEqualTo(8));
        Assert.That(fake.MostActive, Is.LessThanOrEqualTo(8));
        Assert.That(fake.Requests, Has.Count.EqualTo(313));
    }

    [Test]
    public async Task Many_callers_at_once_see_no_error_and_no_more_than_the_allowed_connections()
    {
        await using var fake = await FakeProvider.StartAsync(FakeAnswers.OpenAiAsync);
        await using var embedder = Open(OptionsFor("openai", fake.Url) with { Http = new() { MaxConnections = 3 } });
        var all = await Task.WhenAll(Enumerable.Range(0, 300).Select(async i => (i, await EmbedAsync(embedder, [$"text {i}"]))));
        foreach (var (i, vector) in all)
        {
            Assert.That(vector, Is.EqualTo(FakeAnswers.UnitVectorOf($"text {i}")).Within(1e-6));
        }

        Assert.That(fake.Accepted, Is.LessThanOrEqualTo(3));
        Assert.That(embedder.Endpoints.Single(), Has.Property("QueuedRequests").EqualTo(0).And.Property("ActiveRequests").EqualTo(0));
    }

    [Test]
    public async Task The_gauges_are_what_the_server_counts()
    {
        var release = new TaskCompletionSource();
        await using var fake = await FakeProvider.StartAsync(async (request, context) =>
        {
            await release.Task;
            await FakeAnswers.OllamaAsync(request, context);
        });
        await using var embedder = Open(OptionsFor("ollama", fake.Url) with { Http = new() { MaxConnections = 4 } });
        var calls = Task.WhenAll(EmbedAsync(embedder, Texts(320, "one")), EmbedAsync(embedder, Texts(320, "two")));
        await UntilAsync(() => fake.Active == 4 && embedder.Endpoints[0].QueuedRequests == 4);
        Assert.That(Gauges(), Is.EqualTo((fake.Active, fake.Open - fake.Active, 4)));
        release.SetResult();
        await calls;
        await UntilAsync(() => fake.Active == 0);
        Assert.That(Gauges(), Is.EqualTo((0, fake.Open, 0)));

        (int Active, int Idle, int Queued) Gauges() => (
            RoutingTests.Gauge("ctxb.embedding.connections", fake, "active"),
            RoutingTests.Gauge("ctxb.embedding.connections", fake, "idle"),
            RoutingTests.Gauge("ctxb.embedding.connections", fake, "queued"));
    }

    [Test]
    public async Task A_connection_at_rest_is_closed_after_the_idle_time_and_kept_before()
    {
        await using var fake = await FakeProvider.StartAsync(FakeAnswers.OllamaAsync);
        await using var brief = Open(OptionsFor("ollama", fake.Url) with { Http = new() { IdleTimeout = TimeSpan.FromMilliseconds(50) } });
        await EmbedAsync(brief, ["a"]);
        await UntilAsync(() => fake.Open == 0);
        await using var lasting = Open(OptionsFor("ollama", fake.Url));
        await EmbedAsync(lasting, ["a"]);
        await EmbedAsync(lasting, ["a"]);
        Assert.That((fake.Open, fake.Accepted), Is.EqualTo((1, 2)));
    }

    [Test]
    public async Task A_connection_that_reached_its_age_is_replaced()
    {
        await using var fake = await FakeProvider.StartAsync(FakeAnswers.OllamaAsync);
        await using var embedder = Open(OptionsFor("ollama", fake.Url) with { Http = new() { ConnectionLifetime = TimeSpan.FromMilliseconds(1) } });
        await EmbedAsync(embedder, ["a"]);
        await UntilAsync(() => Stopwatch.GetTimestamp() > 0 && fake.Accepted >= 1);
        await UntilAsync(() =>
        {
            EmbedAsync(embedder, ["a"]).GetAwaiter().GetResult();
            return fake.Accepted > 1;
        });
    }

    [Test]
    public async Task A_connection_that_does_not_come_is_given_up_after_the_connect_time_and_the_next_endpoint_asked()
    {
        await using var fake = await FakeProvider.StartAsync(FakeAnswers.OllamaAsync);
        var options = OptionsFor("ollama", new Uri("https://far.example.org"), fake.Url) with
        {
            Dimensions = FakeAnswers.Dimensions,
            Http = new() { ConnectTimeout = TimeSpan.FromMilliseconds(50) },
            Resilience = new() { Retries = 0 },
        };
        await using var embedder = new ProviderEmbedder(options, TimeProvider.System, async (_, cancellationToken) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken); // a name server that never answers
            return [];
        });
        Assert.That(await EmbedAsync(embedder, ["a"]), Is.EqualTo(FakeAnswers.UnitVectorOf("a")).Within(1e-6));
        Assert.That(embedder.Endpoints[0], Has.Property("Failures").EqualTo(1).And.Property("LastFailure").EqualTo(FailureKind.Unavailable));
    }

    [Test]
    public async Task A_question_has_less_patience_than_a_document()
    {
        await using var fake = await FakeProvider.StartAsync(async (request, context) =>
        {
            if (request.Body.Contains("a question", StringComparison.Ordinal))
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
            }

            await FakeAnswers.OllamaAsync(request, context);
        });
        await using var embedder = Open(OptionsFor("ollama", fake.Url) with { Http = new() { QuestionTimeout = TimeSpan.FromMilliseconds(100) } });
        Assert.That(
            async () => await EmbedAsync(embedder, ["a question"], EmbeddingSide.Query),
            Throws.InstanceOf<CtxbException>().With.Message.Contains("did not succeed within 0.1 s"));
        Assert.That(await EmbedAsync(embedder, ["a document"]), Is.EqualTo(FakeAnswers.UnitVectorOf("a document")).Within(1e-6));
    }

    [TestCase(7)]
    [TestCase(600)]
    [Platform(Include = "Linux", Reason = "reads the kernel's list of sockets")]
    public async Task TCP_asks_whether_the_peer_lives_after_the_configured_rest(int seconds)
    {
        await using var fake = await FakeProvider.StartAsync(FakeAnswers.OllamaAsync);
        await using var embedder = Open(OptionsFor("ollama", fake.Url) with { Http = new() { KeepAlive = TimeSpan.FromSeconds(seconds) } });
        await EmbedAsync(embedder, ["a"]);

        // proc(5), /proc/net/tcp: rem_address, then "tr:tm->when", 02 for a keep-alive timer and 1/100 s until it fires.
        var timer = "";
        await UntilAsync(() =>
        {
            timer = File.ReadLines("/proc/net/tcp").Concat(File.ReadLines("/proc/net/tcp6"))
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(fields => fields[2].EndsWith($":{fake.Url.Port:X4}", StringComparison.Ordinal))
                .Select(fields => fields[5])
                .FirstOrDefault(field => field.StartsWith("02:", StringComparison.Ordinal)) ?? ""; // others: data under way, or an old connection to a port that was given again
            return timer.Length > 0;
        });
        Assert.That(Convert.ToInt32(timer[3..], 16) / 100.0, Is.LessThanOrEqualTo(seconds).And.GreaterThan(seconds > 60 ? seconds - 60 : 0));
    }

    [Test]
    public async Task Requests_under_way_finish_before_the_connections_are_closed()
    {
        var release = new TaskCompletionSource();
        await using var fake = await FakeProvider.StartAsync(async (request, context) =>
        {
            await release.Task;
            await FakeAnswers.OllamaAsync(request, context);
        });
        var embedder = Open(OptionsFor("ollama", fake.Url));
        var running = EmbedAsync(embedder, ["a"]);
        await UntilAsync(() => fake.Active == 1);
        var closing = embedder.DisposeAsync();
        Assert.That(closing.IsCompleted, Is.False);
        Assert.That(() => EmbedAsync(embedder, ["b"]), Throws.InstanceOf<ObjectDisposedException>());
        release.SetResult();
        Assert.That(await running, Is.EqualTo(FakeAnswers.UnitVectorOf("a")).Within(1e-6));
        await closing;
        await UntilAsync(() => fake.Open == 0);
    }

    [Test]
    public async Task After_the_deadline_they_are_aborted_with_a_clear_error()
    {
        await using var fake = await FakeProvider.StartAsync(
            (_, context) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted));
        var embedder = Open(OptionsFor("ollama", fake.Url) with { Http = new() { ShutdownDeadline = TimeSpan.FromMilliseconds(50) } });
        var running = EmbedAsync(embedder, ["a"]);
        await UntilAsync(() => fake.Active == 1);
        embedder.Dispose();
        Assert.That(async () => await running, Throws.InstanceOf<CtxbException>().With.Message.Contains("closed"));
        await UntilAsync(() => fake.Open == 0);
    }

    [Test]
    public async Task A_long_run_keeps_sockets_and_heap_flat()
    {
        await using var fake = await FakeProvider.StartAsync(FakeAnswers.OpenAiAsync);
        await using var embedder = Open(OptionsFor("openai", fake.Url));
        await RunAsync();
        fake.Requests.Clear();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await RunAsync();
        fake.Requests.Clear();
        Assert.That(GC.GetTotalMemory(forceFullCollection: true) - before, Is.LessThan(8_000_000));
        Assert.That(fake.Open, Is.LessThanOrEqualTo(8));

        async Task RunAsync()
        {
            for (var i = 0; i < 500; i++)
            {
                await EmbedAsync(embedder, Texts(4));
            }
        }
    }

    [Test]
    public void Room_of_another_size_is_refused()
    {
        using var embedder = Open(OptionsFor("openai", new Uri("http://127.0.0.1:9")));
        Assert.That(async () => await embedder.EmbedAsync(["a".AsMemory()], default, new float[7], Call, default), Throws.ArgumentException);
    }
}
