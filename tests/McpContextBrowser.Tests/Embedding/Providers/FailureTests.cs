using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Embedding.Providers;
using Microsoft.AspNetCore.Http;

namespace McpContextBrowser.Tests.Embedding.Providers;

/// <summary>A provider that misbehaves ends in a success after a retry or in a clear error, and never in half a vector.</summary>
public sealed class FailureTests : ProviderTests
{
    private static readonly (string Name, FailureKind Kind, bool Repeated, Func<HttpContext, Task> Behaviour)[] Misbehaviours =
    [
        ("500", FailureKind.Unavailable, true, c => FakeAnswers.TextAsync(c, 500, "application/json", """{"error":{"message":"oops"}}""")),
        ("503 in HTML", FailureKind.Unavailable, true, c => FakeAnswers.TextAsync(c, 503, "text/html", "<html>down</html>")),
        ("429", FailureKind.RateLimited, true, c => FakeAnswers.TextAsync(c, 429, "application/json", """{"error":{"code":"rate_limit_exceeded"}}""")),
        ("connection reset", FailureKind.Unavailable, true, c => { c.Abort(); return Task.CompletedTask; }),
        ("a body cut off", FailureKind.Unavailable, true, async c =>
        {
            c.Response.ContentType = "application/json";
            c.Response.ContentLength = 1000;
            await c.Response.WriteAsync("""{"embeddings":[[0.1,""");
            await c.Response.Body.FlushAsync();
            c.Abort();
        }),
        ("torn JSON", FailureKind.BadAnswer, true, c => FakeAnswers.TextAsync(c, 200, "application/json", """{"embeddings":[[1,2,3,4,5,6,7,8]""")),
        ("HTML with 200", FailureKind.BadAnswer, true, c => FakeAnswers.TextAsync(c, 200, "text/html", "<html>Please log in</html>")),
        ("other JSON", FailureKind.BadAnswer, true, c => FakeAnswers.TextAsync(c, 200, "application/json", """{"embeddings":{"a":1}}""")),
        ("no object", FailureKind.BadAnswer, true, c => FakeAnswers.TextAsync(c, 200, "application/json", "[1]")),
        ("no vectors", FailureKind.BadAnswer, true, c => FakeAnswers.TextAsync(c, 200, "application/json", "{}")),
        ("NaN", FailureKind.BadAnswer, true, c => FakeAnswers.TextAsync(c, 200, "application/json", """{"embeddings":[[1,2,3,4,5,6,7,"NaN"]]}""")),
        ("null", FailureKind.BadAnswer, true, c => FakeAnswers.TextAsync(c, 200, "application/json", """{"embeddings":[[1,2,3,4,5,6,7,null]]}""")),
        ("infinity", FailureKind.BadAnswer, true, c => FakeAnswers.TextAsync(c, 200, "application/json", """{"embeddings":[[1e999,2,3,4,5,6,7,8]]}""")),
        ("wrong dimensions", FailureKind.BadAnswer, true, c => FakeAnswers.TextAsync(c, 200, "application/json", """{"embeddings":[[1,2,3]]}""")),
        ("a zero vector", FailureKind.BadAnswer, true, c => FakeAnswers.TextAsync(c, 200, "application/json", """{"embeddings":[[0,0,0,0,0,0,0,0]]}""")),
        ("too many vectors", FailureKind.BadAnswer, true, c => FakeAnswers.TextAsync(c, 200, "application/json", """{"embeddings":[[1,2,3,4,5,6,7,8],[1,2,3,4,5,6,7,8]]}""")),
        ("an endless body", FailureKind.BadAnswer, true, async c =>
        {
            for (var i = 0; i < 100 && !c.RequestAborted.IsCancellationRequested; i++)
            {
                await c.Response.WriteAsync(new string(' ', 1000));
            }
        }),
        ("a long announcement", FailureKind.BadAnswer, true, c =>
        {
            c.Response.ContentType = "application/json";
            c.Response.ContentLength = 1L << 40;
            return c.Response.Body.FlushAsync();
        }),
        ("401", FailureKind.Refused, false, c => FakeAnswers.TextAsync(c, 401, "application/json", """{"error":{"message":"Incorrect API key provided: sk-secret-key","code":"invalid_api_key"}}""")),
        ("Google's wrong key", FailureKind.Refused, false, c => FakeAnswers.TextAsync(c, 400, "application/json", """{"error":{"code":400,"status":"INVALID_ARGUMENT","details":[{"reason":"API_KEY_INVALID"}]}}""")),
        ("no credit", FailureKind.QuotaUsedUp, false, c => FakeAnswers.TextAsync(c, 429, "application/json", """{"error":{"code":"insufficient_quota"}}""")),
        ("402", FailureKind.QuotaUsedUp, false, c => FakeAnswers.TextAsync(c, 402, "text/plain", "pay")),
        ("no such model", FailureKind.ModelMissing, false, c => FakeAnswers.TextAsync(c, 404, "application/json", """{"error":"model \"fake-model\" not found, try pulling it first"}""")),
        ("400", FailureKind.BadRequest, false, c => FakeAnswers.TextAsync(c, 400, "application/json", """{"error":{"type":"invalid_request_error"}}""")),
        ("a redirect", FailureKind.Blocked, false, c => { c.Response.Redirect("http://127.0.0.1:9/steal", permanent: false, preserveMethod: true); return Task.CompletedTask; }),
    ];

