using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Role = McpContextBrowser.Server.Auth.Role;

namespace McpContextBrowser.Tests.Server.Mcp;

/// <summary>MCP over HTTP in both eras, by the SDK's own client and by hand.</summary>
public sealed class McpEndpointTests
{
    private const string Initialize =
        """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"test","version":"1"}}}""";

    private const string Ping = """{"jsonrpc":"2.0","id":2,"method":"ping"}""";

    [Test]
    public async Task The_SDKs_client_lists_and_calls()
    {
        await using var door = await DoorFixture.OpenAsync();
        await using var transport = new HttpClientTransport(new HttpClientTransportOptions
        {
            Endpoint = new Uri(new Uri(door.Door.Address), "/mcp"),
            TransportMode = HttpTransportMode.StreamableHttp,
            AdditionalHeaders = new Dictionary<string, string> { ["Authorization"] = $"Bearer {await door.KeyAsync(Role.Developer)}" },
        });
        await using var client = await McpClient.CreateAsync(transport);
        var tools = await client.ListToolsAsync();
        var result = await client.CallToolAsync("search_code");
        Assert.That(tools.Select(tool => tool.Name), Does.Contain("search_code"));
        Assert.That(((TextContentBlock)result.Content.Single()).Text, Is.EqualTo("search_code for ann"));
    }

