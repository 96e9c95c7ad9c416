using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using McpContextBrowser.Server.Auth;

namespace McpContextBrowser.Tests.EndToEnd;

/// <summary>Debian's Prometheus against the real server.</summary>
[TestFixture]
[Slow]
[Platform(Exclude = "Win", Reason = "stops Prometheus by SIGTERM")]
public sealed class PrometheusTests
{
    private const int MostSeries = 2_000;
    private const int MostLooks = 600; // four a second

    [Test]
    public async Task Its_linter_finds_nothing_and_it_scrapes_few_series_whatever_was_asked()
    {
        using var home = new TemporaryFolder();
        home.Write("code/pool.py", "def close_sessions(self):\n    pass\n");
        await using var server = await HttpServerProcess.StartAsync(home, ("CTXB_HTTP_RATE_SEARCH", "100000"));
        var token = (await File.ReadAllTextAsync(home.Join("data", StartToken.FileName))).Trim();
        using var http = server.Client(token);
        await using (var client = await server.ConnectAsync(token))
        {
            for (var i = 0; i < 10_000; i++)
            {
                await client.CallToolAsync("search_code", new Dictionary<string, object?> { ["query"] = $"question {i}", ["path"] = home.Join("code"), ["limit"] = 1 });
            }
        }

        var metrics = await http.GetStringAsync("/metrics");
        Assert.That(metrics.Split('\n').Count(line => line.Length > 0 && line[0] != '#'), Is.LessThan(MostSeries));
        var lint = await Programs.AskAsync(home.Path, new Dictionary<string, string?>(), metrics, "", "promtool", "check", "metrics");
        if (lint is null)
        {
            Assert.Ignore("needs promtool of Debian's prometheus");
        }

        Assert.That((lint!.Value.ExitCode, lint.Value.Text), Is.EqualTo((0, "")));
        await ScrapeAsync(home, server.Address, token);
    }

    private static async Task ScrapeAsync(TemporaryFolder home, Uri target, string token)
    {
        home.Write("scrape.key", token);
        home.Write("prometheus.yml", $$"""
            scrape_configs:
              - job_name: ctxb
                scrape_interval: 1s
                authorization: { credentials_file: {{home.Join("scrape.key")}} }
                static_configs: [{ targets: ["{{target.Authority}}"] }]
            """);
        var port = FreePort();
        using var prometheus = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(
            "prometheus",
            [$"--config.file={home.Join("prometheus.yml")}", $"--storage.tsdb.path={home.Join("tsdb")}", $"--web.listen-address=127.0.0.1:{port}", "--log.level=error"])
        { RedirectStandardError = true })!;
        try
        {
            using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
            using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
            var value = "";
            for (var i = 0; i < MostLooks && value.Length == 0 && await look.WaitForNextTickAsync(); i++)
            {
                value = await ValueAsync(http);
            }

            Assert.That(value, Is.EqualTo("10000"), "the searches that were counted, as Prometheus read them");
        }
        finally
        {
            prometheus.Kill();
        }
    }

    /// <returns>Empty while it has none.</returns>
    private static async Task<string> ValueAsync(HttpClient http)
    {
        try
        {
            var answer = JsonElement.Parse(await http.GetStringAsync("/api/v1/query?query=" + Uri.EscapeDataString("ctxb_http_requests_total{operation=\"search\"}")));
            var results = answer.GetProperty("data").GetProperty("result");
            return results.GetArrayLength() == 0 ? "" : results[0].GetProperty("value")[1].GetString()!;
        }
        catch (HttpRequestException)
        {
            return ""; // it has not begun to listen
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
