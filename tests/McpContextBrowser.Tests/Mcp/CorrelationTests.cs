using System.Text.Json;
using System.Text.Json.Nodes;
using McpContextBrowser.Configuration;
using McpContextBrowser.Mcp;
using ModelContextProtocol.Protocol;

namespace McpContextBrowser.Tests.Mcp;

/// <summary>A client's trace leads to every line that its call leaves in the log, which tells the start of every server.</summary>
[TestFixture]
public sealed class CorrelationTests
{
    private TemporaryFolder _disk;

    [SetUp]
    public void MakeDisk() => _disk = new TemporaryFolder();

    [TearDown]
    public void RemoveDisk() => _disk.Dispose();

    [Test]
    public async Task Every_line_of_a_call_has_the_trace_id_of_the_client_or_one_of_its_own()
    {
        var folder = _disk.Folder("home", "repo");
        _disk.Write("home/repo/a.py", "def close_sessions():\n    pass\n");
        var configuration = new CtxbConfiguration { DataDirectory = _disk.Join("data"), KeyFile = _disk.Join("master.key"), LogLevel = LogSeverity.Debug };
        const string Trace = "0af7651916cd43dd8448eb211c80319c";
        await using (var session = new PipeSession(configuration, new Surroundings(new Dictionary<string, string>(), folder, _disk.Join("home"), SystemKind.Linux)))
        await using (var client = await session.ConnectAsync())
        {
            foreach (var traceParent in new[] { $"00-{Trace}-b7ad6b7169203331-01", "no trace at all" })
            {
                foreach (var (tool, argument) in new[] { (ToolNames.Search, "close_sessions"), (ToolNames.Search, " ") })
                {
                    await client.CallToolAsync(new CallToolRequestParams
                    {
                        Name = tool,
                        Arguments = new Dictionary<string, JsonElement> { ["query"] = JsonSerializer.SerializeToElement(argument) },
                        Meta = new JsonObject { ["traceparent"] = traceParent },
                    });
                }
            }
        }

        var lines = Directory.EnumerateFiles(_disk.Join("data", "logs")).SelectMany(File.ReadLines).Select(line => JsonElement.Parse(line)).ToList();
        var calls = lines.Where(line => line.GetProperty("event").GetString() != "serve.start").Select(line => line.GetProperty("id").GetString()!).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(calls, Has.Count.EqualTo(4));
            Assert.That(calls.Take(2), Is.All.EqualTo(Trace));
            Assert.That(calls.Skip(2), Is.Unique.And.All.Length.EqualTo(32));
        });
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task The_start_is_in_the_log_though_the_client_asks_for_nothing(bool shakesHands)
    {
        var configuration = new CtxbConfiguration { DataDirectory = _disk.Join("data"), KeyFile = _disk.Join("master.key") };
        await using (var session = new PipeSession(configuration, new Surroundings(new Dictionary<string, string>(), _disk.Folder("home"), _disk.Join("home"), SystemKind.Linux)))
        {
            if (shakesHands)
            {
                await using var client = await session.ConnectAsync("2025-06-18");
            }
        }

        var lines = Directory.EnumerateFiles(_disk.Join("data", "logs")).SelectMany(File.ReadLines).Select(line => JsonElement.Parse(line)).ToList();
        Assert.That(lines.Select(line => line.GetProperty("event").GetString()), Is.EqualTo(new[] { "serve.start" }));
    }
}
