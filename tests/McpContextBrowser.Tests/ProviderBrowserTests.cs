using McpContextBrowser.Core;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Crypto;
using McpContextBrowser.Core.Embedding;
using McpContextBrowser.Core.Embedding.Providers;
using McpContextBrowser.Core.Indexing;
using McpContextBrowser.Tests.Embedding.Providers;
using Microsoft.Extensions.AI;

namespace McpContextBrowser.Tests;

/// <summary>The engine with a provider: what is sent, what is kept, what happens when the model changes or does not answer.</summary>
[TestFixture]
public sealed class ProviderBrowserTests
{
    private const string ByMeaning = "end of all work"; // no word of it is in the code; only a model finds it

    private static readonly CallContext Call = CallContext.For("test");

    private readonly EmbedderCatalog _catalog = new();
    private readonly LateTime _time = new();
    private TemporaryFolder _folder;
    private MasterKeyText _master;

    [SetUp]
    public void Begin()
    {
        _folder = new TemporaryFolder();
        _master = new(new string('7', 64), "test");
        Write("pool.py", "class Pool:\n    def close_sessions(self):\n        for session in self.sessions:\n            session.shutdown()\n");
        Write("header.js", "export function parseHeader(line) {\n  return line.split(':');\n}\n");
        for (var i = 0; i < 8; i++)
        {
            Write($"other{i}.go", $"package other\n\nfunc Sum{i}(a, b int) int {{\n\treturn a + b + {i}\n}}\n");
        }
    }

    [TearDown]
    public void End()
    {
        _master.Dispose();
        _folder.Dispose();
    }

