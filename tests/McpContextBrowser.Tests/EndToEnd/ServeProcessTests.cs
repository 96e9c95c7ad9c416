using System.Globalization;
using System.Text.Json;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Mcp;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace McpContextBrowser.Tests.EndToEnd;

/// <summary><c>ctxb serve</c> as an agent starts it.</summary>
[TestFixture]
public sealed class ServeProcessTests
{
    private TemporaryFolder _home;

    [SetUp]
    public void MakeHome()
    {
        _home = new TemporaryFolder();
        _home.Write("code/pool.py", "class Pool:\n    def close_sessions(self):\n        for session in self.sessions:\n            session.shutdown()\n");
    }

    [TearDown]
    public void RemoveHome() => _home.Dispose();

    [TestCase("2025-11-25")]
    [TestCase("2026-07-28")]
    public async Task The_SDKs_client_lists_calls_is_told_failures_follows_progress_and_cancels(string revision)
    {
        using var process = CtxbProcess.Built.Start(_home.Path, "serve");
        var seen = new RecordingStream(process.StandardOutput.BaseStream);
        await using (var client = await McpClient.CreateAsync(
            new StreamClientTransport(process.StandardInput.BaseStream, seen), new McpClientOptions { ProtocolVersion = revision }))
        {
            var tools = await client.ListToolsAsync();
            var progress = new List<ProgressNotificationValue>();
            var indexed = await CallAsync(client, ToolNames.Index, new Steps(progress));
            var found = await CallAsync(client, ToolNames.Search, null, ("query", "where are sessions closed"));
            var failed = await CallAsync(client, ToolNames.Search, null, ("query", " "));
            using var stop = new CancellationTokenSource();
            var running = CallAsync(client, ToolNames.Index, null, stop.Token, ("force", true));
            await stop.CancelAsync();
            var cancelled = await running.ContinueWith(run => run.IsCanceled || run.IsCompletedSuccessfully, TaskScheduler.Default); // unless it was quicker
            var after = await CallAsync(client, ToolNames.Search, null, ("query", "close_sessions"));
            Assert.Multiple(() =>
            {
                Assert.That(tools.Select(tool => tool.Name), Is.EqualTo(ToolCatalogue.Tools.Select(tool => tool.Name)));
                Assert.That(Text(indexed), Does.Contain("1 file"));
                Assert.That(progress, Is.Not.Empty);
                Assert.That(Text(found), Does.Contain("pool.py:1-").And.Contain("session.shutdown()"));
                Assert.That(found.StructuredContent!.Value.GetProperty("hits")[0].GetProperty("path").GetString(), Is.EqualTo("pool.py"));
                Assert.That((failed.IsError, Text(failed).EndsWith($"({ErrorCodes.QueryEmpty})", StringComparison.Ordinal)), Is.EqualTo(((bool?)true, true)));
                Assert.That(async () => await client.CallToolAsync("no_such_tool"), Throws.InstanceOf<McpProtocolException>().With.Property("ErrorCode").EqualTo(McpErrorCode.InvalidParams));
                Assert.That(cancelled, Is.True);
                Assert.That(Text(after), Does.Contain("pool.py:1-"));
            });
        }

        process.StandardInput.Close();
        await process.WaitForExitAsync();
        Assert.That((process.ExitCode, await process.StandardError.ReadToEndAsync()), Is.EqualTo((0, "")));
        Assert.That(seen.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.All.Matches<string>(line => JsonElement.Parse(line!).GetProperty("jsonrpc").GetString() == "2.0"));
    }

