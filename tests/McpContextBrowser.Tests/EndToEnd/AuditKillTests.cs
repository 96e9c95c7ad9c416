using System.Collections.Concurrent;

namespace McpContextBrowser.Tests.EndToEnd;

/// <summary>The server killed while it answers: what was answered is in the audit log.</summary>
[TestFixture]
[Slow]
[Platform(Exclude = "Win", Reason = "starts the server as an administrator of Unix does")]
public sealed class AuditKillTests
{
    private const int Kills = 200;
    private const int Callers = 4;
    private const int Seed = 20261;

    [Test]
    public async Task Two_hundred_kills_lose_no_record_of_what_was_answered()
    {
        using var home = new TemporaryFolder();
        var ctxb = CtxbProcess.Built.With(("CTXB_DATA", home.Join("data")));
        var key = (await ctxb.RunAsync(home.Path, "apikey", "create", "ann", "--role", "admin")).Results.Trim();
        var answered = new ConcurrentBag<string>();
        var random = new Random(Seed);
        for (var kill = 0; kill < Kills; kill++)
        {
            await using var server = await HttpServerProcess.StartAsync(home, ("CTXB_HTTP_RATE_OTHER", "100000"), ("CTXB_HTTP_RATE_ADMIN", "100000"));
            using var enough = new CountdownEvent(random.Next(1, 120));
            var callers = Enumerable.Range(0, Callers).Select(caller => Task.Run(() => AskUntilKilledAsync(server, key, caller, answered, enough))).ToList();
            await Task.Run(enough.Wait);
            server.Kill();
            await Task.WhenAll(callers);
        }

        var recorded = (await ctxb.RunAsync(home.Path, "audit", "export")).Results;
        var verified = await ctxb.RunAsync(home.Path, "audit", "verify");
        var ids = recorded.Split("\"correlationId\":\"").Skip(1).Select(rest => rest[..32]).ToHashSet();
        TestContext.Out.WriteLine($"{answered.Count} answers, {ids.Count} records, {Kills} kills, seed {Seed}");
        Assert.That(answered, Has.Count.GreaterThan(Kills));
        Assert.That(answered.Where(id => !ids.Contains(id)), Is.Empty, $"seed {Seed}");
        Assert.That((verified.ExitCode, verified.Results.Contains("none changed", StringComparison.Ordinal)), Is.EqualTo((0, true)), verified.Messages);
    }

    /// <summary>Each answer counts whose headers arrived: by then its record must have been durable.</summary>
    private static async Task AskUntilKilledAsync(HttpServerProcess server, string key, int caller, ConcurrentBag<string> answered, CountdownEvent enough)
    {
        using var http = server.Client(key);
        var path = new[] { "/health/live", "/metrics", "/admin/keys", "/keys" }[caller % 4];
        try
        {
            while (true)
            {
                using var answer = await http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
                answered.Add(answer.Headers.GetValues("X-Correlation-Id").Single());
                if (!enough.IsSet)
                {
                    Signal(enough);
                }

                await answer.Content.ReadAsByteArrayAsync();
            }
        }
        catch (HttpRequestException)
        {
            // killed
        }
        catch (IOException)
        {
            // killed between the headers and the end
        }
    }

    private static void Signal(CountdownEvent enough)
    {
        try
        {
            enough.Signal();
        }
        catch (InvalidOperationException)
        {
            // another caller's answer was the last that was waited for
        }
    }
}
