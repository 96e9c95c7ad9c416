using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpContextBrowser.Mcp;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace McpContextBrowser.Tests.EndToEnd;

/// <summary>
/// Every caller × every operation × every kind of folder against the shipped server, by its routes and by its tools. What is expected
/// is read from the tables of <c>docs/http.md</c>.
/// </summary>
[TestFixture]
[Platform(Exclude = "Win", Reason = "stops the server by SIGTERM")]
public sealed class RoleTableTests
{
    private const string Code = "class Pool:\n    def close_sessions(self):\n        for session in self.sessions:\n            session.shutdown()\n";
    private const string Issuer = "https://issuer.example";
    private const string Audience = "https://ctxb.example/mcp";
    private const string Stateless = "2026-07-28";
    private const string Handshake = "2025-11-25";

    private static readonly string[] Roles = ["guest", "viewer", "developer", "admin"];
    private static readonly string[] Ways = ["key", "jwt"];
    private static readonly string[] Revisions = [Handshake, Stateless];

    /// <summary>What each tool is in the table. Indexing comes first: what a search brings in is nobody's to clear.</summary>
    private static readonly (string Operation, string Tool)[] Tools =
    [
        ("index", ToolNames.Index), ("search", ToolNames.Search), ("search", ToolNames.Similar), ("status", ToolNames.Status), ("clear", ToolNames.Clear),
    ];

    private readonly RSA _key = RSA.Create(2048);
    private readonly Dictionary<string, string[]> _may = [];
    private List<(string Method, string Path, string Operation)> _routes;
    private TemporaryFolder _home;
    private CtxbProcess _ctxb;
    private HttpServerProcess _server;

