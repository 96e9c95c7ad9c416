using System.Globalization;
using System.Text;
using System.Text.Json;
using McpContextBrowser.Configuration;
using McpContextBrowser.Mcp;
using McpContextBrowser.Tests.EndToEnd;

namespace McpContextBrowser.Tests.Mcp;

/// <summary>A client that sends what no client should: the server answers what it can, says what it cannot read, and lives.</summary>
[TestFixture]
public sealed class HostileLinesTests
{
    private const string Odd = "{[\"\\ud83d\0é:,]}";
    private const int ParseError = -32700;
    private const int InvalidRequest = -32600;
    private const long MostGrowth = 50 << 20;

    private static readonly int[] Codes = [ParseError, InvalidRequest, -32601, -32602, -32603];

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

    [TestCase(600)]
    public async Task Mutated_lines_never_end_the_server_and_are_answered_with_the_codes_of_the_protocol(int lines)
    {
        await using var session = Serve();
        using var input = session.Input;
        using var reader = new StreamReader(session.Output, leaveOpen: true);
        await AttackAsync(input, reader, lines, _ => { });
    }

    [Test]
    [Slow]
    public async Task So_it_is_for_ten_thousand_lines_to_the_real_process_whose_memory_stays()
    {
        _disk.Write("home/repo/a.py", "def close_sessions(pool):\n    pool.shutdown()\n");
        Directory.CreateDirectory(_disk.Join("home", "repo", ".git", "objects"));
        _disk.Write("home/repo/.git/HEAD", "ref: refs/heads/main\n");
        using var process = CtxbProcess.Built.With(("HOME", _disk.Join("home"))).Start(_disk.Join("home", "repo"), "serve");
        var messages = process.StandardError.ReadToEndAsync();
        var growth = 0L;
        var before = 0L;
        await AttackAsync(process.StandardInput.BaseStream, process.StandardOutput, 10_000, sent =>
        {
            process.Refresh();
            if (sent == 0)
            {
                before = process.WorkingSet64;
            }

            growth = Math.Max(growth, process.WorkingSet64 - before);
        });
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        TestContext.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"resident {before / 1048576.0:0.0} MiB before the first line, at most {growth / 1048576.0:0.0} MiB more"));
        Assert.That(process.ExitCode, Is.Zero, await messages);
        Assert.That(growth, Is.LessThan(MostGrowth));
    }

    private PipeSession Serve() => new(
        new CtxbConfiguration { DataDirectory = _disk.Join("data"), KeyFile = _disk.Join("master.key") },
        new Surroundings(new Dictionary<string, string>(), _disk.Folder("home", "repo"), _disk.Join("home"), SystemKind.Linux));

    /// <summary>Sends lines and holds the answers to what JSON-RPC 2.0 says of them.</summary>
    /// <param name="input">To the server.</param>
    /// <param name="reader">From the server.</param>
    /// <param name="lines">How many.</param>
    /// <param name="look">Told, after each group, how many were sent.</param>
    private static async Task AttackAsync(Stream input, StreamReader reader, int lines, Action<int> look)
    {
        var seed = TestContext.CurrentContext.Random.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await SendAsync(input, """{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}""");
        await reader.ReadLineAsync();
        await SendAsync(input, """{"jsonrpc":"2.0","id":0,"method":"tools/call","params":{"name":"search_code","arguments":{"query":"x"}}}"""); // the engine is there
        await reader.ReadLineAsync();
        await ExpectAsync(input, reader, "begin", 0, 0, "before the first");
        look(0);
        for (var sent = 0; sent < lines;)
        {
            var (unreadable, invalid) = (0, 0);
            for (var i = 0; i < 50; i++, sent++)
            {
                var line = i == 49 ? Huge(sent / 50) : Mutated(random);
                await SendAsync(input, line);
                var code = CodeOf(line);
                unreadable += code == ParseError ? 1 : 0;
                invalid += code == InvalidRequest ? 1 : 0;
            }

            await ExpectAsync(input, reader, $"alive-{sent}", unreadable, invalid, $"seed {seed}, in the {sent / 50}th group");
            look(sent);
        }
    }

    /// <summary>What JSON-RPC says of a line; null when it is a message, which is the server's to judge.</summary>
    private static int? CodeOf(string line)
    {
        if (Encoding.UTF8.GetByteCount(line) > LineTransport.LongestLine)
        {
            return InvalidRequest;
        }

        try
        {
            using var document = JsonDocument.Parse(line, new JsonDocumentOptions { AllowDuplicateProperties = false });
            var message = document.RootElement;
            return message.ValueKind == JsonValueKind.Object && Text(message, "jsonrpc") == "2.0" && IsKnown(message) ? null : InvalidRequest;
        }
        catch (JsonException)
        {
            return string.IsNullOrWhiteSpace(line) ? null : ParseError;
        }
    }

    private static bool IsKnown(JsonElement message)
    {
        var hasId = message.TryGetProperty("id", out var id);
        if (hasId && id.ValueKind != JsonValueKind.String && !(id.ValueKind == JsonValueKind.Number && id.TryGetInt64(out _)))
        {
            return false;
        }

        var (result, error) = (message.TryGetProperty("result", out _), message.TryGetProperty("error", out var failure));
        return message.TryGetProperty("method", out var method) ? method.ValueKind == JsonValueKind.String
            : hasId && result != error && (!error || failure.ValueKind == JsonValueKind.Object);
    }

    private static string? Text(JsonElement message, string name) =>
        message.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>Reads until a ping is answered. Every line before it is an answer, and as many as wanted refuse what could not be read.</summary>
    private static async Task ExpectAsync(Stream input, StreamReader reader, string id, int unreadable, int invalid, string where)
    {
        await SendAsync(input, $$"""{"jsonrpc":"2.0","id":"{{id}}","method":"ping"}""");
        while (true)
        {
            var line = await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(120));
            Assert.That(line, Is.Not.Null, where);
            var answer = JsonElement.Parse(line!);
            Assert.That(answer.GetProperty("jsonrpc").GetString(), Is.EqualTo("2.0"));
            if (answer.TryGetProperty("error", out var error))
            {
                var code = error.GetProperty("code").GetInt32();
                Assert.That(Codes, Does.Contain(code), $"{where}: {line}");
                unreadable -= code == ParseError ? 1 : 0;
                invalid -= code == InvalidRequest ? 1 : 0;
            }

            if (answer.TryGetProperty("id", out var answered) && answered.ValueKind == JsonValueKind.String && answered.GetString() == id)
            {
                break;
            }
        }

        Assert.That((unreadable, invalid), Is.EqualTo((0, 0)), $"{where}: refusals that were wanted and did not come, or too many");
    }

    /// <summary>One line beyond all measure, of each kind in turn.</summary>
    private static string Huge(int turn) => (turn % 6) switch
    {
        0 => new string('x', 10 << 20),
        1 => """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":""" + new string('[', 100_000) + new string(']', 100_000) + "}",
        2 => """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"search_code","arguments":{"query":""" + "\"" + new string('q', 1 << 20) + "\"}}}",
        3 => """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"search_code","arguments":{"query":""" + "\"" + new string('q', 10 << 20) + "\"}}}",
        4 => $"[{string.Join(',', Enumerable.Repeat("""{"jsonrpc":"2.0","id":5,"method":"ping"}""", 1000))}]",
        _ => "\0\u0001\ufffd",
    };

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
