using System.Text.Json;
using McpContextBrowser.Mcp;

namespace McpContextBrowser.Tests.EndToEnd;

/// <summary>The protocol's own inspector, from npm, against the real process.</summary>
[TestFixture]
[Slow]
public sealed class InspectorTests
{
    private const string Version = "0.15.0"; // the last for node 20

    private TemporaryFolder _disk;
    private string _inspector;

    [OneTimeSetUp]
    public async Task InstallInspector()
    {
        _disk = new TemporaryFolder();
        _disk.Write("home/code/pool.py", "class Pool:\n    def close_sessions(self):\n        for session in self.sessions:\n            session.shutdown()\n");
        var folder = _disk.Folder("npm");
        await Programs.NeedAsync(
            $"the MCP inspector {Version}", folder, ForeignCode.Npm, "install", "--silent", "--no-audit", "--no-fund", $"@modelcontextprotocol/inspector@{Version}");
        _inspector = Path.Join(folder, "node_modules", ".bin", OperatingSystem.IsWindows() ? "mcp-inspector.cmd" : "mcp-inspector");
    }

    [OneTimeTearDown]
    public void RemoveDisk() => _disk?.Dispose();

    [Test]
    public async Task It_lists_the_tools()
    {
        var answer = await InspectAsync("--method", "tools/list");
        Assert.That(answer.GetProperty("tools").EnumerateArray().Select(tool => tool.GetProperty("name").GetString()), Does.Contain(ToolNames.Search).And.Contain(ToolNames.Index));
    }

    [Test]
    public async Task It_searches()
    {
        var answer = await InspectAsync(
            "--method", "tools/call", "--tool-name", ToolNames.Search, "--tool-arg", "query=where are sessions closed", "--tool-arg", $"path={_disk.Join("home", "code")}");
        Assert.That(answer.GetProperty("structuredContent").GetProperty("hits")[0].GetProperty("path").GetString(), Is.EqualTo("pool.py"));
    }

    [Test]
    public async Task It_is_told_what_is_wrong_with_a_call()
    {
        var answer = await InspectAsync("--method", "tools/call", "--tool-name", ToolNames.Search, "--tool-arg", "query=x", "--tool-arg", "path=/no/such/folder");
        Assert.That(answer.GetProperty("isError").GetBoolean(), Is.True);
    }

    private async Task<JsonElement> InspectAsync(params string[] args)
    {
        var environment = new Dictionary<string, string?> { ["HOME"] = _disk.Join("home"), ["USERPROFILE"] = _disk.Join("home") };
        var run = await Programs.RunAsync(
            _disk.Join("home"), environment, _inspector, ["--cli", CtxbProcess.Dotnet, CtxbProcess.Assembly, "serve", .. args]);
        var text = run!.Value.Text;
        return JsonElement.Parse(text[text.IndexOf('{', StringComparison.Ordinal)..]);
    }
}