    [Test]
    public async Task A_session_belongs_to_who_opened_it()
    {
        await using var door = await DoorFixture.OpenAsync();
        var (ann, bob) = (await door.KeyAsync(Role.Viewer), await door.KeyAsync(Role.Viewer, "bob"));
        var session = await OpenAsync(door, ann);
        Assert.That(session, Does.Match("^[A-Za-z0-9_-]{22}$"));
        Assert.That(await PingAsync(door, ann, session), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await PingAsync(door, bob, session), Is.EqualTo(HttpStatusCode.NotFound), "as if it were not there");
        using var foreign = await door.SendAsync(HttpMethod.Delete, "/mcp", bob, null, ("Mcp-Session-Id", session));
        Assert.That(foreign.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        using var ended = await door.SendAsync(HttpMethod.Delete, "/mcp", ann, null, ("Mcp-Session-Id", session));
        Assert.That(ended.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(await PingAsync(door, ann, session), Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task A_session_that_rests_ends_and_one_that_is_used_does_not()
    {
        await using var door = await DoorFixture.OpenAsync();
        var key = await door.KeyAsync(Role.Viewer);
        var (used, rests) = (await OpenAsync(door, key), await OpenAsync(door, key));
        for (var i = 0; i < 4; i++)
        {
            door.Time.Advance(TimeSpan.FromMinutes(20));
            Assert.That(await PingAsync(door, key, used), Is.EqualTo(HttpStatusCode.OK));
        }

        Assert.That(door.Door.Sessions.Count, Is.EqualTo(1));
        Assert.That(await PingAsync(door, key, rests), Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task There_are_no_more_sessions_than_allowed()
    {
        await using var door = await DoorFixture.OpenAsync(options => options with { MaxSessions = 1 });
        await OpenAsync(door, door.StartToken);
        using var second = await door.SendAsync(HttpMethod.Post, "/mcp", door.StartToken, Initialize);
        Assert.That((second.StatusCode, second.Headers.RetryAfter?.ToString()), Is.EqualTo((HttpStatusCode.ServiceUnavailable, "60")));
        Assert.That(await second.Content.ReadAsStringAsync(), Does.Contain("""data":{"limit":"sessions","retryable":true,"retryAfterSeconds":60}"""));
    }

    [Test]
    public async Task A_notification_is_accepted_without_a_body()
    {
        await using var door = await DoorFixture.OpenAsync();
        var session = await OpenAsync(door, door.StartToken);
        using var answer = await door.SendAsync(HttpMethod.Post, "/mcp", door.StartToken, """{"jsonrpc":"2.0","method":"notifications/initialized"}""", ("Mcp-Session-Id", session));
        Assert.That((answer.StatusCode, await answer.Content.ReadAsStringAsync()), Is.EqualTo((HttpStatusCode.Accepted, "")));
    }

    [Test]
    public async Task A_session_has_one_stream_and_it_ends_with_the_session()
    {
        await using var door = await DoorFixture.OpenAsync();
        var session = await OpenAsync(door, door.StartToken);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/mcp");
        request.Headers.Add("Authorization", $"Bearer {door.StartToken}");
        request.Headers.Add("Accept", "text/event-stream");
        request.Headers.Add("Mcp-Session-Id", session);
        using var first = await door.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var second = await door.SendAsync(HttpMethod.Get, "/mcp", door.StartToken, null, ("Mcp-Session-Id", session));
        using var ended = await door.SendAsync(HttpMethod.Delete, "/mcp", door.StartToken, null, ("Mcp-Session-Id", session));
        Assert.That((first.StatusCode, second.StatusCode), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.Conflict)));
        Assert.That(await first.Content.ReadAsStringAsync(), Is.Empty, "the stream has ended");
    }

    [Test]
    public async Task Without_sessions_every_request_stands_alone()
    {
        await using var door = await DoorFixture.OpenAsync();
        using var discover = await door.CallAsync(door.StartToken, "server/discover");
        using var call = await door.ToolAsync(door.StartToken, "search_code");
        Assert.That(await discover.Content.ReadAsStringAsync(), Does.Contain("2026-07-28"));
        Assert.That(await call.Content.ReadAsStringAsync(), Does.Contain("search_code for owner"));
        Assert.That(call.Headers.Contains("Mcp-Session-Id"), Is.False);
        Assert.That(door.Door.Sessions.Count, Is.Zero);
    }

    [Test]
    public async Task Without_sessions_going_away_cancels()
    {
        await using var door = await DoorFixture.OpenAsync();
        var call = door.ToolAsync(door.StartToken, "wait");
        await door.Surface.HasBegun.WaitAsync();
        door.Http.CancelPendingRequests();
        await door.Surface.HasBegun.WaitAsync(); // released once more when it is cancelled
        Assert.That(async () => await call, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(door.Surface.Cancelled, Is.EqualTo(1));
    }

    [TestCase("POST", """{"jsonrpc":"2.0","id":7,"method":"ping"}""", "", HttpStatusCode.BadRequest, 0, TestName = "No session")]
    [TestCase("POST", """{"jsonrpc":"2.0","id":7,"method":"ping"}""", "Mcp-Session-Id: none", HttpStatusCode.NotFound, -32001, TestName = "Unknown session")]
    [TestCase("POST", "no json", "", HttpStatusCode.BadRequest, -32600, TestName = "No JSON")]
    [TestCase("POST", "[]", "", HttpStatusCode.BadRequest, -32600, TestName = "A batch")]
    [TestCase("POST", """{"jsonrpc":"2.0","id":7,"method":"ping"}""", "MCP-Protocol-Version: 1999-01-01", HttpStatusCode.BadRequest, -32022, TestName = "Unknown revision")]
    [TestCase("POST", """{"jsonrpc":"2.0","id":7,"method":"tools/list","params":{}}""", "MCP-Protocol-Version: 2026-07-28|Mcp-Method: tools/list", HttpStatusCode.BadRequest, -32602, TestName = "No meta")]
    [TestCase("GET", null, "MCP-Protocol-Version: 2026-07-28", HttpStatusCode.MethodNotAllowed, 0, TestName = "GET without sessions")]
    [TestCase("DELETE", null, "MCP-Protocol-Version: 2026-07-28", HttpStatusCode.MethodNotAllowed, 0, TestName = "DELETE without sessions")]
    [TestCase("GET", null, "", HttpStatusCode.BadRequest, 0, TestName = "GET without a session id")]
    public async Task What_breaks_the_rules_is_told_which(string method, string? json, string headers, HttpStatusCode status, int code)
    {
        await using var door = await DoorFixture.OpenAsync();
        using var answer = await door.SendAsync(
            new HttpMethod(method), "/mcp", door.StartToken, json, [.. headers.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(header => (header.Split(": ")[0], header.Split(": ")[1]))]);
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Multiple(() =>
        {
            Assert.That(answer.StatusCode, Is.EqualTo(status));
            Assert.That(body.RootElement.GetProperty("error").GetProperty("message").GetString(), Is.Not.Empty);
            if (code != 0)
            {
                Assert.That(body.RootElement.GetProperty("error").GetProperty("code").GetInt32(), Is.EqualTo(code));
            }

            if (json?.Contains("\"id\":7", StringComparison.Ordinal) == true)
            {
                Assert.That(body.RootElement.GetProperty("id").GetInt32(), Is.EqualTo(7));
            }
        });
    }

    [Test]
    public async Task An_unknown_revision_is_answered_with_those_that_can_be_spoken_in_the_same_form()
    {
        await using var door = await DoorFixture.OpenAsync();
        using var discovered = await door.CallAsync(door.StartToken, "server/discover");
        using var unknown = await door.SendAsync(
            HttpMethod.Post, "/mcp", door.StartToken,
            """{"jsonrpc":"2.0","id":1,"method":"server/discover","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"v999","io.modelcontextprotocol/clientCapabilities":{}}}}""",
            ("MCP-Protocol-Version", "v999"), ("Mcp-Method", "server/discover"));
        using var inSession = await door.SendAsync(HttpMethod.Post, "/mcp", door.StartToken, """{"jsonrpc":"2.0","id":1,"method":"ping"}""", ("MCP-Protocol-Version", "v999"));
        var spoken = JsonNode.Parse((await discovered.Content.ReadAsStringAsync()).Split("data: ")[1])!["result"]!["supportedVersions"]!.ToJsonString();
        Assert.That((await Supported(unknown), await Supported(inSession)), Is.EqualTo((spoken, """["2024-11-05","2025-03-26","2025-06-18","2025-11-25","2026-07-28"]""")));

        static async Task<string> Supported(HttpResponseMessage answer) => JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["error"]!["data"]!["supported"]!.ToJsonString();
    }

    [TestCase("Mcp-Method", "tools/call", HttpStatusCode.BadRequest)]
    [TestCase("Mcp-Method", null, HttpStatusCode.BadRequest)]
    [TestCase("MCP-Protocol-Version", "2025-11-25", HttpStatusCode.BadRequest)]
    public async Task Headers_that_say_something_else_than_the_body_are_refused(string header, string? value, HttpStatusCode status)
    {
        await using var door = await DoorFixture.OpenAsync();
        var headers = new Dictionary<string, string?> { ["MCP-Protocol-Version"] = "2026-07-28", ["Mcp-Method"] = "tools/list", [header] = value };
        var meta = new JsonObject { ["io.modelcontextprotocol/protocolVersion"] = "2026-07-28", ["io.modelcontextprotocol/clientCapabilities"] = new JsonObject() };
        var message = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = 1, ["method"] = "tools/list", ["params"] = new JsonObject { ["_meta"] = meta } };
        using var answer = await door.SendAsync(
            HttpMethod.Post, "/mcp", door.StartToken, message.ToJsonString(), [.. headers.Where(entry => entry.Value is not null).Select(entry => (entry.Key, entry.Value!))]);
        Assert.That(answer.StatusCode, Is.EqualTo(status));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("-32020"));
    }

    [TestCase("search_code", HttpStatusCode.OK)]
    [TestCase("=?base64?c2VhcmNoX2NvZGU=?=", HttpStatusCode.OK)]
    [TestCase("clear_index", HttpStatusCode.BadRequest)]
    [TestCase("=?base64?????=", HttpStatusCode.BadRequest)]
    [TestCase(null, HttpStatusCode.BadRequest)]
    public async Task The_tools_name_in_the_header_is_that_of_the_body(string? header, HttpStatusCode status)
    {
        await using var door = await DoorFixture.OpenAsync();
        using var answer = await door.CallAsync(door.StartToken, "tools/call", new JsonObject { ["name"] = "search_code", ["arguments"] = new JsonObject() }, header);
        Assert.That(answer.StatusCode, Is.EqualTo(status));
    }

    [Test]
    public async Task What_the_newest_revision_took_away_is_not_found()
    {
        await using var door = await DoorFixture.OpenAsync();
        foreach (var method in new[] { "initialize", "ping", "logging/setLevel", "nothing/known" })
        {
            using var answer = await door.CallAsync(door.StartToken, method);
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound), method);
            Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("-32601"), method);
        }
    }

