using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using McpContextBrowser.Core.Crypto;
using McpContextBrowser.Server;
using McpContextBrowser.Server.Audit;
using McpContextBrowser.Server.Auth;
using McpContextBrowser.Server.Mcp;
using McpContextBrowser.Server.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace McpContextBrowser.Tests.Server;

/// <summary>An open door on a free port of loopback, with its own data folder.</summary>
internal sealed class DoorFixture : IAsyncDisposable
{
    private readonly TemporaryFolder _disk = new();
    private readonly MasterKeyText _master = new(new string('7', 64), "test");

    private DoorFixture()
    {
    }

    public ManualTime Time { get; } = new();

    public FixtureSurface Surface { get; } = new();

    public HttpDoor Door { get; private set; } = null!;

    public HttpClient Http { get; private set; } = null!;

    public string DataFolder => _disk.Join("data");

    /// <summary>The Admin's credential of a door that nobody has set up.</summary>
    public string StartToken => File.ReadAllText(Door.StartTokenFile!).Trim();

    public static async Task<DoorFixture> OpenAsync(
        Func<HttpDoorOptions, HttpDoorOptions>? change = null, IMcpSurface? surface = null, Action<ILoggingBuilder>? logging = null)
    {
        var fixture = new DoorFixture();
        var options = new HttpDoorOptions { Address = new IPEndPoint(IPAddress.Loopback, 0), ShutdownTime = TimeSpan.FromSeconds(5) };
        fixture.Door = await HttpDoor.OpenAsync(
            change?.Invoke(options) ?? options, surface ?? fixture.Surface, fixture.Surface, new ServerFolder(fixture.DataFolder, fixture._master, fixture.Time), fixture.Time, logging ?? (static _ => { }), default);
        fixture.Http = new HttpClient { BaseAddress = new Uri(fixture.Door.Address) };
        return fixture;
    }

    /// <summary>A key made beside the running server, as <c>ctxb apikey create</c> makes it.</summary>
    public async Task<string> KeyAsync(Role role, string owner = "ann", params string[] collections)
    {
        using var ring = new KeyRing(Path.Join(DataFolder, "keys.db"), _master, Time);
        var keys = new ApiKeys(new SqliteApiKeyStore(new ServerDatabase(DataFolder)), new ServerKeys(ring).Derive("api-keys"), Time);
        return (await keys.CreateAsync(owner, role, collections, null, TimeSpan.FromDays(90), default)).Text;
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? token, string? json = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.Accept.ParseAdd("text/event-stream");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        request.Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");
        return await Http.SendAsync(request);
    }

    /// <summary>One request of the revision without sessions.</summary>
    public Task<HttpResponseMessage> CallAsync(string? token, string method, JsonObject? parameters = null, string? name = null, params (string Name, string Value)[] headers)
    {
        var all = parameters ?? [];
        all["_meta"] = new JsonObject { ["io.modelcontextprotocol/protocolVersion"] = "2026-07-28", ["io.modelcontextprotocol/clientCapabilities"] = new JsonObject() };
        var message = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = 1, ["method"] = method, ["params"] = all };
        return SendAsync(
            HttpMethod.Post,
            "/mcp",
            token,
            message.ToJsonString(),
            [("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", method), .. name is null ? Array.Empty<(string, string)>() : [("Mcp-Name", name)], .. headers]);
    }

    public Task<HttpResponseMessage> ToolAsync(string? token, string tool, JsonObject? arguments = null, params (string Name, string Value)[] headers) =>
        CallAsync(token, "tools/call", new JsonObject { ["name"] = tool, ["arguments"] = arguments ?? [] }, tool, headers);

    /// <summary>A call of a tool in a new session of the revision before.</summary>
    /// <returns>The call under way.</returns>
    public async Task<Task<HttpResponseMessage>> ToolInSessionAsync(string? token, string tool)
    {
        using var opened = await SendAsync(
            HttpMethod.Post, "/mcp", token, """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"test","version":"1"}}}""");
        return SendAsync(
            HttpMethod.Post, "/mcp", token, $$"""{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"{{tool}}","arguments":{ } } }""", ("Mcp-Session-Id", opened.Headers.GetValues("Mcp-Session-Id").Single()));
    }

    public IReadOnlyList<string> Audit() =>
        [.. new SqliteAuditStore(new ServerDatabase(DataFolder)).Read(1).Select(entry => Encoding.UTF8.GetString(entry.Json))];

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Door.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _master.Dispose();
        _disk.Dispose();
    }
}
