using System.Collections.Concurrent;
using System.Text.Json;
using McpContextBrowser.Tests.Embedding.Providers;

namespace McpContextBrowser.Tests.EndToEnd;

/// <summary>The real process with a provider chosen as a user chooses it; the provider is a fake on this machine.</summary>
[TestFixture]
public sealed class ProviderProcessTests
{
    private const string Key = "sk-canary-0123456789abcdef";

    private TemporaryFolder _home;

    [SetUp]
    public void MakeHome()
    {
        _home = new TemporaryFolder();
        _home.Write("code/pool.py", "class Pool:\n    def close_sessions(self):\n        for session in self.sessions:\n            session.shutdown()\n");
        _home.Write("code/header.js", "export function parseHeader(line) {\n  return line.split(':');\n}\n");
        _home.Write("code/other.go", "package other\n\nfunc Sum(a, b int) int {\n\treturn a + b\n}\n");
    }

    [TearDown]
    public void RemoveHome() => _home.Dispose();

    [TestCase("openai", "OPENAI_BASE_URL", "OPENAI_API_KEY", "Authorization", "Bearer " + Key)]
    [TestCase("ollama", "OLLAMA_HOST", "OLLAMA_API_KEY", "Authorization", "Bearer " + Key)]
    [TestCase("gemini", "GEMINI_BASE_URL", "GEMINI_API_KEY", "x-goog-api-key", Key)]
    [TestCase("voyage", "VOYAGE_BASE_URL", "VOYAGE_API_KEY", "Authorization", "Bearer " + Key)]
    public async Task The_familiar_variables_choose_a_provider_which_then_finds_by_meaning(
        string provider, string addressName, string keyName, string header, string shown)
    {
        await using var fake = await FakeProvider.StartAsync(FakeMeaning.AnswerAsync);
        var ctxb = CtxbProcess.Built.With(
            ("EMBEDDING_PROVIDER", provider), ("EMBEDDING_MODEL", "fake-model"), (addressName, fake.Url.ToString()), (keyName, Key));
        var indexed = await ctxb.RunAsync(_home.Path, "index", "--json", "code");
        var asked = fake.Requests.Count;
        var again = await ctxb.RunAsync(_home.Path, "index", "--json", "code");
        var askedAgain = fake.Requests.Count - asked;
        var found = await ctxb.RunAsync(_home.Path, "search", "--jsonl", "--path", "code", "--", "end of all work");
        Assert.Multiple(() =>
        {
            Assert.That(indexed.ExitCode, Is.Zero, indexed.Messages);
            Assert.That(JsonElement.Parse(indexed.Results).GetProperty("embedded").GetInt32(), Is.EqualTo(3));
            Assert.That(asked, Is.EqualTo(2), "one call finds out the dimensions, one embeds all files");
            Assert.That(JsonElement.Parse(again.Results).GetProperty("embedded").GetInt32(), Is.Zero);
            Assert.That(askedAgain, Is.EqualTo(1), "only the dimensions");
            var lines = found.Results.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line)).ToArray();
            Assert.That(lines[0].GetProperty("path").GetString(), Is.EqualTo("pool.py"));
            Assert.That(lines[^1].GetProperty("degraded").ValueKind, Is.EqualTo(JsonValueKind.Null));
            Assert.That(fake.Requests.Select(request => request.Headers[header]), Is.All.EqualTo(shown));
            Assert.That(indexed.Results + indexed.Messages + found.Results + found.Messages, Does.Not.Contain(Key));
            Assert.That(Directory.EnumerateFiles(_home.Path, "*", SearchOption.AllDirectories).Where(file => File.ReadAllText(file).Contains(Key, StringComparison.Ordinal)), Is.Empty);
        });
    }

    [Test]
    public async Task A_settings_file_chooses_provider_endpoints_and_an_owner_only_key_file()
    {
        await using var dead = await FakeProvider.StartAsync(FakeMeaning.AnswerAsync);
        var deadUrl = dead.Url;
        await dead.DisposeAsync();
        await using var fake = await FakeProvider.StartAsync(FakeMeaning.AnswerAsync);
        var key = _home.Write("keys/openai", Key + "\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        _home.Write(
            OperatingSystem.IsWindows() ? "roaming/ctxb/ctxb.json" : ".config/ctxb/ctxb.json",
            $$"""
            {
              "embedding": {
                "provider": "openai", "model": "fake-model", "dimensions": 8, "endpoints": ["{{deadUrl}}", "{{fake.Url}}"],
                "keyFile": {{JsonSerializer.Serialize(key)}}, "resilience": { "retries": 0 }, "http": { "maxConnections": 2, "connectTimeout": "2s" }
              }
            }
            """);
        var indexed = await CtxbProcess.Built.RunAsync(_home.Path, "index", "--json", "code");
        Assert.That(indexed.ExitCode, Is.Zero, indexed.Messages);
        Assert.That(fake.Requests.Single().Headers["Authorization"], Is.EqualTo("Bearer " + Key));
    }

    [Test]
    public async Task Without_a_key_nothing_is_sent_and_the_variable_is_named()
    {
        var run = await CtxbProcess.Built.With(("CTXB_EMBEDDING", "voyage")).RunAsync(_home.Path, "index", "code");
        Assert.That((run.ExitCode, run.Results), Is.EqualTo((2, "")));
        Assert.That(run.Messages, Does.Contain("VOYAGE_API_KEY"));
    }

    [Test]
    public async Task A_provider_that_is_not_there_leaves_words_which_is_said_and_the_index_is_finished_once_it_is()
    {
        await using var fake = await FakeProvider.StartAsync(FakeMeaning.AnswerAsync);
        var url = fake.Url.ToString();
        (string, string)[] settings =
        [
            ("CTXB_EMBEDDING", "openai"), ("EMBEDDING_MODEL", "fake-model"), ("CTXB_EMBEDDING_DIMENSIONS", "8"), ("OPENAI_API_KEY", Key),
            ("CTXB_EMBEDDING_RESILIENCE_RETRIES", "0"),
        ];
        var away = CtxbProcess.Built.With([.. settings, ("OPENAI_BASE_URL", "http://127.0.0.1:9/")]); // the discard port: nobody listens
        var found = await away.RunAsync(_home.Path, "search", "--jsonl", "--path", "code", "--", "close_sessions");
        var lines = found.Results.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line)).ToArray();
        var indexed = await away.RunAsync(_home.Path, "index", "code");
        var back = await CtxbProcess.Built.With([.. settings, ("OPENAI_BASE_URL", url)]).RunAsync(_home.Path, "index", "--json", "code");
        Assert.Multiple(() =>
        {
            Assert.That(found.ExitCode, Is.Zero, found.Messages);
            Assert.That(lines[0].GetProperty("path").GetString(), Is.EqualTo("pool.py"));
            Assert.That(lines[^1].GetProperty("degraded").GetString(), Does.Contain("words alone"));
            Assert.That(indexed.ExitCode, Is.EqualTo(2));
            Assert.That(indexed.Messages, Does.Contain("refuses connections"));
            Assert.That(JsonElement.Parse(back.Results).GetProperty("embedded").GetInt32(), Is.EqualTo(3), back.Messages);
        });
    }

    [Test]
    public async Task What_was_used_is_added_up_over_processes_and_told_by_status()
    {
        await using var fake = await FakeProvider.StartAsync((request, context) => request.Body.Contains("fail now", StringComparison.Ordinal)
            ? FakeAnswers.TextAsync(context, 400, "text/plain", "no")
            : FakeMeaning.AnswerAsync(request, context));
        var ctxb = CtxbProcess.Built.With(
            ("EMBEDDING_PROVIDER", "openai"), ("EMBEDDING_MODEL", "fake-model"), ("OPENAI_BASE_URL", fake.Url.ToString()), ("OPENAI_API_KEY", Key),
            ("CTXB_EMBEDDING_DIMENSIONS", "8"));
        var before = await ctxb.RunAsync(_home.Path, "status", "--providers");
        await ctxb.RunAsync(_home.Path, "index", "code");
        await ctxb.RunAsync(_home.Path, "search", "--path", "code", "--", "end of all work");
        await ctxb.RunAsync(_home.Path, "search", "--path", "code", "--", "fail now");
        var json = await ctxb.RunAsync(_home.Path, "status", "--providers", "--json");
        var text = await CtxbProcess.Built.RunAsync(_home.Path, "status"); // the built-in model is configured now
        var row = JsonElement.Parse(json.Results)[0];
        Assert.Multiple(() =>
        {
            Assert.That((before.ExitCode, before.Results), Is.EqualTo((1, "")));
            Assert.That(JsonElement.Parse(json.Results).GetArrayLength(), Is.EqualTo(1));
            Assert.That(row.GetProperty("provider").GetString(), Is.EqualTo("openai"));
            Assert.That(row.GetProperty("endpoint").GetString(), Is.EqualTo(fake.Url.Authority));
            Assert.That(row.GetProperty("requests").GetInt32(), Is.EqualTo(fake.Requests.Count).And.EqualTo(3));
            Assert.That(row.GetProperty("failures").GetInt32(), Is.EqualTo(1));
            Assert.That(row.GetProperty("tokens").GetInt32(), Is.EqualTo(5 * 4), "three chunks and a question");
            Assert.That(row.GetProperty("meanMilliseconds").GetDouble(), Is.Positive);
            Assert.That(text.Results, Does.Contain($"provider openai at {fake.Url.Authority}: 3 requests (1 failed), 20 tokens, $0.0000 by the price list"));
        });
    }

    [Test]
    public async Task A_run_that_is_killed_pays_for_nothing_twice_that_was_answered_and_committed()
    {
        const int Files = 300; // 32 texts a request of a model that is not known: ten requests, eight at once
        const int Answered = 3;
        for (var i = 0; i < Files - 3; i++)
        {
            _home.Write($"code/many/f{i}.py", $"def function_{i}(value):\n    return value * {i}\n");
        }

        var paid = new ConcurrentQueue<string>();
        var released = false;
        await using var fake = await FakeProvider.StartAsync(async (request, context) =>
        {
            if (request.Number >= Answered && !Volatile.Read(ref released))
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
            }

            foreach (var text in System.Text.Json.Nodes.JsonNode.Parse(request.Body)!["input"]!.AsArray())
            {
                paid.Enqueue((string)text!);
            }

            await FakeMeaning.AnswerAsync(request, context);
        });
        var ctxb = CtxbProcess.Built.With(
            ("EMBEDDING_PROVIDER", "openai"), ("EMBEDDING_MODEL", "fake-model"), ("OPENAI_BASE_URL", fake.Url.ToString()), ("OPENAI_API_KEY", Key),
            ("CTXB_EMBEDDING_DIMENSIONS", "8"));
        using (var run = ctxb.Start(_home.Path, "index", "--json", "code"))
        {
            var left = Files;
            for (var attempt = 0; left != Files - (Answered * 32) && attempt < 200; attempt++)
            {
                var status = await CtxbStatusAsync();
                left = status.ValueKind == JsonValueKind.Array && status.GetArrayLength() == 1 && status[0].TryGetProperty("chunksToEmbed", out var chunks) ? chunks.GetInt32() : Files;
            }

            Assert.That(left, Is.EqualTo(Files - (Answered * 32)), "three answers are committed, and eight requests wait");
            run.Kill();
            await run.WaitForExitAsync();
        }

        Volatile.Write(ref released, true);
        var again = await ctxb.RunAsync(_home.Path, "index", "--json", "code");
        Assert.That(JsonElement.Parse(again.Results).GetProperty("embedded").GetInt32(), Is.EqualTo(Files - (Answered * 32)), again.Messages);
        Assert.That(paid, Has.Count.EqualTo(Files).And.Unique);
        var usage = JsonElement.Parse((await ctxb.RunAsync(_home.Path, "status", "--providers", "--json")).Results)[0];
        Assert.That(usage.GetProperty("tokens").GetInt32(), Is.EqualTo(5 * Files), "what the killed run had used is counted too");

        async Task<JsonElement> CtxbStatusAsync()
        {
            var status = await ctxb.RunAsync(_home.Path, "status", "--json");
            return status.ExitCode == 0 ? JsonElement.Parse(status.Results) : default;
        }
    }

    [Test]
    public async Task A_key_may_be_sealed_where_it_stands_in_a_variable_or_a_file()
    {
        await using var fake = await FakeProvider.StartAsync(FakeMeaning.AnswerAsync);
        (string, string)[] settings =
        [
            ("EMBEDDING_PROVIDER", "openai"), ("EMBEDDING_MODEL", "fake-model"), ("OPENAI_BASE_URL", fake.Url.ToString()), ("CTXB_EMBEDDING_DIMENSIONS", "8"),
        ];
        string enclosed;
        using (var seal = CtxbProcess.Built.Start(_home.Path, "config", "seal"))
        {
            await seal.StandardInput.WriteLineAsync(Key);
            seal.StandardInput.Close();
            enclosed = (await seal.StandardOutput.ReadToEndAsync()).Trim();
            await seal.WaitForExitAsync();
        }

        Assert.That(enclosed, Does.StartWith("enc:").And.Not.Contain(Key));
        var file = _home.Write("keys/openai", enclosed + "\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        var byVariable = await CtxbProcess.Built.With([.. settings, ("OPENAI_API_KEY", enclosed)]).RunAsync(_home.Path, "index", "code");
        var byFile = await CtxbProcess.Built.With([.. settings, ("OPENAI_API_KEY_FILE", file)]).RunAsync(_home.Path, "search", "--path", "code", "--", "end of all work");
        Assert.That((byVariable.ExitCode, byFile.ExitCode), Is.EqualTo((0, 0)), byVariable.Messages + byFile.Messages);
        Assert.That(fake.Requests, Has.Count.EqualTo(2));
        Assert.That(fake.Requests.Select(request => request.Headers["Authorization"]), Is.All.EqualTo("Bearer " + Key));

        var torn = await CtxbProcess.Built.With([.. settings, ("OPENAI_API_KEY", enclosed[..^4])]).RunAsync(_home.Path, "search", "--path", "code", "--", "anything");
        Assert.That((torn.ExitCode, torn.Messages.Contains("OPENAI_API_KEY", StringComparison.Ordinal)), Is.EqualTo((2, true)), torn.Messages);
    }
}