    [Test]
    public async Task Texts_of_many_files_go_in_one_call_and_a_second_engine_sends_none()
    {
        await using var fake = await FakeProvider.StartAsync(FakeMeaning.AnswerAsync);
        await using (var browser = Engine(Fake(fake)))
        {
            var report = await IndexAsync(browser);
            Assert.That((report.Embedded, fake.Requests.Count), Is.EqualTo((10, 1)));
            Assert.That(report.Notes.Single(), Does.Match(@"127\.0\.0\.1:\d+: 1 requests, 50 tokens"));
            Assert.That((await SearchAsync(browser, ByMeaning)).Hits[0].Path, Is.EqualTo("pool.py"));
            Assert.That(browser.Endpoints.Single().Requests, Is.EqualTo(2));
            Assert.That(fake.Requests.Where(request => request.Body.Contains(".py", StringComparison.Ordinal) || request.Body.Contains("other3", StringComparison.Ordinal)), Is.Empty, "no path leaves the machine");
        }

        await using var again = Engine(Fake(fake));
        Assert.That((await IndexAsync(again)).Embedded, Is.Zero);
        Assert.That(fake.Requests, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task A_repeated_question_asks_nobody_and_a_changed_file_is_embedded_before_the_answer()
    {
        await using var fake = await FakeProvider.StartAsync(FakeMeaning.AnswerAsync);
        await using var browser = Engine(Fake(fake));
        await IndexAsync(browser);
        await SearchAsync(browser, ByMeaning);
        var asked = fake.Requests.Count;
        await SearchAsync(browser, ByMeaning);
        Assert.That(fake.Requests, Has.Count.EqualTo(asked));

        Write("fresh.rs", "fn finish(server: Server) {\n    server.shutdown_now();\n}\n");
        var answer = await SearchAsync(browser, ByMeaning);
        Assert.That(answer.Hits.Take(2).Select(hit => hit.Path), Is.EquivalentTo(new[] { "fresh.rs", "pool.py" }));
        Assert.That((fake.Requests.Count, answer.Degraded), Is.EqualTo((asked + 1, (string?)null)));
        Assert.That(fake.Requests.Last().Body, Does.Contain("shutdown_now").And.Not.Contain("parseHeader"));
    }

    [Test]
    public async Task Another_model_is_built_beside_the_old_which_answers_until_the_switch()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var fake = await FakeProvider.StartAsync(async (request, context) =>
        {
            if (request.Body.Contains("second-model", StringComparison.Ordinal) && request.Body.Contains("shutdown", StringComparison.Ordinal))
            {
                held.TrySetResult();
                await gate.Task.WaitAsync(context.RequestAborted);
            }

            await FakeMeaning.AnswerAsync(request, context);
        });
        await using (var first = Engine(Fake(fake, "first-model")))
        {
            await IndexAsync(first);
        }

        await using var browser = Engine(Fake(fake, "second-model"));
        var building = IndexAsync(browser);
        await held.Task;
        await using (var reader = Engine(Fake(fake, "second-model")))
        {
            var meanwhile = await SearchAsync(reader, ByMeaning);
            Assert.That(meanwhile.Hits[0].Path, Is.EqualTo("pool.py"), "the first model's vectors answer");
            Assert.That(meanwhile.Degraded, Is.Null);
            Assert.That(meanwhile.Notes, Has.Some.Contains("openai:first-model:8 answers until"));
            var status = (await reader.StatusAsync(null, false, Call, default)).Single();
            Assert.That((status.Model, status.NextModel, status.ChunksToEmbed), Is.EqualTo(("openai:first-model:8", "openai:second-model:8", 10)));

            gate.SetResult();
            Assert.That((await building).Embedded, Is.EqualTo(10));
            var after = await SearchAsync(reader, ByMeaning);
            Assert.That(after.Hits[0].Path, Is.EqualTo("pool.py"));
            Assert.That(after.Notes, Is.Empty);
            status = (await reader.StatusAsync(null, false, Call, default)).Single();
            Assert.That((status.Model, status.NextModel, status.ChunksToEmbed), Is.EqualTo(("openai:second-model:8", (string?)null, 0)));
        }

        var questions = fake.Requests.Where(request => request.Body.Contains(ByMeaning, StringComparison.Ordinal)).Select(request => request.Body.Contains("first-model", StringComparison.Ordinal));
        Assert.That(questions, Is.EqualTo(new[] { true, false }), "each question goes to the model of the vectors it meets");
    }

    [Test]
    public async Task From_the_built_in_model_to_a_provider_and_back_nothing_is_mixed_and_nothing_paid_twice()
    {
        await using var fake = await FakeProvider.StartAsync(FakeMeaning.AnswerAsync);
        await using (var builtIn = Engine(new()))
        {
            await IndexAsync(builtIn);
        }

        await using (var provider = Engine(Fake(fake)))
        {
            var before = await SearchAsync(provider, "close_sessions");
            Assert.That(before.Notes, Has.Some.Matches("^builtin:.* answers until the vectors of openai:fake-model:8 are complete"));
            Assert.That(fake.Requests, Is.Empty, "the built-in model answers");
            Assert.That((await IndexAsync(provider)).Embedded, Is.EqualTo(10));
            Assert.That((await SearchAsync(provider, ByMeaning)).Hits[0].Path, Is.EqualTo("pool.py"));
        }

        await using (var builtIn = Engine(new()))
        {
            Assert.That((await SearchAsync(builtIn, "close_sessions")).Notes, Is.Empty, "a model of this process takes over at once");
            Assert.That((await builtIn.StatusAsync(null, false, Call, default)).Single().Model, Does.StartWith("builtin:"));
        }

        var asked = fake.Requests.Count;
        await using var back = Engine(Fake(fake));
        Assert.That((await IndexAsync(back)).Embedded, Is.Zero);
        Assert.That((await back.StatusAsync(null, false, Call, default)).Single().Model, Is.EqualTo("openai:fake-model:8"));
        Assert.That(fake.Requests, Has.Count.EqualTo(asked));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task When_no_endpoint_answers_words_do_which_is_said_and_it_recovers_by_itself()
    {
        var down = false;
        await using var fake = await FakeProvider.StartAsync((request, context) =>
            Volatile.Read(ref down) ? FakeAnswers.TextAsync(context, 503, "text/html", "<h1>maintenance</h1>") : FakeMeaning.AnswerAsync(request, context));
        await using var browser = Engine(Fake(fake));
        await IndexAsync(browser);

        Volatile.Write(ref down, true);
        Write("fresh.rs", "fn finish(server: Server) {\n    server.shutdown_now();\n}\n");
        var without = await SearchAsync(browser, "close_sessions", TimeSpan.FromMinutes(1));
        Assert.That(without.Hits[0].Path, Is.EqualTo("pool.py"));
        Assert.That(without.Degraded, Does.StartWith("Searched by words alone: ").And.Contain("status 503"));
        Assert.That((await SearchAsync(browser, "shutdown_now", TimeSpan.FromMinutes(1))).Hits[0].Path, Is.EqualTo("fresh.rs"));

        Volatile.Write(ref down, false);
        _time.Advance(TimeSpan.FromSeconds(16));
        do
        {
            await SearchAsync(browser, "close_sessions", TimeSpan.FromMinutes(1)); // the first one begins to catch up behind its answer
        }
        while ((await browser.StatusAsync(null, false, Call, default)).Single().ChunksToEmbed > 0);
        var recovered = await SearchAsync(browser, ByMeaning, TimeSpan.FromMinutes(1));
        Assert.That(recovered.Degraded, Is.Null);
        Assert.That(recovered.Hits.Take(2).Select(hit => hit.Path), Is.EquivalentTo(new[] { "fresh.rs", "pool.py" }));
    }

    [Test]
    public async Task An_index_that_fails_half_way_is_searchable_by_words_and_pays_for_nothing_twice()
    {
        for (var i = 0; i < 900; i++)
        {
            Write($"many/f{i}.py", $"def function_{i}(value):\n    return value * {i}\n");
        }

        var texts = new List<string>();
        var failing = true;
        await using var fake = await FakeProvider.StartAsync((request, context) =>
        {
            var asked = System.Text.Json.Nodes.JsonNode.Parse(request.Body)!["input"]!.AsArray().Select(text => (string)text!).ToArray();
            if (Volatile.Read(ref failing) && asked.Any(text => text.Contains("function_444(", StringComparison.Ordinal)))
            {
                return FakeAnswers.TextAsync(context, 500, "text/plain", "no");
            }

            lock (texts)
            {
                texts.AddRange(asked);
            }

            return FakeMeaning.AnswerAsync(request, context);
        });
        await using (var browser = Engine(Fake(fake)))
        {
            var failure = await Assert.ThrowsAsync<CtxbException>(async () => await IndexAsync(browser));
            Assert.That(failure!.Code, Is.EqualTo(ErrorCodes.ProviderFailed));
            var answer = await SearchAsync(browser, "function_777");
            Assert.That(answer.Hits[0].Path, Is.EqualTo("many/f777.py"));
            Assert.That(answer.Degraded, Does.Contain("not complete yet"), "vectors of some files would push these before the others");
        }

        Volatile.Write(ref failing, false);
        await using var again = Engine(Fake(fake));
        await IndexAsync(again);
        Assert.That(texts, Has.Count.EqualTo(910).And.Unique);
        Assert.That((await SearchAsync(again, ByMeaning)).Hits[0].Path, Is.EqualTo("pool.py"));
    }

    [Test]
    public async Task A_plan_says_what_would_be_sent_and_sends_nothing()
    {
        await using var fake = await FakeProvider.StartAsync(FakeMeaning.AnswerAsync);
        var known = new EmbeddingOptions { Provider = "openai", Endpoints = [new(fake.Url, ApiKey.From("k"))] };
        await using var browser = Engine(known);
        var plan = await browser.PlanAsync(new() { Root = Root }, Call, default);
        Assert.That((plan.Files, plan.Unchanged, plan.Embedding.Texts, plan.Embedding.Calls), Is.EqualTo((10, 0, 10, 1)));
        Assert.That(plan.Embedding.Tokens, Is.InRange(100, 500));
        Assert.That(plan.Embedding.Dollars, Is.EqualTo(0.02m * plan.Embedding.Tokens / 1_000_000));
        Assert.That(fake.Requests, Is.Empty);

        await using (var other = Engine(Fake(fake)))
        {
            await IndexAsync(other);
            Assert.That((await other.PlanAsync(new() { Root = Root }, Call, default)).Embedding.Texts, Is.Zero);
        }

        plan = await browser.PlanAsync(new() { Root = Root }, Call, default);

        // Files indexed within 20 ms of their making are read again: how many of the ten is for the clock to say.
        Assert.That((plan.Files + plan.Unchanged, plan.Embedding.Texts), Is.EqualTo((10, 10)), "another model's vectors are none of this one's");
    }

    [Test]
    public async Task The_most_that_may_be_spent_stops_before_it_is_passed_and_keeps_what_is_made()
    {
        await using var fake = await FakeProvider.StartAsync(FakeAnswers.OpenAiAsync);
        await using var browser = Engine(new()
        {
            Provider = "openai",
            Dimensions = 8,
            MaxCost = 0.000001m,
            Endpoints = [new(fake.Url, ApiKey.From("k"))],
        });
        var stop = await Assert.ThrowsAsync<CtxbException>(async () => await IndexAsync(browser));
        Assert.That(stop!.Code, Is.EqualTo(ErrorCodes.QuotaExceeded));
        Assert.That(stop.Next, Does.Contain("--max-cost"));
        Assert.That(fake.Requests, Is.Empty);
    }

    [Test]
    public async Task When_no_more_may_be_spent_words_answer_and_it_is_said()
    {
        await using var fake = await FakeProvider.StartAsync(FakeMeaning.AnswerAsync);
        var options = new EmbeddingOptions { Provider = "openai", Dimensions = 8, Endpoints = [new(fake.Url, ApiKey.From("k"))] };
        await using (var free = Engine(options))
        {
            await IndexAsync(free);
        }

        await using (var poor = Engine(options with { MaxCost = 0.00000001m }))
        {
            var answer = await SearchAsync(poor, "where are sessions closed");
            Assert.That(answer.Hits[0].Path, Is.EqualTo("pool.py"));
            Assert.That(answer.Degraded, Does.StartWith("Searched by words alone: ").And.Contain("the limit of"));
        }

        await using var unpriced = Engine(options with { Model = "unknown", Dimensions = null, MaxCost = 1 });
        var without = await SearchAsync(unpriced, "close_sessions");
        Assert.That(without.Hits[0].Path, Is.EqualTo("pool.py"));
        Assert.That(without.Notes, Has.Some.Contains("answers until the vectors of the configured model are complete"), "a model without a price is not asked at all");
    }

    [Test]
    public async Task A_generator_of_ones_own_is_registered_by_name_and_searched_through()
    {
        var generator = new OwnGenerator();
        _catalog.Add("mine", (_, _, _) => new(new GeneratorEmbedder(generator, "mine:2", 2)));
        await using var browser = Engine(new() { Provider = "mine" });
        Assert.That((await IndexAsync(browser)).Embedded, Is.EqualTo(10));
        Assert.That((await SearchAsync(browser, ByMeaning)).Hits[0].Path, Is.EqualTo("pool.py"));
        Assert.That(generator.Calls, Is.EqualTo(2), "one for all files, one for the question");
    }

    [Test]
    public async Task No_secret_of_a_file_nor_of_a_question_reaches_the_provider()
    {
        var canaries = Canaries().ToArray();
        Write("settings.py", string.Concat(canaries.Select((canary, i) => $"{canary.Name}_{i} = \"{canary.Value}\"\n")));
        Write("deploy.sh", $"export DATABASE_URL=postgres://admin:{Value("pw", 20)}@db.example.com/app\ncurl -H 'Authorization: Bearer {canaries[0].Value}' https://x\n");
        Write("id_rsa", "-----BEGIN RSA PRIVATE KEY-----\n" + Value("pem", 64) + "\n-----END RSA PRIVATE KEY-----\n");
        Write(".env", $"SECRET_KEY={Value("env", 40)}\n");
        await using var fake = await FakeProvider.StartAsync(FakeMeaning.AnswerAsync);
        await using var browser = Engine(Fake(fake));
        await IndexAsync(browser);
        await SearchAsync(browser, $"who uses {canaries[0].Value}");
        await browser.SimilarAsync(new() { Root = Root, Snippet = $"token = \"{canaries[1].Value}\"" }, null, Call, default);
        string[] secrets = [.. canaries.Select(canary => canary.Value), Value("pw", 20), Value("pem", 64), Value("env", 40)];
        var sent = string.Concat(fake.Requests.Select(request => request.Body));
        Assert.That(sent, Does.Contain("who uses").And.Contain("settings").Or.Contain("curl"), "something was sent");
        Assert.That(secrets.Where(secret => sent.Contains(secret, StringComparison.Ordinal)), Is.Empty);
    }

    /// <summary>Made at run time, so that no scanner of this repository trips over them.</summary>
    private static IEnumerable<(string Name, string Value)> Canaries()
    {
        yield return ("GITHUB_TOKEN", "ghp" + "_" + Value("github", 36));
        yield return ("OPENAI_KEY", "sk" + "-proj-" + Value("openai", 48));
        yield return ("AWS_ACCESS_KEY_ID", "AKIA" + Value("aws", 16).ToUpperInvariant());
        yield return ("AWS_SECRET_ACCESS_KEY", Value("aws-secret", 40));
        yield return ("SLACK_TOKEN", "xoxb" + "-123456789012-1234567890123-" + Value("slack", 24));
        yield return ("STRIPE_KEY", "sk" + "_live_" + Value("stripe", 24));
        yield return ("GOOGLE_API_KEY", "AIza" + Value("google", 35));
        yield return ("GITLAB_TOKEN", "glpat" + "-" + Value("gitlab", 20));
        yield return ("NPM_TOKEN", "npm" + "_" + Value("npm", 36));
        yield return ("PASSWORD", Value("password", 24));
        yield return ("JWT", "eyJhbGciOiJIUzI1NiJ9." + "eyJ" + Value("jwt", 40) + "." + Value("signature", 43));
        yield return ("HF_TOKEN", "hf" + "_" + Value("hugging", 34));
    }

    private static string Value(string seed, int length)
    {
        const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        var random = new Random(seed.Aggregate(7, (hash, c) => (hash * 31) + c));
        return new([.. Enumerable.Range(0, length).Select(_ => Letters[random.Next(Letters.Length)])]);
    }

    private string Root => _folder.Join("source");

    private ContextBrowser Engine(EmbeddingOptions embedding) => new(new BrowserOptions
    {
        DataFolder = _folder.Join("data"),
        MasterKey = _master,
        Time = _time,
        Embedding = embedding,
        Embedder = cancellationToken => _catalog.OpenAsync(embedding, TimeProvider.System, cancellationToken),
        EarlierEmbedder = (model, cancellationToken) => _catalog.OpenEarlierAsync(model, embedding, TimeProvider.System, cancellationToken),
    });

    private static EmbeddingOptions Fake(FakeProvider fake, string model = "fake-model") => new()
    {
        Provider = "openai",
        Model = model,
        Dimensions = FakeAnswers.Dimensions,
        Endpoints = [new(fake.Url, ApiKey.From("k"))],
        Resilience = new() { Retries = 0, FirstDelay = TimeSpan.FromMilliseconds(1), FailuresToOpen = 1000 },
    };

    private void Write(string path, string text) => _folder.Write("source/" + path, text);

    private Task<IndexReport> IndexAsync(ContextBrowser browser) => browser.IndexAsync(new() { Root = Root }, null, Call, default);

    private Task<SearchAnswer> SearchAsync(ContextBrowser browser, string query, TimeSpan? patience = null) =>
        browser.SearchAsync(new() { Query = query, Roots = [Root], IndexingPatience = patience }, null, Call, default);

    /// <summary>The machine's clock, put forward.</summary>
    private sealed class LateTime : TimeProvider
    {
        private TimeSpan _by;

        public void Advance(TimeSpan by) => _by += by;

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + _by;
    }

    /// <summary>Two dimensions: about the end of work, and about anything else.</summary>
    private sealed class OwnGenerator : IEmbeddingGenerator<string, Embedding<float>>
    {
        public int Calls { get; private set; }

        public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
            IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
        {
            Calls++;
            return Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(values.Select(value =>
                new Embedding<float>(value.Contains("shutdown", StringComparison.Ordinal) || value == ByMeaning ? new[] { 1f, 0.1f } : new[] { 0.1f, 1f }))));
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
