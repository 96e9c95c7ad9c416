using System.Net;
using System.Text;
using System.Text.Json;
using McpContextBrowser.Mcp;
using McpContextBrowser.Server.Auth;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace McpContextBrowser.Tests.EndToEnd;

/// <summary><c>ctxb serve --http</c>, the process as a team gets it.</summary>
[TestFixture]
[Platform(Exclude = "Win", Reason = "stops the server by SIGTERM")]
public sealed class ServeHttpTests
{
    private const string Code = "class Pool:\n    def close_sessions(self):\n        for session in self.sessions:\n            session.shutdown()\n";

    [TestCase("2025-11-25")]
    [TestCase(null)]
    public async Task The_owner_of_a_fresh_server_searches_with_the_start_token(string? revision)
    {
        using var home = new TemporaryFolder();
        home.Write("code/pool.py", Code);
        await using var server = await HttpServerProcess.StartAsync(home);
        var file = home.Join("data", StartToken.FileName);
        var token = (await File.ReadAllTextAsync(file)).Trim();
        await using (var client = await server.ConnectAsync(token, revision))
        {
            var tools = await client.ListToolsAsync();
            var found = await client.CallToolAsync(ToolNames.Search, new Dictionary<string, object?> { ["query"] = "where are sessions closed", ["path"] = home.Join("code") });
            var status = await client.CallToolAsync(ToolNames.Status);
            Assert.Multiple(() =>
            {
                Assert.That(tools.Select(tool => tool.Name), Is.EquivalentTo(ToolCatalogue.Tools.Select(tool => tool.Name)));
                Assert.That(Text(found), Does.Contain("pool.py:1-").And.Contain("session.shutdown()"));
                Assert.That(Text(status), Does.Contain($"{home.Join("code")}: ready"));
            });
        }

        var (code, results, messages) = await server.StopAsync();
        Assert.Multiple(() =>
        {
            Assert.That((code, results), Is.EqualTo((0, "")), messages);
            Assert.That(messages, Does.Contain(file).And.Not.Contain(token));
            Assert.That(File.Exists(file), Is.False, "the token of a start ends with it");
        });
    }

    [Test]
    public async Task An_administrator_renews_the_data_keys_reads_all_that_is_held_and_erases_a_folder()
    {
        using var home = new TemporaryFolder();
        home.Write("code/pool.py", Code);
        home.Write("other/clock.py", "def elapsed():\n    return 1\n");
        var ctxb = CtxbProcess.Built.With(("CTXB_DATA", home.Join("data")));
        await ctxb.RunAsync(home.Path, "index", "code");
        await ctxb.RunAsync(home.Path, "index", "other");
        var token = (await ctxb.RunAsync(home.Path, "apikey", "create", "root", "--role", "admin")).Results.Trim();
        var folder = Uri.EscapeDataString(home.Join("code"));
        await using (var server = await HttpServerProcess.StartAsync(home))
        {
            using var http = server.Client(token);
            using var rotated = await http.PostAsync("/admin/data-keys", null);
            Assert.That(JsonElement.Parse(await rotated.Content.ReadAsStringAsync()).GetProperty("resealed").GetInt64(), Is.Positive);
            Assert.That(await http.GetStringAsync($"/admin/backup?path={folder}&texts=true"), Does.Contain("session.shutdown()").And.Not.Contain("clock.py"));
            Assert.That(await http.GetStringAsync("/admin/backup"), Does.Contain("pool.py").And.Contain("clock.py").And.Not.Contain("shutdown"));
            foreach (var unconfirmed in new[] { "", $"?path={folder}", $"?path={folder}&confirm=other" })
            {
                using var asked = await http.DeleteAsync($"/admin/collections{unconfirmed}");
                Assert.That(await asked.Content.ReadAsStringAsync(), Does.Contain("confirmation.needed"), unconfirmed);
            }

            Assert.That(await http.GetStringAsync("/admin/backup"), Does.Contain("pool.py"), "nothing is erased by mistake");
            using var erased = await http.DeleteAsync($"/admin/collections?path={folder}&confirm={folder}");
            using var again = await http.DeleteAsync($"/admin/collections?path={folder}&confirm={folder}");
            Assert.That((erased.StatusCode, again.StatusCode), Is.EqualTo((HttpStatusCode.NoContent, HttpStatusCode.NotFound)));
            Assert.That(await http.GetStringAsync("/admin/backup"), Does.Contain("clock.py").And.Not.Contain("pool.py"));
        }

        await using (var reader = await HttpServerProcess.StartAsync(home, ("CTXB_SERVE_READ_ONLY", "true")))
        {
            var other = Uri.EscapeDataString(home.Join("other"));
            using var http = reader.Client(token);
            using var refused = await http.DeleteAsync($"/admin/collections?path={other}&confirm={other}");
            Assert.That(await refused.Content.ReadAsStringAsync(), Does.Contain("This server only reads."));
        }

        var entries = (await ctxb.RunAsync(home.Path, "audit", "export")).Results.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(entries, Has.Exactly(4).Contains("\"erase\"").And.Contains(home.Join("code")), "what is erased stands in the audit log");
        Assert.That(entries, Has.Some.Contains("\"rotatekeys\"").And.Some.Contains("\"backup\""));
    }

