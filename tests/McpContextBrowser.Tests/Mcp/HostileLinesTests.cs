using System.Text;
using System.Text.Json;
using McpContextBrowser.Configuration;

namespace McpContextBrowser.Tests.Mcp;

/// <summary>A client that sends what no client should: the server answers what it can and lives.</summary>
[TestFixture]
public sealed class HostileLinesTests
{
    private const string Odd = "{[\"\\ud83d\0é:,]}";

    private static readonly int[] Codes = [-32700, -32600, -32601, -32602, -32603];

    private static readonly string[] Seeds =
    [
        """{"jsonrpc":"2.0","id":1,"method":"tools/list"}""",
        """{"jsonrpc":"2.0","id":"a","method":"tools/call","params":{"name":"search_code","arguments":{"query":"x","limit":-1}}}""",
        """{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"search_code","arguments":{"query":"x","max_tokens":1e9}}}""",
        """{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"find_similar","arguments":{"file":"../x","line":"NaN"}}}""",
        """{"jsonrpc":"2.0","id":4,"method":"resources/read","params":{"uri":"ctxb://file/../../etc/passwd"}}""",
        """{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}""",
        """[{"jsonrpc":"2.0","id":5,"method":"ping"},{"jsonrpc":"2.0","id":5,"method":"ping"}]""",
        """{"jsonrpc":"2.0","id":6,"result":{}}""",
    ];

    private TemporaryFolder _disk;

    [SetUp]
    public void MakeDisk() => _disk = new TemporaryFolder();

    [TearDown]
    public void RemoveDisk() => _disk.Dispose();

    [Test]
    [Slow]
    public Task So_it_is_for_ten_thousand_lines() => Mutated_lines_never_end_the_server_and_are_answered_with_the_codes_of_the_protocol(10_000);

    [TestCase(600)]
    public async Task Mutated_lines_never_end_the_server_and_are_answered_with_the_codes_of_the_protocol(int lines)
    {
        var seed = TestContext.CurrentContext.Random.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var session = Serve();
        using var input = session.Input;
        using var reader = new StreamReader(session.Output, leaveOpen: true);
        await SendAsync(input, """{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}""");
        await reader.ReadLineAsync();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var sent = 0; sent < lines;)
        {
            for (var i = 0; i < 50; i++, sent++)
            {
                await SendAsync(input, Mutated(random));
            }

            await AssertAnswersAsync(input, reader, $"alive-{sent}", $"seed {seed}, after {sent} lines");
        }

        Assert.That(GC.GetTotalMemory(forceFullCollection: true) - before, Is.LessThan(50 << 20));
    }

    [TestCase("a line of 10 MiB")]
    [TestCase("deep nesting")]
    [TestCase("no text at all")]
    [TestCase("a query of 1 MiB")]
    public async Task Lines_beyond_all_measure_are_survived(string kind)
    {
        await using var session = Serve();
        using var input = session.Input;
        using var reader = new StreamReader(session.Output, leaveOpen: true);
        await SendAsync(input, kind switch
        {
            "a line of 10 MiB" => new string('x', 10 << 20),
            "deep nesting" => """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":""" + new string('[', 100_000) + new string(']', 100_000) + "}",
            "no text at all" => "\0\u0001\ufffd",
            _ => """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"search_code","arguments":{"query":""" + "\"" + new string('q', 1 << 20) + "\"}}}",
        });
        await AssertAnswersAsync(input, reader, "alive", kind);
    }

    private PipeSession Serve() => new(
        new CtxbConfiguration { DataDirectory = _disk.Join("data"), KeyFile = _disk.Join("master.key") },
        new Surroundings(new Dictionary<string, string>(), _disk.Folder("home", "repo"), _disk.Join("home"), SystemKind.Linux));

    /// <summary>A ping is answered; what is answered before it is well formed.</summary>
    private static async Task AssertAnswersAsync(Stream input, StreamReader reader, string id, string where)
    {
        await SendAsync(input, $$"""{"jsonrpc":"2.0","id":"{{id}}","method":"ping"}""");
        while (await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60)) is var line)
        {
            Assert.That(line, Is.Not.Null, where);
            var answer = JsonElement.Parse(line!);
            if (answer.TryGetProperty("error", out var error))
            {
                Assert.That(Codes, Does.Contain(error.GetProperty("code").GetInt32()), $"{where}: {line}");
            }

            if (answer.TryGetProperty("id", out var answered) && answered.ValueKind == JsonValueKind.String && answered.GetString() == id)
            {
                return;
            }
        }
    }

    private static string Mutated(Random random)
    {
        var text = new StringBuilder(Seeds[random.Next(Seeds.Length)]);
        for (var i = random.Next(4); i > 0 && text.Length > 0; i--)
        {
            var at = random.Next(text.Length);
            switch (random.Next(5))
            {
                case 0:
                    text.Remove(at, Math.Min(text.Length - at, random.Next(1, 10)));
                    break;
                case 1:
                    text[at] = (char)random.Next(32, 127);
                    break;
                case 2:
                    text.Insert(at, text.ToString(at, Math.Min(text.Length - at, random.Next(1, 20))));
                    break;
                case 3:
                    text.Insert(at, Odd[random.Next(Odd.Length)]);
                    break;
                default:
                    text.Length = at;
                    break;
            }
        }

        return text.ToString().ReplaceLineEndings("");
    }

    private static async Task SendAsync(Stream input, string line)
    {
        await input.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"));
        await input.FlushAsync();
    }
}
