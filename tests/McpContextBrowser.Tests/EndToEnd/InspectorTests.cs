using System.Text.Json;
using McpContextBrowser.Mcp;

namespace McpContextBrowser.Tests.EndToEnd;

/// <summary>The protocol's own inspector, from npm, against the real process, in both eras of the protocol.</summary>
[TestFixture("legacy")]
[TestFixture("modern")]
[Slow]
public sealed class InspectorTests(string era)
{
    private const string Version = "2.12.0";
    private const string Node = "22.23.3"; // the inspector asks for 22, Debian 13 has 20

    private TemporaryFolder _disk;
    private string _modules;

    [OneTimeSetUp]
    public async Task InstallInspector()
    {
        _disk = new TemporaryFolder();
        _disk.Write("home/code/pool.py", "class Pool:\n    def close_sessions(self):\n        for session in self.sessions:\n            session.shutdown()\n");
        var folder = _disk.Folder("npm");
        await Programs.NeedAsync(
            $"the MCP inspector {Version}", folder, ForeignCode.Npm, "install", "--silent", "--no-audit", "--no-fund", $"@modelcontextprotocol/inspector@{Version}", $"node@{Node}");
        _modules = Path.Join(folder, "node_modules");
    }

    [OneTimeTearDown]
    public void RemoveDisk() => _disk?.Dispose();

    [Test]
    public async Task Strict_finds_nothing_in_the_list_of_tools()
    {
        var (exit, text) = await InspectAsync("--method", "tools/list", "--strict");
        var end = text.LastIndexOf('}') + 1;
        Assert.Multiple(() =>
        {
            Assert.That(exit, Is.Zero, text);
            Assert.That(text[end..].Trim(), Is.Empty, "no finding of any weight");
            Assert.That(JsonElement.Parse(text[..end]).GetProperty("tools").EnumerateArray().Select(tool => tool.GetProperty("name").GetString()), Does.Contain(ToolNames.Search).And.Contain(ToolNames.Index));
        });
    }

    [Test]
    public async Task It_searches()
    {
        var (exit, text) = await InspectAsync(
            "--method", "tools/call", "--tool-name", ToolNames.Search, "--tool-args-json", JsonSerializer.Serialize(new { query = "where are sessions closed", path = _disk.Join("home", "code") }));
        Assert.That(exit, Is.Zero, text);
        Assert.That(JsonElement.Parse(text).GetProperty("structuredContent").GetProperty("hits")[0].GetProperty("path").GetString(), Is.EqualTo("pool.py"));
    }

    [Test]
    public async Task It_is_told_what_is_wrong_with_a_call()
    {
        var (_, text) = await InspectAsync("--method", "tools/call", "--tool-name", ToolNames.Search, "--tool-args-json", """{"query":"x","path":"/no/such/folder"}""");
        Assert.That(text, Does.Contain("\"isError\": true").And.Contain("(path.missing)"));
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "stops the server by SIGTERM")]
    public async Task Over_http_it_lists_and_searches_with_its_bearer_header_alone()
    {
        using var home = new TemporaryFolder();
        home.Write("code/pool.py", "class Pool:\n    def close_sessions(self):\n        for session in self.sessions:\n            session.shutdown()\n");
        var made = await CtxbProcess.Built.With(("CTXB_DATA", home.Join("data"))).RunAsync(home.Path, "apikey", "create", "ann", "--role", "viewer", "--collection", "code");
        await using var server = await HttpServerProcess.StartAsync(home);
        string[] at = [$"{server.Address}mcp", "--transport", "http", "--protocol-era", era];
        string[] bearer = ["--header", $"Authorization: Bearer {made.Results.Trim()}"];
        var (_, refused) = await RunAsync([.. at, "--method", "tools/list"]);
        var (listed, tools) = await RunAsync([.. at, .. bearer, "--method", "tools/list"]);
        var (found, hits) = await RunAsync([.. at, .. bearer, "--method", "tools/call", "--tool-name", ToolNames.Search, "--tool-args-json", """{"query":"where are sessions closed"}"""]);
        Assert.Multiple(() =>
        {
            Assert.That(refused, Does.Not.Contain(ToolNames.Search));
            Assert.That((listed, tools.Contains($"\"{ToolNames.Search}\"", StringComparison.Ordinal), tools.Contains($"\"{ToolNames.Index}\"", StringComparison.Ordinal)), Is.EqualTo((0, true, false)), tools);
            Assert.That((found, hits.Contains("pool.py", StringComparison.Ordinal)), Is.EqualTo((0, true)), hits);
        });
    }

    private Task<(int ExitCode, string Text)> InspectAsync(params string[] args) => RunAsync([CtxbProcess.Dotnet, CtxbProcess.Assembly, "serve", "--protocol-era", era, .. args]);

    private async Task<(int ExitCode, string Text)> RunAsync(params string[] args)
    {
        var environment = new Dictionary<string, string?> { ["HOME"] = _disk.Join("home"), ["USERPROFILE"] = _disk.Join("home") };
        var inspector = Path.Join(_modules, "@modelcontextprotocol", "inspector", "clients", "launcher", "build", "index.js");
        var node = OperatingSystem.IsWindows() ? Path.Join(_modules, "node", "bin", "node.exe") : Path.Join(_modules, "node", "bin", "node");
        var run = await Programs.RunAsync(
            _disk.Join("home"), environment, node, [inspector, "--cli", .. args]);
        return run!.Value;
    }
}
