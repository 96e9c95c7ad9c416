using System.Text.Json;

namespace McpContextBrowser.Tests.EndToEnd;

/// <summary>ASP.NET is there for <c>serve --http</c>, and for nothing else.</summary>
[TestFixture]
public sealed class WebRuntimeTests
{
    private static readonly string Folder = Path.GetDirectoryName(CtxbProcess.Assembly)!;

    [Test]
    public void The_tool_itself_needs_the_plain_runtime_alone()
    {
        var own = RuntimeOptions("ctxb.runtimeconfig.json");
        Assert.That(own.GetProperty("framework").GetProperty("name").GetString(), Is.EqualTo("Microsoft.NETCore.App"));
        Assert.That(own.TryGetProperty("frameworks", out _), Is.False);
    }

    [Test]
    public void The_http_door_starts_with_the_tools_own_properties()
    {
        var own = Properties("ctxb.runtimeconfig.json");
        var web = Properties("ctxb-http.runtimeconfig.json");
        Assert.That(web.Remove("McpContextBrowser.Web"), Is.True);
        Assert.That(web, Is.EquivalentTo(own));
    }

    [TestCase("search", "who closes the sessions", "code")]
    [TestCase("serve")]
    [TestCase("apikey", "create", "ann")]
    public async Task No_other_command_loads_asp_net_nor_the_server_without_need(params string[] args)
    {
        using var home = new TemporaryFolder();
        home.Write("code/pool.py", "def close_sessions(self):\n    pass\n");
        var log = home.Join("trace");
        var run = await Programs.RunAsync(
            home.Path, new Dictionary<string, string?> { ["HOME"] = home.Path, ["CORECLR_ENABLE_PROFILING"] = null },
            "strace", ["-f", "-qq", "-e", "trace=openat,open", "-o", log, CtxbProcess.Dotnet, CtxbProcess.Assembly, .. args]);
        if (run is null || !File.Exists(log) || !File.ReadAllText(log).Contains("ctxb.dll", StringComparison.Ordinal))
        {
            Assert.Ignore("needs strace, and the right to use it");
        }

        Assert.That(run!.Value.ExitCode, Is.Zero, run.Value.Text);
        Assert.That(
            File.ReadLines(log).Where(line => (line.Contains("AspNetCore", StringComparison.Ordinal) || (args[0] != "apikey" && line.Contains("McpContextBrowser.Server", StringComparison.Ordinal))) && !line.Contains("ENOENT", StringComparison.Ordinal)),
            Is.Empty);
    }

    private static JsonElement RuntimeOptions(string file) => JsonElement.Parse(File.ReadAllText(Path.Join(Folder, file))).GetProperty("runtimeOptions");

    private static Dictionary<string, string> Properties(string file) =>
        RuntimeOptions(file).GetProperty("configProperties").EnumerateObject().ToDictionary(property => property.Name, property => property.Value.ToString());
}
