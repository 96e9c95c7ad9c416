using System.Text;
using System.Text.Json;
using McpContextBrowser.Configuration;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Mcp;
using ModelContextProtocol.Protocol;

namespace McpContextBrowser.Tests.Mcp;

[TestFixture]
public sealed class McpSessionTests
{
    private static readonly string[] InOrder = [ToolNames.Search, ToolNames.Similar, ToolNames.Index, ToolNames.Status, ToolNames.Clear];

    private TemporaryFolder _disk;

    [SetUp]
    public void MakeDisk() => _disk = new TemporaryFolder();

    [TearDown]
    public void RemoveDisk() => _disk.Dispose();

    [TestCase(null)]
    [TestCase("2024-11-05")]
    [TestCase("2025-03-26")]
    [TestCase("2025-06-18")]
    [TestCase("2025-11-25")]
    [TestCase("2026-07-28")]
    public async Task A_client_of_every_revision_lists_the_tools_in_the_same_order(string? revision)
    {
        await using var session = Serve();
        await using var client = await session.ConnectAsync(revision);
        var tools = await client.ListToolsAsync();
        Assert.Multiple(() =>
        {
            Assert.That(tools.Select(tool => tool.Name), Is.EqualTo(InOrder));
            Assert.That(client.NegotiatedProtocolVersion, Is.EqualTo(revision ?? "2026-07-28"));
            Assert.That(client.ServerInfo?.Name, Is.EqualTo("ctxb"));
        });
    }

    [Test]
    public async Task A_client_may_open_with_discover_and_gets_lists_it_can_keep()
    {
        await using var session = Serve();
        const string Meta = """{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}}""";
        var discovered = await AskAsync(session, $$"""{"jsonrpc":"2.0","id":1,"method":"server/discover","params":{{Meta}} }""");
        var listed = await AskAsync(session, $$"""{"jsonrpc":"2.0","id":2,"method":"tools/list","params":{{Meta}} }""");
        Assert.Multiple(() =>
        {
            Assert.That(discovered.GetProperty("result").GetProperty("supportedVersions").EnumerateArray().Select(v => v.GetString()), Does.Contain("2026-07-28"));
            Assert.That(listed.GetProperty("result").GetProperty("ttlMs").GetInt64(), Is.EqualTo(3_600_000));
            Assert.That(listed.GetProperty("result").GetProperty("cacheScope").GetString(), Is.EqualTo("public"));
        });
    }

    [Test]
    public async Task An_unknown_method_before_the_handshake_is_refused_and_the_server_lives()
    {
        await using var session = Serve();
        var refused = await AskAsync(session, """{"jsonrpc":"2.0","id":1,"method":"no/such"}""");
        var started = await AskAsync(session, """{"jsonrpc":"2.0","id":2,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}""");
        Assert.Multiple(() =>
        {
            Assert.That(refused.GetProperty("error").GetProperty("code").GetInt32(), Is.EqualTo(-32601));
            Assert.That(started.GetProperty("result").GetProperty("protocolVersion").GetString(), Is.EqualTo("2025-06-18"));
        });
    }

    [TestCase("""{"name":"no_such_tool"}""")]
    [TestCase("""{"name":"search_code","arguments":[1]}""")]
    [TestCase("""{"name":5}""")]
    [TestCase("""[]""")]
    public async Task A_call_that_is_misshapen_is_a_protocol_error(string parameters)
    {
        await using var session = Serve();
        var answer = await AskAsync(session, $$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{{parameters}} }""");
        Assert.That(answer.GetProperty("error").GetProperty("code").GetInt32(), Is.EqualTo(-32602));
    }

    [TestCase(ToolNames.Search, """{"query":" "}""", ErrorCodes.QueryEmpty)]
    [TestCase(ToolNames.Search, """{"query":"x","path":"/no/such/folder"}""", ErrorCodes.PathMissing)]
    [TestCase(ToolNames.Search, """{"query":"x","limit":-1}""", ErrorCodes.ArgumentInvalid)]
    [TestCase(ToolNames.Search, """{"query":"x","limit":1000000000}""", ErrorCodes.ArgumentInvalid)]
    [TestCase(ToolNames.Search, """{"query":"x","path":"/"}""", ErrorCodes.RootTooWide)]
    [TestCase(ToolNames.Search, """{"query":"x","path":"a\u0000b"}""", ErrorCodes.PathInvalid)]
    [TestCase(ToolNames.Similar, """{}""", ErrorCodes.ArgumentInvalid)]
    [TestCase(ToolNames.Similar, """{"file":"a.cs","snippet":"x"}""", ErrorCodes.ArgumentInvalid)]
    [TestCase(ToolNames.Similar, """{"file":"../secret"}""", ErrorCodes.PathInvalid)]
    [TestCase(ToolNames.Similar, """{"file":"/etc/passwd"}""", ErrorCodes.PathInvalid)]
    [TestCase(ToolNames.Index, """{"path":["/a","/b"]}""", ErrorCodes.ArgumentInvalid)]
    [TestCase(ToolNames.Clear, """{"path":5}""", ErrorCodes.ArgumentInvalid)]
    public async Task A_call_that_cannot_be_answered_is_a_result_that_says_what_next(string tool, string arguments, string code)
    {
        await using var session = Serve();
        await using var client = await session.ConnectAsync();
        var result = await client.CallToolAsync(tool, JsonElement.Parse(arguments).EnumerateObject().ToDictionary(p => p.Name, p => (object?)p.Value));
        Assert.Multiple(() =>
        {
            Assert.That(result.IsError, Is.True);
            Assert.That(((TextContentBlock)result.Content.Single()).Text, Does.EndWith($"({code})"));
        });
    }

    [TestCase(ToolNames.Index)]
    [TestCase(ToolNames.Clear)]
    public async Task A_server_that_only_reads_refuses_to_write(string tool)
    {
        await using var session = Serve(configuration => configuration with { ReadOnly = true });
        await using var client = await session.ConnectAsync();
        var result = await client.CallToolAsync(tool);
        Assert.That(((TextContentBlock)result.Content.Single()).Text, Does.EndWith($"({ErrorCodes.IndexReadOnly})"));
    }

    [Test]
    public async Task The_default_root_is_refused_when_the_server_was_started_at_home()
    {
        await using var session = new PipeSession(Configuration(), Surroundings(_disk.Path));
        await using var client = await session.ConnectAsync();
        var result = await client.CallToolAsync(ToolNames.Search, new Dictionary<string, object?> { ["query"] = "x" });
        Assert.That(((TextContentBlock)result.Content.Single()).Text, Does.Contain("home directory").And.Contain("path").And.EndWith($"({ErrorCodes.RootTooWide})"));
    }

    private PipeSession Serve(Func<CtxbConfiguration, CtxbConfiguration>? change = null)
    {
        var configuration = Configuration();
        return new(change?.Invoke(configuration) ?? configuration, Surroundings(_disk.Folder("repo")));
    }

    private CtxbConfiguration Configuration() => new() { DataDirectory = _disk.Join("data"), KeyFile = _disk.Join("master.key") };

    private Surroundings Surroundings(string workingDirectory) => new(new Dictionary<string, string>(), workingDirectory, _disk.Path, SystemKind.Linux);

    /// <summary>Sends one line and reads the next.</summary>
    private static async Task<JsonElement> AskAsync(PipeSession session, string line)
    {
        using var input = session.Input;
        await input.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"));
        await input.FlushAsync();
        using var reader = new StreamReader(session.Output, leaveOpen: true);
        return JsonElement.Parse((await reader.ReadLineAsync())!);
    }
}