    private static IEnumerable<TestCaseData> Names() => Misbehaviours.Select(m => new TestCaseData(m.Name));

    [TestCaseSource(nameof(Names))]
    public async Task For_good_it_is_a_clear_error_without_key_or_vector(string name)
    {
        var (_, kind, repeated, behaviour) = Misbehaviours.Single(m => m.Name == name);
        await using var fake = await FakeProvider.StartAsync((_, context) => behaviour(context));
        await using var embedder = Open(OptionsFor("ollama", fake.Url) with { Http = new() { MaxResponseBytes = 10_000 } });
        var vectors = new float[8];
        var failure = await Assert.ThrowsAsync<CtxbException>(
            async () => await embedder.EmbedAsync(["secret text".AsMemory()], default, vectors, Call, default));
        Assert.That(failure!.Code, Is.EqualTo(ErrorCodes.ProviderFailed));
        Assert.That(failure.Message, Does.Contain(fake.Url.Authority).And.Contain("ollama").And.Contain("fake-model"));
        Assert.That(failure.ToString(), Does.Not.Contain("sk-secret-key").And.Not.Contain("secret text"));
        Assert.That(failure.Next, Is.Not.Empty);
        Assert.That(vectors, Is.All.Zero);
        Assert.That(embedder.Endpoints.Single().LastFailure, Is.EqualTo(kind));
        Assert.That(fake.Requests, Has.Count.EqualTo(repeated ? 4 : 1));
        Assert.That(embedder.Endpoints.Single(), Has.Property("Requests").EqualTo(fake.Requests.Count).And.Property("Failures").EqualTo(fake.Requests.Count));
    }

    [TestCaseSource(nameof(Names))]
    public async Task Once_it_is_repaired_by_a_retry_where_that_can_help(string name)
    {
        var (_, _, repeated, behaviour) = Misbehaviours.Single(m => m.Name == name);
        await using var fake = await FakeProvider.StartAsync(
            (request, context) => request.Number == 0 ? behaviour(context) : FakeAnswers.OllamaAsync(request, context));
        await using var embedder = Open(OptionsFor("ollama", fake.Url) with { Http = new() { MaxResponseBytes = 10_000 } });
        if (repeated)
        {
            Assert.That(await EmbedAsync(embedder, ["a"]), Is.EqualTo(FakeAnswers.UnitVectorOf("a")).Within(1e-6));
        }
        else
        {
            await Assert.ThrowsAsync<CtxbException>(() => EmbedAsync(embedder, ["a"]));
        }
    }

    [Test]
    public async Task A_missing_Ollama_model_names_the_command_that_fetches_it()
    {
        await using var fake = await FakeProvider.StartAsync((_, context) => FakeAnswers.TextAsync(context, 404, "application/json", "{}"));
        await using var embedder = Open(OptionsFor("ollama", fake.Url));
        var failure = await Assert.ThrowsAsync<CtxbException>(() => EmbedAsync(embedder, ["a"]));
        Assert.That(failure!.Next, Is.EqualTo("Run: ollama pull fake-model"));
    }

    [TestCase("openai")]
    [TestCase("gemini")]
    [TestCase("voyage")]
    public async Task A_missing_model_names_the_setting(string provider)
    {
        await using var fake = await FakeProvider.StartAsync((_, context) => FakeAnswers.TextAsync(context, 404, "application/json", "{}"));
        await using var embedder = Open(OptionsFor(provider, fake.Url));
        Assert.That((await Assert.ThrowsAsync<CtxbException>(() => EmbedAsync(embedder, ["a"])))!.Next, Does.Contain("EMBEDDING_MODEL"));
    }

