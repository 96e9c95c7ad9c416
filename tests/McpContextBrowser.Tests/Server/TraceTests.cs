using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpContextBrowser.Configuration;
using McpContextBrowser.Logs;
using McpContextBrowser.Mcp;
using McpContextBrowser.Server.Auth;
using McpContextBrowser.Server.Mcp;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Server;

namespace McpContextBrowser.Tests.Server;

/// <summary>One id, that of the caller's trace, in every line that is logged while a request is answered, whoever logs it.</summary>
public sealed class TraceTests
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string Nearer = "0af7651916cd43dd8448eb211c80319c";
    private const string Header = $"00-{Trace}-00f067aa0ba902b7-01";

    private TemporaryFolder _disk;
    private StringWriter _messages;

    [SetUp]
    public void MakeFolder()
    {
        _disk = new TemporaryFolder();
        _messages = new StringWriter();
    }

    [TearDown]
    public void RemoveFolder()
    {
        SqliteConnection.ClearAllPools();
        _messages.Dispose();
        _disk.Dispose();
    }

    [TestCase(false, false, Trace)]
    [TestCase(true, false, Trace)]
    [TestCase(false, true, Nearer)]
    [TestCase(true, true, Nearer)]
    public async Task A_line_that_something_logs_inside_a_call_has_the_id_of_the_callers_trace(bool inSession, bool inMetadata, string expected)
    {
        using (var log = new RunLog(_disk.Path, LogSeverity.Debug, TimeProvider.System))
        {
            using var file = new RunLogProvider(log);
            using var people = new MessageLog(_messages);
            await using var door = await DoorFixture.OpenAsync(logging: builder => builder.AddProvider(file).AddProvider(people));
            door.Surface.Told = () =>
            {
                file.CreateLogger("Some.Library").LogWarning("the disk is slow");
                people.CreateLogger("Some.Library").LogWarning("the disk is slow");
            };
            var arguments = new JsonObject { ["name"] = "tell", ["arguments"] = new JsonObject() };
            var meta = new JsonObject { ["io.modelcontextprotocol/protocolVersion"] = "2026-07-28", ["io.modelcontextprotocol/clientCapabilities"] = new JsonObject() };
            if (inMetadata)
            {
                meta["traceparent"] = $"00-{Nearer}-00f067aa0ba902b7-01";
            }

            arguments["_meta"] = meta;
            using var answer = inSession ? await InSessionAsync(door, arguments) : await AloneAsync(door, arguments);
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), await answer.Content.ReadAsStringAsync());
            Assert.That(answer.Headers.GetValues("X-Correlation-Id").Single(), Is.EqualTo(expected));
            Assert.That(door.Audit()[^1], Does.Contain(expected));
        }

        Assert.That(Lines().Single(line => line.GetProperty("message").GetString() == "the disk is slow").GetProperty("id").GetString(), Is.EqualTo(expected));
        Assert.That(_messages.ToString(), Does.Contain($"({expected}): the disk is slow"));
    }

    [Test]
    public async Task A_failure_inside_the_server_is_logged_with_the_id_that_the_caller_is_told()
    {
        using (var log = new RunLog(_disk.Path, LogSeverity.Warning, TimeProvider.System))
        {
            using var file = new RunLogProvider(log);
            await using var door = await DoorFixture.OpenAsync(surface: new Broken(), logging: builder => builder.AddProvider(file));
            using var answer = await door.ToolAsync(door.StartToken, "search_code", null, ("traceparent", Header));
            var body = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
            Assert.That((answer.StatusCode, body.GetProperty("correlationId").GetString()), Is.EqualTo((HttpStatusCode.InternalServerError, Trace)));
            Assert.That(body.ToString(), Does.Not.Contain("planted"), "what failed is the server's own matter");
        }

        Assert.That(Lines().Select(line => (line.GetProperty("event").GetString(), line.GetProperty("id").GetString())), Is.EqualTo(new[] { ("request.bug", Trace) }));
    }

    private IEnumerable<JsonElement> Lines() => Directory.EnumerateFiles(_disk.Path).SelectMany(File.ReadAllLines).Select(line => JsonElement.Parse(line)).ToList();

    private static Task<HttpResponseMessage> AloneAsync(DoorFixture door, JsonObject call) => door.SendAsync(
        HttpMethod.Post, "/mcp", door.StartToken, Message("tools/call", call), ("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", "tools/call"), ("Mcp-Name", "tell"), ("traceparent", Header));

    private static async Task<HttpResponseMessage> InSessionAsync(DoorFixture door, JsonObject call)
    {
        var opening = new JsonObject { ["protocolVersion"] = "2025-11-25", ["capabilities"] = new JsonObject(), ["clientInfo"] = new JsonObject { ["name"] = "test", ["version"] = "1" } };
        using var opened = await door.SendAsync(HttpMethod.Post, "/mcp", door.StartToken, Message("initialize", opening));
        var meta = call["_meta"]!.AsObject();
        meta.Remove("io.modelcontextprotocol/protocolVersion");
        meta.Remove("io.modelcontextprotocol/clientCapabilities");
        return await door.SendAsync(
            HttpMethod.Post, "/mcp", door.StartToken, Message("tools/call", call), ("MCP-Protocol-Version", "2025-11-25"), ("Mcp-Session-Id", opened.Headers.GetValues("Mcp-Session-Id").Single()), ("traceparent", Header));
    }

    private static string Message(string method, JsonObject parameters) =>
        new JsonObject { ["jsonrpc"] = "2.0", ["id"] = 1, ["method"] = method, ["params"] = parameters }.ToJsonString();

    private sealed class Broken : IMcpSurface
    {
        public McpServerOptions ServerOf(Caller caller) => throw new InvalidOperationException("planted");

        public Operation? OperationOfTool(string tool) => Operation.Search;

        public Operation? OperationOfMethod(string method, JsonObject? parameters) => Operation.Health;

        public IReadOnlyList<string> CollectionsIn(string method, JsonObject? parameters) => [];

        public bool IsGranted(Caller caller, Operation operation, string collection) => true;
    }
}
