using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Server;
using McpContextBrowser.Server.Auth;
using McpContextBrowser.Server.Limits;
using McpContextBrowser.Server.Storage;
using McpContextBrowser.Server.Web;
using Microsoft.Data.Sqlite;

namespace McpContextBrowser.Tests.Server;

/// <summary>The door as somebody outside meets it.</summary>
public sealed class HttpDoorTests
{
    [Test]
    public async Task Every_route_has_its_row_in_the_role_table_and_refuses_who_shows_nothing()
    {
        await using var door = await DoorFixture.OpenAsync();
        var routes = door.Door.Routes.ToList();
        Assert.That(routes, Has.Count.GreaterThan(9));
        foreach (var (route, policy) in routes)
        {
            Assert.That(policy, Is.Not.Null, $"{route} has no policy");
            var (method, path) = (route.Split(' ')[0], route.Split(' ')[1].Replace("{id}", "x", StringComparison.Ordinal));
            using var answer = await door.SendAsync(new HttpMethod(method), path, null, method == "POST" ? "{}" : null);
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized), route);
        }
    }

    [Test]
    public async Task The_page_for_administrators_lists_every_route_with_what_it_is()
    {
        await using var door = await DoorFixture.OpenAsync(options => options with { Jwt = new JwtOptions { Issuer = "https://issuer.example", Audience = "https://ctxb.example" } });
        var page = File.ReadAllLines(Path.Join(TestPaths.RepositoryRoot, "docs", "http.md"));
        var listed = page.SkipWhile(line => !line.StartsWith("| route |", StringComparison.Ordinal)).Skip(2).TakeWhile(line => line.StartsWith('|')).Select(line => line[..line.LastIndexOf('|', line.Length - 2)]);
        Assert.That(listed, Is.EquivalentTo(door.Door.Routes.Select(entry =>
            $"| `{entry.Route}` | {(entry.Policy!.Anonymous ? "nobody is asked" : entry.Policy.Operation is { } operation ? JsonNamingPolicy.CamelCase.ConvertName(operation.ToString()) : "by message")} ")));
    }

    [Test]
    public async Task Refusals_of_the_unrecognised_look_alike_whatever_was_sent()
    {
        await using var door = await DoorFixture.OpenAsync();
        var key = await door.KeyAsync(Role.Viewer);
        var bodies = new HashSet<string>();
        foreach (var token in new[] { null, "", "wrong", key[..^1] + (key[^1] == 'A' ? 'Q' : 'A'), "ctxb_unknownunkno_" + key[^43..], "eyJhbGciOiJub25lIn0.e30.", new string('x', 12_000) })
        {
            using var answer = await door.SendAsync(HttpMethod.Get, "/admin/keys", token);
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
            using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            bodies.Add($"{body.RootElement.GetProperty("error")} {body.RootElement.GetProperty("message")} {answer.Headers.WwwAuthenticate}");
        }

        Assert.That(bodies, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_token_counts_in_its_header_only()
    {
        await using var door = await DoorFixture.OpenAsync();
        var token = door.StartToken;
        using var query = await door.SendAsync(HttpMethod.Get, $"/health/live?access_token={token}", null);
        using var cookie = await door.SendAsync(HttpMethod.Get, "/health/live", null, null, ("Cookie", $"token={token}"));
        using var twice = await door.SendAsync(HttpMethod.Get, "/health/live", token, null, ("Authorization", $"Bearer {token}"));
        Assert.That(new[] { query.StatusCode, cookie.StatusCode, twice.StatusCode }, Is.All.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task A_server_that_nobody_has_set_up_writes_a_token_for_its_owner_alone_and_takes_it_away()
    {
        string file;
        await using (var door = await DoorFixture.OpenAsync())
        {
            file = door.Door.StartTokenFile!;
            using var answer = await door.SendAsync(HttpMethod.Get, "/health/ready", door.StartToken);
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            if (!OperatingSystem.IsWindows())
            {
                Assert.That(File.GetUnixFileMode(file), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
            }
        }

        Assert.That(File.Exists(file), Is.False);
    }

    [TestCase(Role.Guest)]
    [TestCase(Role.Viewer)]
    [TestCase(Role.Developer)]
    [TestCase(Role.Admin)]
    public async Task A_role_reaches_exactly_its_routes_and_tools(Role role)
    {
        await using var door = await DoorFixture.OpenAsync();
        var key = await door.KeyAsync(role);
        (string Path, Operation Operation)[] routes =
        [
            ("/health/live", Operation.Health), ("/health/ready", Operation.Health), ("/metrics", Operation.Metrics), ("/keys", Operation.OwnKeys),
            ("/admin/keys", Operation.Administer), ("/admin/audit", Operation.Audit), ("/admin/audit/verify", Operation.Audit),
        ];
        foreach (var (path, operation) in routes)
        {
            using var answer = await door.SendAsync(HttpMethod.Get, path, key);
            Assert.That(answer.StatusCode, Is.EqualTo(Permissions.Allows(role, operation) ? HttpStatusCode.OK : HttpStatusCode.Forbidden), $"{role} {path}");
        }

        foreach (var (tool, operation) in new[] { ("search_code", Operation.Search), ("index_codebase", Operation.Index), ("clear_index", Operation.Clear) })
        {
            using var answer = await door.ToolAsync(key, tool);
            Assert.That(answer.StatusCode, Is.EqualTo(Permissions.Allows(role, operation) ? HttpStatusCode.OK : HttpStatusCode.Forbidden), $"{role} {tool}");
        }

        using var unknown = await door.ToolAsync(key, "format_disk");
        Assert.That(unknown.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
    }

    [Test]
    public async Task Every_answer_says_how_the_window_stands_and_a_full_one_when_to_come_again()
    {
        await using var door = await DoorFixture.OpenAsync(options => options with { AdminRate = new RateRule(3, TimeSpan.FromMinutes(1)) });
        var key = await door.KeyAsync(Role.Admin);
        for (var remaining = 2; remaining >= 0; remaining--)
        {
            using var answer = await door.SendAsync(HttpMethod.Get, "/admin/keys", key);
            Assert.That(Headers(answer), Is.EqualTo(("3", $"{remaining}", "60", (string?)null)));
        }

        door.Time.Advance(TimeSpan.FromSeconds(15));
        using var refused = await door.SendAsync(HttpMethod.Get, "/metrics", key);
        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.OK), "another operation has its own window");
        using var full = await door.SendAsync(HttpMethod.Get, "/admin/keys", key);
        Assert.That((full.StatusCode, Headers(full)), Is.EqualTo((HttpStatusCode.TooManyRequests, ("3", "0", "45", "45"))));
        door.Time.Advance(TimeSpan.FromSeconds(45));
        using var again = await door.SendAsync(HttpMethod.Get, "/admin/keys", key);
        Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Two_users_on_one_address_have_their_own_windows_and_one_user_has_one()
    {
        await using var door = await DoorFixture.OpenAsync(options => options with { SearchRate = new RateRule(2, TimeSpan.FromMinutes(1)) });
        var (ann, again, bob) = (await door.KeyAsync(Role.Viewer), await door.KeyAsync(Role.Viewer), await door.KeyAsync(Role.Viewer, "bob"));
        var seen = new List<HttpStatusCode>();
        foreach (var key in new[] { ann, again, ann, bob })
        {
            using var answer = await door.ToolAsync(key, "search_code");
            seen.Add(answer.StatusCode);
        }

        Assert.That(seen, Is.EqualTo(new[] { HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests, HttpStatusCode.OK }));
    }

    [Test]
    public async Task Who_guesses_is_slowed_by_address_and_others_are_not()
    {
        await using var door = await DoorFixture.OpenAsync(options => options with { RefusedRate = new RateRule(2, TimeSpan.FromMinutes(1)) });
        var key = await door.KeyAsync(Role.Viewer);
        var seen = new List<HttpStatusCode>();
        foreach (var token in new[] { "a", "b", "c", key })
        {
            using var answer = await door.SendAsync(HttpMethod.Get, "/health/live", token);
            seen.Add(answer.StatusCode);
        }

        Assert.That(seen, Is.EqualTo(new[] { HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.TooManyRequests, HttpStatusCode.OK }));
    }

    [Test]
    public async Task Every_answer_has_the_hardening_headers_and_no_server_name()
    {
        await using var door = await DoorFixture.OpenAsync();
        foreach (var (path, token) in new[] { ("/health/live", door.StartToken), ("/nothing", door.StartToken), ("/health/live", null!) })
        {
            using var answer = await door.SendAsync(HttpMethod.Get, path, token);
            foreach (var (name, value) in HardenedHeaders.Always)
            {
                Assert.That(string.Join(',', answer.Headers.GetValues(name)), Is.EqualTo(value), $"{path} {name}");
            }

            Assert.That(answer.Headers.Contains("Server"), Is.False);
            Assert.That(answer.Headers.GetValues("X-Correlation-Id").Single(), Does.Match("^[0-9a-f]{32}$"));
        }
    }

    [Test]
    public async Task Another_host_name_and_a_page_that_may_not_call_are_turned_away()
    {
        await using var door = await DoorFixture.OpenAsync(options => options with { AllowedOrigins = ["https://app.example"] });
        using var rebound = await door.SendAsync(HttpMethod.Get, "/health/live", door.StartToken, null, ("Host", "evil.example"));
        using var page = await door.SendAsync(HttpMethod.Get, "/health/live", door.StartToken, null, ("Origin", "https://evil.example"));
        using var known = await door.SendAsync(HttpMethod.Get, "/health/live", door.StartToken, null, ("Origin", "https://app.example"));
        using var preflight = await door.SendAsync(HttpMethod.Options, "/mcp", null, null, ("Origin", "https://app.example"));
        using var foreign = await door.SendAsync(HttpMethod.Options, "/mcp", null, null, ("Origin", "null"));
        Assert.Multiple(() =>
        {
            Assert.That(rebound.StatusCode, Is.EqualTo(HttpStatusCode.MisdirectedRequest));
            Assert.That(page.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
            Assert.That(known.Headers.GetValues("Access-Control-Allow-Origin").Single(), Is.EqualTo("https://app.example"));
            Assert.That((preflight.StatusCode, preflight.Headers.GetValues("Access-Control-Allow-Methods").Single()), Is.EqualTo((HttpStatusCode.NoContent, "GET, POST, DELETE")));
            Assert.That(foreign.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        });
    }

    [Test]
    public async Task A_forwarded_address_is_believed_from_trusted_proxies_only()
    {
        async Task<string> AddressAsync(params IPAddress[] trusted)
        {
            await using var door = await DoorFixture.OpenAsync(options => options with { TrustedProxies = trusted });
            using var answer = await door.SendAsync(HttpMethod.Get, "/health/live", door.StartToken, null, ("X-Forwarded-For", "203.0.113.9, 198.51.100.7"));
            return JsonDocument.Parse(door.Audit()[^1]).RootElement.GetProperty("address").GetString()!;
        }

        Assert.That(await AddressAsync(), Is.EqualTo("127.0.0.1"));
        Assert.That(await AddressAsync(IPAddress.Loopback), Is.EqualTo("198.51.100.7"));
        Assert.That(await AddressAsync(IPAddress.Loopback, IPAddress.Parse("198.51.100.7")), Is.EqualTo("203.0.113.9"));
    }

    [Test]
    public async Task One_record_stands_for_each_operation_allowed_or_refused_with_the_callers_trace_id()
    {
        const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        await using var door = await DoorFixture.OpenAsync();
        var key = await door.KeyAsync(Role.Viewer, "ann", "/srv/one");
        using var found = await door.ToolAsync(key, "search_code", new() { ["path"] = "/srv/one", ["query"] = "secret words" }, ("traceparent", $"00-{Trace}-00f067aa0ba902b7-01"));
        using var denied = await door.ToolAsync(key, "clear_index");
        using var nobody = await door.SendAsync(HttpMethod.Get, "/metrics", "wrong");
        var records = door.Audit();
        Assert.Multiple(() =>
        {
            Assert.That(records, Has.Count.EqualTo(3));
            Assert.That(records[0], Does.Contain("\"who\":\"ann\"").And.Contain("\"role\":\"Viewer\"").And.Contain("\"operation\":\"search\"").And.Contain("\"target\":\"search_code\"")
                .And.Contain("/srv/one").And.Contain(Trace).And.Contain("\"outcome\":\"allowed\"").And.Not.Contain("secret words"));
            Assert.That(records[1], Does.Contain("\"operation\":\"clear\"").And.Contain("\"outcome\":\"refused\"").And.Contain("\"reason\":\"role\""));
            Assert.That(records[2], Does.Contain("\"reason\":\"no-credential\"").And.Contain("\"address\":\"127.0.0.1\"").And.Not.Contain("wrong").And.Not.Contain("\"who\""));
        });
    }

    [Test]
    public async Task A_folder_that_is_not_granted_is_recorded_as_refused_once_and_before_the_answer()
    {
        await using var door = await DoorFixture.OpenAsync();
        var key = await door.KeyAsync(Role.Viewer, "ann", "/srv/one");
        door.Surface.Told = () => Assert.That(door.Audit()[^1], Does.Contain("/srv/two").And.Contain("\"outcome\":\"refused\"").And.Contain("\"reason\":\"collection\""));
        using var foreign = await door.ToolAsync(key, "tell", new() { ["path"] = "/srv/two" });
        using var open = await door.ToolAsync(key, "search_code", new() { ["path"] = "/srv/one" });
        using var unnamed = await door.ToolAsync(key, "search_code");
        using var admin = await door.ToolAsync(await door.KeyAsync(Role.Admin, "root"), "search_code", new() { ["path"] = "/srv/two" });
        var records = door.Audit();
        Assert.That(await foreign.Content.ReadAsStringAsync(), Does.Contain("tell for ann"), "what answers decides what the caller reads, and it has the same rule");
        Assert.That(records, Has.Count.EqualTo(4));
        Assert.That(records.Count(record => record.Contains("\"outcome\":\"allowed\"", StringComparison.Ordinal)), Is.EqualTo(3));
    }

    [Test]
    public async Task Administration_stops_while_the_audit_log_cannot_be_written_and_searching_does_not()
    {
        await using var door = await DoorFixture.OpenAsync();
        var key = await door.KeyAsync(Role.Admin);
        var database = new ServerDatabase(door.DataFolder);
        database.Execute("ALTER TABLE audit RENAME TO gone");
        using var search = await door.ToolAsync(key, "search_code");
        using var clear = await door.ToolAsync(key, "clear_index");
        using var create = await door.SendAsync(HttpMethod.Post, "/admin/keys", key, """{"owner":"bob","role":"viewer"}""");
        using var degraded = await door.SendAsync(HttpMethod.Get, "/health/ready", key);
        Assert.That(new[] { search.StatusCode, clear.StatusCode, create.StatusCode }, Is.EqualTo(new[] { HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable }));
        database.Execute("ALTER TABLE gone RENAME TO audit");
        using var ready = await door.SendAsync(HttpMethod.Get, "/health/ready", key);
        Assert.That((degraded.StatusCode, ready.StatusCode), Is.EqualTo((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK)));
        using var keys = await door.SendAsync(HttpMethod.Get, "/admin/keys", key);
        Assert.That(await keys.Content.ReadAsStringAsync(), Does.Not.Contain("bob"));
    }

    [Test]
    public async Task An_admin_makes_lists_and_revokes_keys_and_an_owner_sees_only_their_own()
    {
        await using var door = await DoorFixture.OpenAsync();
        using var made = await door.SendAsync(HttpMethod.Post, "/admin/keys", door.StartToken, """{"owner":"bob","role":"viewer","collections":["/srv/one"],"scopes":["search","ownKeys"],"days":30}""");
        using var body = JsonDocument.Parse(await made.Content.ReadAsStringAsync());
        var (key, id) = (body.RootElement.GetProperty("key").GetString()!, body.RootElement.GetProperty("entry").GetProperty("id").GetString()!);
        await door.KeyAsync(Role.Viewer);
        using var own = await door.SendAsync(HttpMethod.Get, "/keys", key);
        var rows = await own.Content.ReadAsStringAsync();
        using var foreign = await door.SendAsync(HttpMethod.Delete, $"/keys/{JsonDocument.Parse(await (await door.SendAsync(HttpMethod.Get, "/admin/keys", door.StartToken)).Content.ReadAsStringAsync()).RootElement[0].GetProperty("id")}", key);
        using var gone = await door.SendAsync(HttpMethod.Delete, $"/admin/keys/{id}", door.StartToken);
        using var after = await door.SendAsync(HttpMethod.Get, "/keys", key);
        Assert.Multiple(() =>
        {
            Assert.That(made.StatusCode, Is.EqualTo(HttpStatusCode.Created));
            Assert.That(rows, Does.Contain(id).And.Not.Contain("ann").And.Not.Contain(key[^43..]).And.Not.Contain("mac"));
            Assert.That(foreign.StatusCode, Is.EqualTo(HttpStatusCode.NotFound), "somebody else's key is as if it were not there");
            Assert.That(gone.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
            Assert.That(after.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        });
    }

    [TestCase("{}")]
    [TestCase("[]")]
    [TestCase("no json")]
    [TestCase("""{"owner":"bob","role":"4"}""")]
    [TestCase("""{"owner":"bob","role":"root"}""")]
    [TestCase("""{"owner":"bob","role":"viewer","scopes":["7"]}""")]
    [TestCase("""{"owner":"","role":"viewer"}""")]
    [TestCase("""{"owner":"bob","role":"viewer","days":-1}""")]
    public async Task A_key_that_cannot_be_made_is_refused_in_words(string json)
    {
        await using var door = await DoorFixture.OpenAsync();
        using var answer = await door.SendAsync(HttpMethod.Post, "/admin/keys", door.StartToken, json);
        Assert.That((answer.StatusCode, (await answer.Content.ReadAsStringAsync()).Contains("argument.invalid", StringComparison.Ordinal)), Is.EqualTo((HttpStatusCode.BadRequest, true)));
    }

    [Test]
    public async Task The_audit_log_is_exported_and_verified_over_http()
    {
        await using var door = await DoorFixture.OpenAsync();
        using var live = await door.SendAsync(HttpMethod.Get, "/health/live", door.StartToken);
        using var export = await door.SendAsync(HttpMethod.Get, "/admin/audit", door.StartToken);
        var lines = (await export.Content.ReadAsStringAsync()).TrimEnd().Split('\n').Select(line => JsonElement.Parse(line)).ToList();
        Assert.That(lines[0].GetProperty("record").GetProperty("target").GetString(), Is.EqualTo("GET /health/live"));
        Assert.That(lines[^1].GetProperty("head").GetInt64(), Is.EqualTo(2));
        using var whole = await door.SendAsync(HttpMethod.Get, "/admin/audit/verify", door.StartToken);
        Assert.That(await whole.Content.ReadAsStringAsync(), Does.Contain("\"whole\":true"));
        new ServerDatabase(door.DataFolder).Execute("DELETE FROM audit WHERE number = 2");
        using var cut = await door.SendAsync(HttpMethod.Get, "/admin/audit/verify", door.StartToken);
        Assert.That(await cut.Content.ReadAsStringAsync(), Does.Contain("\"whole\":false").And.Contain("After entry 1 stands entry 3"));
    }

    [Test]
    public async Task The_metrics_move_and_hold_nothing_that_a_client_chose()
    {
        await using var door = await DoorFixture.OpenAsync();
        for (var i = 0; i < 50; i++)
        {
            using var answer = await door.SendAsync(HttpMethod.Get, $"/planted{i}", door.StartToken);
        }

        using var metrics = await door.SendAsync(HttpMethod.Get, "/metrics", door.StartToken);
        var text = await metrics.Content.ReadAsStringAsync();
        Assert.That(text, Does.Contain("ctxb_http_requests_total{operation=\"health\",status=\"404\"} 50").And.Contain("ctxb_http_request_duration_seconds_bucket").And.Not.Contain("planted"));
    }

    [Test]
    public async Task A_body_beyond_the_limit_is_refused_and_the_server_lives()
    {
        await using var door = await DoorFixture.OpenAsync(options => options with { MaxBodyBytes = 2_000 });
        using var large = await door.SendAsync(HttpMethod.Post, "/mcp", door.StartToken, $"{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{{\"x\":\"{new string('a', 5_000)}\"}}}}");
        using var key = await door.SendAsync(HttpMethod.Post, "/admin/keys", door.StartToken, $"{{\"owner\":\"{new string('a', 5_000)}\",\"role\":\"guest\"}}");
        using var live = await door.SendAsync(HttpMethod.Get, "/health/live", door.StartToken);
        Assert.That((large.StatusCode, key.StatusCode, live.StatusCode), Is.EqualTo((HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.OK)));
        Assert.That(JsonNode.Parse(await large.Content.ReadAsStringAsync())!["error"]!["data"]!.ToJsonString(), Is.EqualTo("""{"limit":"body","retryable":false}"""));
        Assert.That(JsonNode.Parse(await key.Content.ReadAsStringAsync())!["data"]!.ToJsonString(), Is.EqualTo("""{"limit":"body","retryable":false}"""));
    }

    [Test]
    public async Task A_full_window_is_told_to_programs_in_the_form_that_the_route_speaks()
    {
        await using var door = await DoorFixture.OpenAsync(options => options with { SearchRate = new RateRule(1, TimeSpan.FromMinutes(1)), AdminRate = new RateRule(1, TimeSpan.FromMinutes(1)) });
        using var search = await door.ToolAsync(door.StartToken, "search_code");
        using var keys = await door.SendAsync(HttpMethod.Get, "/admin/keys", door.StartToken);
        door.Time.Advance(TimeSpan.FromSeconds(20));
        using var message = await door.ToolAsync(door.StartToken, "search_code");
        using var route = await door.SendAsync(HttpMethod.Get, "/admin/keys", door.StartToken);
        var (error, refusal) = (JsonNode.Parse(await message.Content.ReadAsStringAsync())!, JsonNode.Parse(await route.Content.ReadAsStringAsync())!);
        const string Facts = """{"limit":"rate","retryable":true,"retryAfterSeconds":40}""";
        Assert.Multiple(() =>
        {
            Assert.That((message.StatusCode, message.Headers.RetryAfter?.ToString()), Is.EqualTo((HttpStatusCode.TooManyRequests, "40")));
            Assert.That(((int)error["id"]!, (int)error["error"]!["code"]!, error["error"]!["data"]!.ToJsonString()), Is.EqualTo((1, -32000, Facts)));
            Assert.That((route.StatusCode, (string)refusal["error"]!, refusal["data"]!.ToJsonString()), Is.EqualTo((HttpStatusCode.TooManyRequests, "rate-limited", Facts)));
        });
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task What_takes_too_long_is_given_up_and_the_caller_is_told(bool inSession)
    {
        await using var door = await DoorFixture.OpenAsync(options => options with { MaxDuration = TimeSpan.FromSeconds(5) });
        var call = inSession ? await door.ToolInSessionAsync(door.StartToken, "wait") : door.ToolAsync(door.StartToken, "wait");
        await door.Surface.HasBegun.WaitAsync();
        door.Time.Advance(TimeSpan.FromSeconds(5));
        using var answer = await call;
        await door.Surface.HasBegun.WaitAsync(); // released once more when it is cancelled
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("""data":{"limit":"duration","retryable":true,"retryAfterSeconds":1}"""));
        Assert.That(door.Surface.Cancelled, Is.EqualTo(1));
    }

    [Test]
    public async Task Every_limit_shows_how_much_of_it_is_used()
    {
        await using var door = await DoorFixture.OpenAsync(options => options with { SearchRate = new RateRule(7, TimeSpan.FromMinutes(1)), MaxDuration = TimeSpan.FromSeconds(90), MaxBodyBytes = 5_000 });
        using var first = await door.ToolAsync(door.StartToken, "search_code");
        using var other = await door.ToolAsync(await door.KeyAsync(Role.Viewer), "search_code");
        using var large = await door.SendAsync(HttpMethod.Post, "/mcp", door.StartToken, new string('x', 4_000));
        var waits = door.ToolAsync(door.StartToken, "wait");
        await door.Surface.HasBegun.WaitAsync();
        door.Time.Advance(TimeSpan.FromSeconds(30));
        using var metrics = await door.SendAsync(HttpMethod.Get, "/metrics", door.StartToken);
        door.Surface.MayEnd.Release();
        using var ended = await waits;
        var lines = (await metrics.Content.ReadAsStringAsync()).Split('\n');
        Assert.That(lines, Is.SupersetOf(new[]
        {
            "ctxb_http_rate{operation=\"search\"} 2", "ctxb_http_rate_limit{operation=\"search\"} 7", "ctxb_http_rate_limit{operation=\"refused\"} 30", "ctxb_http_running 1",
            "ctxb_http_oldest_seconds 30", "ctxb_http_oldest_limit_seconds 90", "ctxb_http_body_bytes 4000", "ctxb_http_body_limit_bytes 5000",
        }));
    }

    [Test]
    public async Task When_all_places_are_taken_one_more_is_told_to_come_again()
    {
        await using var door = await DoorFixture.OpenAsync(options => options with { MaxRunning = 1, MaxWaiting = 0 });
        var first = door.ToolAsync(door.StartToken, "wait");
        await door.Surface.HasBegun.WaitAsync();
        using var second = await door.ToolAsync(door.StartToken, "search_code");
        Assert.That(await second.Content.ReadAsStringAsync(), Does.Contain("""data":{"limit":"busy","retryable":true,"retryAfterSeconds":1}"""));
        door.Surface.MayEnd.Release();
        using var ended = await first;
        using var third = await door.ToolAsync(door.StartToken, "search_code");
        Assert.That((second.StatusCode, second.Headers.RetryAfter?.ToString(), ended.StatusCode, third.StatusCode), Is.EqualTo((HttpStatusCode.ServiceUnavailable, "1", HttpStatusCode.OK, HttpStatusCode.OK)));
    }

    [Test]
    public async Task A_server_that_is_told_to_stop_finishes_what_it_does()
    {
        await using var door = await DoorFixture.OpenAsync();
        using var stop = new CancellationTokenSource();
        var run = door.Door.RunAsync(stop.Token);
        var call = door.ToolAsync(door.StartToken, "wait");
        await door.Surface.HasBegun.WaitAsync();
        await stop.CancelAsync();
        door.Surface.MayEnd.Release();
        using var answer = await call;
        await run;
        Assert.That((answer.StatusCode, await answer.Content.ReadAsStringAsync()), Is.EqualTo((HttpStatusCode.OK, await answer.Content.ReadAsStringAsync())));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("wait for owner"));
        Assert.That(async () => await door.Http.GetAsync("/health/live"), Throws.InstanceOf<HttpRequestException>());
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task It_speaks_TLS_by_a_certificate_in_a_file(bool isPem)
    {
        using var disk = new TemporaryFolder();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        var file = disk.Write("tls", isPem ? certificate.ExportCertificatePem() : "");
        var keyFile = disk.Write("tls.key", key.ExportPkcs8PrivateKeyPem());
        if (!isPem)
        {
            await File.WriteAllBytesAsync(file, certificate.Export(X509ContentType.Pkcs12));
        }

        await using var door = await DoorFixture.OpenAsync(options => options with { CertificateFile = file, CertificateKeyFile = isPem ? keyFile : null });
        using var http = new HttpClient(new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, shown, _, _) => shown?.Thumbprint == certificate.Thumbprint });
        using var answer = await http.GetAsync(new Uri(new Uri(door.Door.Address), "/health/live"));
        Assert.Multiple(() =>
        {
            Assert.That(door.Door.Address, Does.StartWith("https://"));
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
            Assert.That(answer.Headers.GetValues("Strict-Transport-Security").Single(), Is.EqualTo("max-age=31536000"));
        });
    }

    [Test]
    public void A_certificate_that_is_none_is_refused_with_what_to_give()
    {
        using var disk = new TemporaryFolder();
        var file = disk.Write("tls", "no certificate");
        Assert.That(async () => await DoorFixture.OpenAsync(options => options with { CertificateFile = file }), Throws.TypeOf<CtxbException>().With.Property(nameof(CtxbException.Next)).Contains("PKCS#12"));
    }

    [Test]
    public async Task Its_own_address_is_no_foreign_origin()
    {
        await using var door = await DoorFixture.OpenAsync();
        using var own = await door.SendAsync(HttpMethod.Get, "/health/live", door.StartToken, null, ("Origin", door.Door.Address));
        using var near = await door.SendAsync(HttpMethod.Get, "/health/live", door.StartToken, null, ("Origin", door.Door.Address + "1"));
        Assert.That((own.StatusCode, near.StatusCode), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.Forbidden)));
    }

    [Test]
    public async Task An_address_that_is_taken_is_refused_with_what_to_do()
    {
        await using var door = await DoorFixture.OpenAsync();
        var port = new Uri(door.Door.Address).Port;
        Assert.That(
            async () => await DoorFixture.OpenAsync(options => options with { Address = new IPEndPoint(IPAddress.Loopback, port) }),
            Throws.TypeOf<CtxbException>().With.Message.Contains($"127.0.0.1:{port}"));
    }

    [Test]
    public void Options_out_of_range_are_all_told()
    {
        var options = new HttpDoorOptions
        {
            Address = new IPEndPoint(IPAddress.Any, 8080),
            MaxBodyBytes = 1,
            MaxRunning = 0,
            SearchRate = new(0, TimeSpan.FromMinutes(1)),
            Jwt = new JwtOptions { Issuer = "http://issuer.example", Audience = "" },
        };
        Assert.That(options.Problems(), Has.Exactly(6).Items.And.Some.Contains("http.certificate").And.Some.Contains("http.jwt.issuer").And.Some.Contains("http.rate.search"));
        Assert.That(new HttpDoorOptions { Address = new IPEndPoint(IPAddress.Loopback, 0) }.Problems(), Is.Empty);
    }

    [OneTimeTearDown]
    public void ClosePools() => SqliteConnection.ClearAllPools();

    private static (string? Limit, string? Remaining, string? Reset, string? RetryAfter) Headers(HttpResponseMessage answer)
    {
        string? One(string name) => answer.Headers.TryGetValues(name, out var values) ? values.Single() : null;
        return (One("X-RateLimit-Limit"), One("X-RateLimit-Remaining"), One("X-RateLimit-Reset"), One("Retry-After"));
    }
}