    [Test]
    public async Task A_server_that_is_not_there_names_how_to_start_it()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var url = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        listener.Stop();
        await using var embedder = Open(OptionsFor("ollama", url));
        var failure = await Assert.ThrowsAsync<CtxbException>(() => EmbedAsync(embedder, ["a"]));
        Assert.That(failure!.Message, Does.Contain("refuses connections"));
        Assert.That(failure.Next, Does.Contain("ollama serve"));
    }

    [Test]
    public async Task A_slow_attempt_is_given_up_and_repeated()
    {
        await using var fake = await FakeProvider.StartAsync(async (request, context) =>
        {
            if (request.Number == 0)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
            }

            await FakeAnswers.OllamaAsync(request, context);
        });
        await using var embedder = Open(OptionsFor("ollama", fake.Url) with { Http = new() { AttemptTimeout = TimeSpan.FromMilliseconds(100) } });
        Assert.That(await EmbedAsync(embedder, ["a"]), Is.EqualTo(FakeAnswers.UnitVectorOf("a")).Within(1e-6));
        Assert.That(embedder.Endpoints.Single(), Has.Property("Failures").EqualTo(1).And.Property("LastFailure").EqualTo(FailureKind.Unavailable));
    }

    [Test]
    public async Task The_total_time_and_the_callers_deadline_and_cancellation_end_a_call()
    {
        await using var fake = await FakeProvider.StartAsync(
            (_, context) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted));
        await using var embedder = Open(OptionsFor("ollama", fake.Url) with { Http = new() { TotalTimeout = TimeSpan.FromMilliseconds(100) } });
        Assert.That((await Assert.ThrowsAsync<CtxbException>(() => EmbedAsync(embedder, ["a"])))!.Message, Does.Contain("did not answer within 0.1 s"));

        await using var patient = Open(OptionsFor("ollama", fake.Url));
        var soon = Call with { Deadline = TimeProvider.System.GetUtcNow() + TimeSpan.FromMilliseconds(100) };
        Assert.That(
            (await Assert.ThrowsAsync<CtxbException>(async () => await patient.EmbedAsync(["a".AsMemory()], default, new float[8], soon, default)))!.Message,
            Does.Contain("deadline"));

        using var cancel = new CancellationTokenSource();
        var running = EmbedAsync(patient, ["a"], default, cancel.Token);
        await UntilAsync(() => fake.Active > 0);
        await cancel.CancelAsync();
        Assert.That(async () => await running, Throws.InstanceOf<OperationCanceledException>());
    }

    [TestCase("Retry-After", "1")]
    [TestCase("retry-after-ms", "600")]
    public async Task What_the_server_asks_to_wait_is_waited(string header, string value)
    {
        await using var fake = await FakeProvider.StartAsync((request, context) =>
        {
            context.Response.Headers[header] = value;
            return request.Number == 0 ? FakeAnswers.TextAsync(context, 429, "application/json", "{}") : FakeAnswers.OllamaAsync(request, context);
        });
        await using var embedder = Open(OptionsFor("ollama", fake.Url));
        var watch = Stopwatch.StartNew();
        await EmbedAsync(embedder, ["a"]);
        Assert.That(watch.Elapsed, Is.GreaterThan(TimeSpan.FromMilliseconds(590)), "the configured wait is 1 ms");
    }

    [TestCase(null, 0, 0.5, null, Description = "the server asks for nothing")]
    [TestCase(0.0, 3, 0.5, null, Description = "at once, or a moment that is past: the usual wait")]
    [TestCase(10.0, 0, 0.0, 10.0)]
    [TestCase(10.0, 0, 1.0, 12.5, Description = "not all come back at once")]
    [TestCase(0.001, 0, 0.0, 0.5, Description = "no shorter than the usual wait")]
    [TestCase(0.001, 2, 0.0, 2.0)]
    [TestCase(0.001, 19, 0.0, 60.0)]
    public void A_wait_that_is_asked_for_is_no_shorter_than_the_usual_and_a_little_longer(double? asked, int attempt, double chance, double? wait) =>
        Assert.That(
            ModelEndpoint.DelayOf(asked is { } seconds ? TimeSpan.FromSeconds(seconds) : null, attempt, new(), chance)?.TotalSeconds,
            wait is null ? Is.Null : Is.EqualTo(wait).Within(1e-6));

    [TestCase("Retry-After: 3600")]
    [TestCase("Retry-After: date")]
    [TestCase("retryDelay")]
    public async Task A_wait_that_is_too_long_is_not_waited(string form)
    {
        var time = new ManualTime();
        await using var fake = await FakeProvider.StartAsync((_, context) =>
        {
            context.Response.Headers.RetryAfter = form switch
            {
                "Retry-After: 3600" => "3600",
                "Retry-After: date" => (time.GetUtcNow() + TimeSpan.FromHours(1)).ToString("R"),
                _ => default,
            };
            return FakeAnswers.TextAsync(context, 429, "application/json", form == "retryDelay"
                ? """{"error":{"code":429,"details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"3600s"}]}}"""
                : "{}");
        });
        await using var embedder = Open(OptionsFor("gemini", fake.Url), time);
        var failure = await Assert.ThrowsAsync<CtxbException>(() => EmbedAsync(embedder, ["a"]));
        Assert.That(failure!.Next, Does.Contain("tokensPerMinute"));
        Assert.That(fake.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_certificate_that_nobody_trusts_is_refused()
    {
        using var certificate = FakeProvider.Certificate();
        await using var fake = await FakeProvider.StartAsync(FakeAnswers.OllamaAsync, certificate);
        await using var embedder = Open(OptionsFor("ollama", fake.Url));
        Assert.That((await Assert.ThrowsAsync<CtxbException>(() => EmbedAsync(embedder, ["a"])))!.Message, Does.Contain("certificate"));
        Assert.That(fake.Requests, Is.Empty);
    }
}