    [Test]
    public async Task Nobody_gets_in_without_a_credential_and_every_call_is_in_the_audit_log()
    {
        using var home = new TemporaryFolder();
        home.Write("code/pool.py", Code);
        await using var server = await HttpServerProcess.StartAsync(home);
        using (var nobody = server.Client(null))
        {
            foreach (var path in new[] { "/mcp", "/health/live", "/metrics", "/admin/keys", "/nothing" })
            {
                using var answer = await nobody.GetAsync(path);
                Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized), path);
            }
        }

        var ctxb = CtxbProcess.Built.With(("CTXB_DATA", home.Join("data")));
        var made = await ctxb.RunAsync(home.Path, "apikey", "create", "ann", "--collection", "code");
        var key = made.Results.Trim();
        await using (var client = await server.ConnectAsync(key))
        {
            var found = await client.CallToolAsync(ToolNames.Search, new Dictionary<string, object?> { ["query"] = "where are sessions closed" });
            Assert.That(Text(found), Does.Contain("pool.py:1-"), "the one folder granted is meant when none is named");
            Assert.That((await client.ListToolsAsync()).Select(tool => tool.Name), Is.EquivalentTo(new[] { ToolNames.Search, ToolNames.Similar, ToolNames.Status }));
        }

        var list = await ctxb.RunAsync(home.Path, "apikey", "list", "--json");
        var id = JsonElement.Parse(list.Results)[0].GetProperty("id").GetString()!;
        var revoked = await ctxb.RunAsync(home.Path, "apikey", "revoke", id);
        using var after = await server.Client(key).GetAsync("/health/live");
        var (_, _, messages) = await server.StopAsync();
        var verify = await ctxb.RunAsync(home.Path, "audit", "verify");
        var export = await ctxb.RunAsync(home.Path, "audit", "export");
        Assert.Multiple(() =>
        {
            Assert.That(key, Does.StartWith(ApiKeys.Prefix));
            Assert.That(list.Results, Does.Not.Contain(key[^43..]).And.Contain("\"state\":\"active\""));
            Assert.That((revoked.ExitCode, after.StatusCode), Is.EqualTo((0, HttpStatusCode.Unauthorized)));
            Assert.That((verify.ExitCode, verify.Results.Contains("none changed", StringComparison.Ordinal)), Is.EqualTo((0, true)), verify.Messages);
            Assert.That(export.Results, Does.Contain("\"target\":\"search_code\"").And.Contain("\"reason\":\"no-credential\"").And.Contain($"apikey create ann").And.Contain($"apikey revoke {id}")
                .And.Not.Contain("where are sessions closed").And.Not.Contain(key[^43..]));
            Assert.That(messages, Does.Not.Contain(key[^43..]));
        });
    }

    [Test]
    public async Task A_folder_that_is_not_granted_answers_as_one_that_does_not_exist()
    {
        using var home = new TemporaryFolder();
        home.Write("code/pool.py", Code);
        home.Write("foreign/secret.py", Code);
        Directory.CreateSymbolicLink(home.Join("code", "out"), home.Join("foreign"));
        var ctxb = CtxbProcess.Built.With(("CTXB_DATA", home.Join("data")));
        var key = (await ctxb.RunAsync(home.Path, "apikey", "create", "ann", "--role", "developer", "--collection", "code")).Results.Trim();
        await ctxb.RunAsync(home.Path, "index", "foreign");
        await using var server = await HttpServerProcess.StartAsync(home);
        await using var client = await server.ConnectAsync(key);
        foreach (var tool in new[] { ToolNames.Search, ToolNames.Similar, ToolNames.Index, ToolNames.Status })
        {
            var texts = new List<string>();
            foreach (var path in new[] { home.Join("foreign"), home.Join("missing"), home.Join("code", "out"), home.Join("foreign", "secret.py"), home.Path, "/", "foreign" })
            {
                var answer = await client.CallToolAsync(tool, new Dictionary<string, object?> { ["query"] = "sessions", ["snippet"] = "for session in self.sessions", ["path"] = path });
                Assert.That(answer.IsError, Is.True, $"{tool} {path}");
                texts.Add(Text(answer).Replace(path, "PATH", StringComparison.Ordinal).Split('\n')[^1]);
            }

            Assert.That(texts.Distinct(), Has.One.Items.And.All.Contains("PATH does not exist"), tool);
        }

        var all = await client.CallToolAsync(ToolNames.Status);
        Assert.That(Text(all), Does.Not.Contain("foreign"));
        foreach (var uri in new[] { "foreign", "missing" }.Select(folder => $"ctxb://file/secret.py?root={Uri.EscapeDataString(home.Join(folder))}"))
        {
            Assert.That(async () => await client.ReadResourceAsync(uri), Throws.InstanceOf<ModelContextProtocol.McpException>());
        }

        var records = (await ctxb.RunAsync(home.Path, "audit", "export")).Results.Split('\n').Where(line => line.Contains("\"who\":\"ann\"", StringComparison.Ordinal) && line.Contains("\"collections\":[\"", StringComparison.Ordinal)).ToList();
        Assert.That(records, Has.Count.EqualTo(4 * 7 + 2).And.All.Contains("\"outcome\":\"refused\",\"reason\":\"collection\""), "the audit log tells what the caller cannot");
    }

    [Test]
    public async Task A_developer_clears_what_his_own_job_brought_in_and_says_so_twice()
    {
        using var home = new TemporaryFolder();
        home.Write("mine/pool.py", Code);
        home.Write("theirs/pool.py", Code);
        var ctxb = CtxbProcess.Built.With(("CTXB_DATA", home.Join("data")));
        string[] grants = ["--collection", "mine", "--collection", "theirs"];
        var (ann, bob) = (
            (await ctxb.RunAsync(home.Path, ["apikey", "create", "ann", "--role", "developer", .. grants])).Results.Trim(),
            (await ctxb.RunAsync(home.Path, ["apikey", "create", "bob", "--role", "developer", .. grants])).Results.Trim());
        await ctxb.RunAsync(home.Path, "index", "theirs");
        await using var server = await HttpServerProcess.StartAsync(home);
        await using var hers = await server.ConnectAsync(ann);
        await using var his = await server.ConnectAsync(bob);
        await hers.CallToolAsync(ToolNames.Index, new Dictionary<string, object?> { ["path"] = home.Join("mine") });
        async Task<string> Clear(McpClient client, string folder, string? word) =>
            Text(await client.CallToolAsync(ToolNames.Clear, new Dictionary<string, object?> { ["path"] = home.Join(folder), ["confirm"] = word }));
        var asked = await Clear(hers, "mine", null);
        var word = asked.Split('"')[1];
        var foreign = await Clear(hers, "theirs", word);
        var stranger = await Clear(his, "mine", word);
        var wrong = await Clear(hers, "mine", "wrong");
        var late = await Clear(hers, "mine", word);
        var done = await Clear(hers, "mine", late.Split('"')[1]);
        Assert.Multiple(() =>
        {
            Assert.That(asked, Does.Contain("confirmation.needed"));
            Assert.That(new[] { foreign, stranger }, Is.All.Contain("permission.denied"));
            Assert.That(wrong, Does.Contain("confirmation.needed"));
            Assert.That(late, Does.Contain("confirmation.needed"), "a word is spent by a wrong one");
            Assert.That(done, Does.StartWith("Removed from the index"));
        });
    }

    [Test]
    public async Task One_trace_leads_from_the_clients_metadata_to_the_log_and_the_audit_log()
    {
        const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        using var home = new TemporaryFolder();
        home.Write("code/pool.py", Code);
        await using var server = await HttpServerProcess.StartAsync(home);
        using var http = server.Client((await File.ReadAllTextAsync(home.Join("data", StartToken.FileName))).Trim());
        var body = """
            {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"get_indexing_status","arguments":{},"_meta":{"traceparent":"00-TRACE-00f067aa0ba902b7-01",
            "io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}}}
            """.Replace("TRACE", Trace, StringComparison.Ordinal);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mcp") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in new[] { ("Accept", "application/json, text/event-stream"), ("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", "tools/call"), ("Mcp-Name", "get_indexing_status") })
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var answer = await http.SendAsync(request);
        await server.StopAsync();
        var log = string.Concat(Directory.EnumerateFiles(home.Join("data", "logs")).Select(File.ReadAllText));
        var audit = await CtxbProcess.Built.With(("CTXB_DATA", home.Join("data"))).RunAsync(home.Path, "audit", "export");
        Assert.Multiple(() =>
        {
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(answer.Headers.GetValues("X-Correlation-Id"), Is.EqualTo(new[] { Trace }));
            Assert.That(log.Split('\n'), Has.Some.Contains("tool.call").And.Some.Contains(Trace));
            Assert.That(audit.Results.Split('\n'), Has.Some.Contains("get_indexing_status").And.Some.Contains(Trace));
        });
    }

    [Test]
    public async Task What_is_set_wrong_is_told_before_anything_listens()
    {
        using var home = new TemporaryFolder();
        var open = await CtxbProcess.Built.RunAsync(home.Path, "serve", "--http", "0.0.0.0:0");
        var odd = await CtxbProcess.Built.RunAsync(home.Path, "serve", "--http", "8080");
        Assert.Multiple(() =>
        {
            Assert.That((open.ExitCode, odd.ExitCode), Is.EqualTo((2, 2)));
            Assert.That(open.Messages, Does.Contain("http.certificate"));
            Assert.That(odd.Messages, Does.Contain("127.0.0.1:8080").And.Contain("--http"));
        });
    }

    private static string Text(CallToolResult result) => ((TextContentBlock)result.Content[0]).Text;
}