    [OneTimeSetUp]
    public async Task OpenTheDoor()
    {
        var page = await File.ReadAllLinesAsync(Path.Join(TestPaths.RepositoryRoot, "docs", "http.md"));
        foreach (var cells in Rows(page, "| operation |"))
        {
            _may[cells[0]] = [.. Roles.Where((_, i) => cells[i + 1] == "yes")];
        }

        _routes = [.. Rows(page, "| route |").Select(cells => cells[0].Trim('`').Split(' ') is [var method, var path] ? (method, path, cells[1]) : default)];
        _home = new TemporaryFolder();
        _home.Write("open/pool.py", Code);
        _home.Write("foreign/pool.py", Code);
        var published = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(_key.ExportParameters(false)));
        var keys = _home.Write("keys.json", JsonSerializer.Serialize(new { keys = new[] { new { kty = "RSA", kid = "k1", use = "sig", n = published.N, e = published.E } } }));
        _ctxb = CtxbProcess.Built.With(("CTXB_DATA", _home.Join("data")));
        await _ctxb.RunAsync(_home.Path, "index", "foreign");
        _server = await HttpServerProcess.StartAsync(
            _home, ("CTXB_HTTP_PUBLIC_COLLECTIONS", _home.Join("open")), ("CTXB_HTTP_JWT_ISSUER", Issuer), ("CTXB_HTTP_JWT_AUDIENCE", Audience), ("CTXB_HTTP_JWT_KEY_FILE", keys),
            ("CTXB_HTTP_RATE_SEARCH", "100000"), ("CTXB_HTTP_RATE_INDEX", "100000"), ("CTXB_HTTP_RATE_ADMIN", "100000"), ("CTXB_HTTP_RATE_OTHER", "100000"), ("CTXB_HTTP_RATE_REFUSED", "100000"));
    }

    [OneTimeTearDown]
    public async Task CloseIt()
    {
        await _server.DisposeAsync();
        _home.Dispose();
        _key.Dispose();
    }

    [Test]
    public async Task A_role_reaches_exactly_the_routes_of_its_operations([ValueSource(nameof(Roles))] string role, [ValueSource(nameof(Ways))] string way)
    {
        using var http = _server.Client(await CredentialAsync(role, way, $"{role}-routes"));
        foreach (var (method, path, operation) in _routes.Where(route => route.Operation != "by message"))
        {
            using var answer = await SendAsync(http, method, path);
            var isAllowed = operation == "nobody is asked" || _may[operation].Contains(role);
            Assert.That(answer.StatusCode is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden), Is.EqualTo(isAllowed), $"{role} {method} {path}: {answer.StatusCode}");
        }

        foreach (var method in new[] { "DELETE", "POST", "PUT", "PATCH" })
        {
            using var answer = await SendAsync(http, method, "/admin/audit");
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound), $"{role} {method} /admin/audit: nobody changes the audit log");
        }

        Assert.That((_may["auditErase"].Length, _routes.Any(route => route.Operation == "auditErase")), Is.EqualTo((0, false)));
    }

    [Test]
    public async Task A_role_calls_exactly_its_tools_and_only_where_it_may(
        [ValueSource(nameof(Roles))] string role, [ValueSource(nameof(Ways))] string way, [ValueSource(nameof(Revisions))] string revision)
    {
        var name = $"{role}-{way}-{revision}";
        var mine = _home.Folder(name);
        _home.Write($"{name}/pool.py", Code);
        var client = await ClientAsync(await CredentialAsync(role, way, name, mine), revision);
        Assert.That(
            (await client.AskAsync("tools/list", [])).Result!["tools"]!.AsArray().Select(tool => (string)tool!["name"]!),
            Is.EquivalentTo(Tools.Where(tool => _may[tool.Operation].Contains(role)).Select(tool => tool.Tool)), name);
        foreach (var (operation, tool) in Tools)
        {
            var missing = await client.CallAsync(tool, _home.Join("missing"));
            foreach (var (folder, isOpen) in new[]
            {
                (mine, role is not "guest"), (_home.Join("open"), operation == "search" || role == "admin"), (_home.Join("foreign"), role == "admin"), (_home.Join("missing"), false),
            })
            {
                var cell = $"{name} {tool} {Path.GetFileName(folder)}";
                var answer = await client.CallAsync(tool, folder);
                if (!_may[operation].Contains(role))
                {
                    Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Forbidden), cell);
                }
                else if (!isOpen)
                {
                    Assert.That(answer.Text, Does.Contain("PATH does not exist").And.EqualTo(missing.Text), cell);
                }
                else if (operation == "clear" && role == "developer")
                {
                    Assert.That(answer.Text, Does.Contain("confirmation.needed"), $"{cell}: their own job brought it in");
                    answer = await client.CallAsync(tool, folder, ((string)answer.Result!["content"]![0]!["text"]!).Split('"')[1]);
                    Assert.That(answer.Text, Does.Contain("Removed from the index"), cell);
                }
                else
                {
                    Assert.That((answer.Status, answer.Result?["isError"]?.GetValue<bool>() ?? false), Is.EqualTo((HttpStatusCode.OK, false)), $"{cell}: {answer.Text}");
                }
            }
        }

        if (role == "admin")
        {
            await client.CallAsync(ToolNames.Index, _home.Join("foreign")); // as it was: for the others it must be there and not be seen
        }
    }

    [Test]
    public async Task Resources_and_completions_open_exactly_the_folders_that_searches_do([ValueSource(nameof(Roles))] string role, [ValueSource(nameof(Revisions))] string revision)
    {
        var name = $"{role}-reads-{revision}";
        var mine = _home.Folder(name);
        _home.Write($"{name}/pool.py", Code);
        await _ctxb.RunAsync(_home.Path, "index", name);
        await _ctxb.RunAsync(_home.Path, "index", "open");
        var client = await ClientAsync(await CredentialAsync(role, "key", name, mine), revision);
        var isAdmin = role == "admin";
        var missing = await client.ReadAsync(_home.Join("missing"));
        foreach (var (folder, isOpen) in new[] { (mine, role is not "guest"), (_home.Join("open"), true), (_home.Join("foreign"), isAdmin), (_home.Join("missing"), false) })
        {
            var (read, paths) = (await client.ReadAsync(folder), await client.PathsAsync(folder));
            Assert.That(read.Text, isOpen ? Does.Contain("close_sessions") : Does.Contain("PATH does not exist").And.EqualTo(missing.Text), $"{name} {folder}");
            Assert.That(paths.Text.Contains("pool.py", StringComparison.Ordinal), Is.EqualTo(isOpen), $"{name} {folder}");
        }

        var status = await client.StatusAsync();
        if (!_may["status"].Contains(role))
        {
            Assert.That(status.Status, Is.EqualTo(HttpStatusCode.Forbidden), name);
            return;
        }

        Assert.That(
            (status.Text.Contains($"{mine}:", StringComparison.Ordinal), status.Text.Contains($"{_home.Join("open")}:", StringComparison.Ordinal), status.Text.Contains($"{_home.Join("foreign")}:", StringComparison.Ordinal)),
            Is.EqualTo((true, isAdmin, isAdmin)), $"{name}: the status is told of what is granted");
    }

    [TestCase("nobody")]
    [TestCase("jwt:root")]
    [TestCase("jwt:3")]
    [TestCase("jwt:")]
    public async Task Who_is_not_recognised_or_has_a_role_that_there_is_not_reaches_nothing(string who)
    {
        using var http = _server.Client(who == "nobody" ? null : Token("ann", who["jwt:".Length..], _home.Join("open")));
        var bodies = new HashSet<string>();
        foreach (var (method, path, operation) in _routes)
        {
            using var answer = await SendAsync(http, method, path);
            if (operation == "nobody is asked")
            {
                Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
                continue;
            }

            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized), $"{who} {method} {path}");
            var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
            bodies.Add($"{body["error"]} {body["message"]} {answer.Headers.WwwAuthenticate}");
        }

        var client = new Client(http, Stateless, null);
        foreach (var (_, tool) in Tools)
        {
            Assert.That((await client.CallAsync(tool, _home.Join("open"))).Status, Is.EqualTo(HttpStatusCode.Unauthorized), $"{who} {tool}");
        }

        Assert.That((await client.AskAsync("initialize", new() { ["protocolVersion"] = Stateless })).Status, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(bodies, Has.Count.EqualTo(1), "refusals look alike");
    }

    private static IEnumerable<string[]> Rows(string[] page, string heading) =>
        page.SkipWhile(line => !line.StartsWith(heading, StringComparison.Ordinal)).Skip(2).TakeWhile(line => line.StartsWith('|')).Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries));

    private static Task<HttpResponseMessage> SendAsync(HttpClient http, string method, string path)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path.Replace("{id}", "unknown", StringComparison.Ordinal));
        request.Content = method == "POST" ? new StringContent("""{"owner":"made","role":"guest"}""", Encoding.UTF8, "application/json") : null;
        return http.SendAsync(request);
    }

    private async Task<string> CredentialAsync(string role, string way, string owner, params string[] folders)
    {
        if (way == "jwt")
        {
            return Token(owner, role, folders);
        }

        var made = await _ctxb.RunAsync(_home.Path, ["apikey", "create", owner, "--role", role, .. folders.SelectMany(folder => new[] { "--collection", folder }), "--days", "1"]);
        Assert.That(made.ExitCode, Is.Zero, made.Messages);
        return made.Results.Trim();
    }

    private string Token(string owner, string role, params string[] folders) => new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
        new JsonObject
        {
            ["iss"] = Issuer,
            ["aud"] = Audience,
            ["sub"] = owner,
            ["exp"] = 4_102_444_800,
            ["ctxb_role"] = role,
            ["ctxb_collections"] = new JsonArray([.. folders.Select(folder => JsonValue.Create(folder))]),
        }.ToJsonString(),
        new SigningCredentials(new RsaSecurityKey(_key) { KeyId = "k1" }, SecurityAlgorithms.RsaSha256));

    private async Task<Client> ClientAsync(string credential, string revision)
    {
        var http = _server.Client(credential);
        if (revision == Stateless)
        {
            return new(http, revision, null);
        }

        var opening = new Client(http, revision, null);
        var opened = await opening.AskAsync(
            "initialize", new() { ["protocolVersion"] = revision, ["capabilities"] = new JsonObject(), ["clientInfo"] = new JsonObject { ["name"] = "test", ["version"] = "1" } });
        Assert.That(opened.Session, Is.Not.Null, opened.Text);
        return new(http, revision, opened.Session);
    }

    /// <param name="Status">Of the HTTP answer.</param>
    /// <param name="Text">Its message, the named folder replaced by PATH.</param>
    /// <param name="Result">Of the JSON-RPC answer; null for an error.</param>
    /// <param name="Session">The session that it opened.</param>
    private sealed record Answer(HttpStatusCode Status, string Text, JsonNode? Result, string? Session);

    /// <summary>One caller, by one revision of the protocol, message by message.</summary>
    private sealed class Client(HttpClient http, string revision, string? session)
    {
        public Task<Answer> CallAsync(string tool, string folder, string? confirm = null) => AskAsync("tools/call", new()
        {
            ["name"] = tool,
            ["arguments"] = tool switch
            {
                ToolNames.Search => new JsonObject { ["path"] = folder, ["query"] = "where are sessions closed" },
                ToolNames.Similar => new JsonObject { ["path"] = folder, ["snippet"] = "for session in self.sessions" },
                ToolNames.Clear when confirm is not null => new JsonObject { ["path"] = folder, ["confirm"] = confirm },
                _ => new JsonObject { ["path"] = folder },
            },
        }, tool, folder);

        public Task<Answer> ReadAsync(string folder) => Resource($"ctxb://file/pool.py?root={Uri.EscapeDataString(folder)}", folder);

        public Task<Answer> StatusAsync() => Resource("ctxb://status", null);

        public Task<Answer> PathsAsync(string folder) => AskAsync("completion/complete", new()
        {
            ["ref"] = new JsonObject { ["type"] = "ref/resource", ["uri"] = "ctxb://file/{+path}{?lines,root}" },
            ["argument"] = new JsonObject { ["name"] = "path", ["value"] = "po" },
            ["context"] = new JsonObject { ["arguments"] = new JsonObject { ["root"] = folder } },
        });

        public async Task<Answer> AskAsync(string method, JsonObject parameters, string? name = null, string? folder = null)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/mcp");
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
            request.Headers.Add("MCP-Protocol-Version", revision);
            if (session is not null)
            {
                request.Headers.Add("Mcp-Session-Id", session);
            }

            if (revision == Stateless)
            {
                request.Headers.Add("Mcp-Method", method);
                request.Headers.Add("Mcp-Name", name is null ? [] : [name]);
                parameters["_meta"] = new JsonObject { ["io.modelcontextprotocol/protocolVersion"] = revision, ["io.modelcontextprotocol/clientCapabilities"] = new JsonObject() };
            }

            var message = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = 1, ["method"] = method, ["params"] = parameters };
            request.Content = new StringContent(message.ToJsonString(), Encoding.UTF8, "application/json");
            using var answer = await http.SendAsync(request);
            var text = await answer.Content.ReadAsStringAsync();
            var data = text.Split('\n').LastOrDefault(line => line.StartsWith("data: {", StringComparison.Ordinal))?["data: ".Length..];
            return new(
                answer.StatusCode, folder is null ? text : text.Replace(folder, "PATH", StringComparison.Ordinal), data is null ? null : JsonNode.Parse(data)!["result"],
                answer.Headers.TryGetValues("Mcp-Session-Id", out var opened) ? opened.Single() : null);
        }

        private Task<Answer> Resource(string uri, string? folder) => AskAsync("resources/read", new() { ["uri"] = uri }, uri, folder);
    }
}