    [Test]
    public async Task Lines_from_a_pipe_that_ends_at_once_are_all_answered()
    {
        using var process = CtxbProcess.Built.Start(_home.Path, "serve");
        await process.StandardInput.WriteAsync(
            """
            {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"pipe","version":"1"}}}
            {"jsonrpc":"2.0","method":"notifications/initialized"}
            {"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"search_code","arguments":{"query":"where are sessions closed","path":"code"}}}
            """);
        process.StandardInput.Close();
        var lines = (await process.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await process.WaitForExitAsync();
        Assert.That(lines.Select(line => JsonElement.Parse(line).GetProperty("id").GetInt32()), Is.EqualTo(new[] { 1, 2 }));
        Assert.That(lines[1], Does.Contain("pool.py:1-"));
        Assert.That(process.ExitCode, Is.Zero);
    }

    [Test]
    [Slow]
    public Task So_it_is_for_ten_thousand_calls() => Every_byte_of_stdout_belongs_to_the_answer_of_one_call(10_000);

    [TestCase(60)]
    public async Task Every_byte_of_stdout_belongs_to_the_answer_of_one_call(int calls)
    {
        using var process = CtxbProcess.Built.Start(_home.Path, "serve");
        var messages = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteLineAsync("""{"jsonrpc":"2.0","id":"first","method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}""");
        await process.StandardInput.FlushAsync();
        await process.StandardOutput.ReadLineAsync();
        var answered = new HashSet<int>();
        const int AtOnce = 20;
        for (var sent = 0; sent < calls;)
        {
            for (var i = 0; i < AtOnce; i++, sent++)
            {
                await process.StandardInput.WriteLineAsync(Call(sent));
            }

            await process.StandardInput.FlushAsync();
            for (var i = 0; i < AtOnce; i++)
            {
                var line = await process.StandardOutput.ReadLineAsync();
                var answer = JsonElement.Parse(line!);
                Assert.That(answer.GetProperty("jsonrpc").GetString(), Is.EqualTo("2.0"));
                Assert.That(answered.Add(answer.GetProperty("id").GetInt32()), Is.True, line);
            }
        }

        process.StandardInput.Close();
        var rest = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.That((process.ExitCode, rest, await messages), Is.EqualTo((0, "", "")));
        Assert.That(answered, Is.EquivalentTo(Enumerable.Range(0, calls)));
    }

    private string Call(int id)
    {
        var root = JsonSerializer.Serialize(_home.Join("code"));
        var call = (id % 10) switch
        {
            0 => """{"name":"no_such_tool"}""",
            1 => $$"""{"name":"get_indexing_status","arguments":{"path":{{root}} } }""",
            2 => $$"""{"name":"find_similar","arguments":{"path":{{root}},"file":"pool.py" } }""",
            3 => $$"""{"name":"find_similar","arguments":{"path":{{root}},"file":"../x" } }""",
            4 => """{"name":"search_code","arguments":{"query":""}}""",
            5 => $$"""{"name":"index_codebase","arguments":{"path":{{root}} } }""",
            _ => $$"""{"name":"search_code","arguments":{"path":{{root}},"query":"close sessions {{id}}" } }""",
        };
        return string.Create(CultureInfo.InvariantCulture, $$"""{"jsonrpc":"2.0","id":{{id}},"method":"tools/call","params":{{call}} }""");
    }

    private Task<CallToolResult> CallAsync(McpClient client, string tool, IProgress<ProgressNotificationValue>? progress, params (string Name, object? Value)[] arguments) =>
        CallAsync(client, tool, progress, default, arguments);

    private async Task<CallToolResult> CallAsync(
        McpClient client, string tool, IProgress<ProgressNotificationValue>? progress, CancellationToken cancellationToken, params (string Name, object? Value)[] arguments) =>
        await client.CallToolAsync(
            tool, arguments.Append(("path", _home.Join("code"))).ToDictionary(a => a.Item1, a => a.Item2), progress, cancellationToken: cancellationToken);

    private static string Text(CallToolResult result) => ((TextContentBlock)result.Content[0]).Text;

    /// <summary>Keeps what arrives, on the thread that brings it.</summary>
    private sealed class Steps(List<ProgressNotificationValue> values) : IProgress<ProgressNotificationValue>
    {
        public void Report(ProgressNotificationValue value)
        {
            lock (values)
            {
                values.Add(value);
            }
        }
    }
}