    [TestCase("info", true)]
    [TestCase("debug", true)]
    [TestCase("error", false)]
    [TestCase(null, false)]
    public async Task The_conformance_fixture_logs_to_who_asks_for_it(string? level, bool isTold)
    {
        await using var door = await DoorFixture.OpenAsync(surface: new ConformanceSurface());
        var meta = new JsonObject { ["io.modelcontextprotocol/protocolVersion"] = "2026-07-28", ["io.modelcontextprotocol/clientCapabilities"] = new JsonObject() };
        if (level is not null)
        {
            meta["io.modelcontextprotocol/logLevel"] = level;
        }

        var message = new JsonObject
        {
            ["jsonrpc"] = "2.0",
            ["id"] = 1,
            ["method"] = "tools/call",
            ["params"] = new JsonObject { ["name"] = "test_logging_tool", ["arguments"] = new JsonObject(), ["_meta"] = meta },
        };
        using var answer = await door.SendAsync(
            HttpMethod.Post, "/mcp", door.StartToken, message.ToJsonString(), ("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", "tools/call"), ("Mcp-Name", "test_logging_tool"));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That((text.Contains("notifications/message", StringComparison.Ordinal), text.Contains("logged what was asked for", StringComparison.Ordinal)), Is.EqualTo((isTold, true)));
    }

    [Test]
    public async Task Both_forms_must_be_accepted()
    {
        await using var door = await DoorFixture.OpenAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mcp") { Content = new StringContent(Initialize, System.Text.Encoding.UTF8, "application/json") };
        request.Headers.Add("Authorization", $"Bearer {door.StartToken}");
        request.Headers.Add("Accept", "application/json");
        using var answer = await door.Http.SendAsync(request);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotAcceptable));
    }

    private static async Task<string> OpenAsync(DoorFixture door, string token)
    {
        using var answer = await door.SendAsync(HttpMethod.Post, "/mcp", token, Initialize);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), await answer.Content.ReadAsStringAsync());
        return answer.Headers.GetValues("Mcp-Session-Id").Single();
    }

    private static async Task<HttpStatusCode> PingAsync(DoorFixture door, string token, string session)
    {
        using var answer = await door.SendAsync(HttpMethod.Post, "/mcp", token, Ping, ("Mcp-Session-Id", session), ("MCP-Protocol-Version", "2025-11-25"));
        return answer.StatusCode;
    }
}
