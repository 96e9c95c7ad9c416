using System.Text.Json.Nodes;
using McpContextBrowser.Cli;
using McpContextBrowser.Configuration;
using McpContextBrowser.Install;
using McpContextBrowser.Tests.Cli;

namespace McpContextBrowser.Tests.Install;

[TestFixture]
public sealed class InstallCommandTests
{
    private TemporaryFolder _home;

    [SetUp]
    public void MakeHome()
    {
        _home = new TemporaryFolder();
        _home.Folder("repo", ".git", "objects");
        _home.Write("repo/.git/HEAD", "ref: refs/heads/main\n");
    }

    [TearDown]
    public void RemoveHome() => _home.Dispose();

    // Where the user's file lies on each system, and the entry as the agent documents it.
    private static readonly TestCaseData[] Rows =
    [
        new("claude-code", SystemKind.Linux, ".claude.json", """{"mcpServers":{"ctxb":{"type":"stdio","command":"ctxb","args":["serve"]}}}"""),
        new("cursor", SystemKind.MacOS, ".cursor/mcp.json", """{"mcpServers":{"ctxb":{"command":"ctxb","args":["serve"]}}}"""),
        new("vscode", SystemKind.Linux, ".config/Code/User/mcp.json", """{"servers":{"ctxb":{"type":"stdio","command":"ctxb","args":["serve"]}}}"""),
        new("vscode", SystemKind.MacOS, "Library/Application Support/Code/User/mcp.json", """{"servers":{"ctxb":{"type":"stdio","command":"ctxb","args":["serve"]}}}"""),
        new("vscode", SystemKind.Windows, "AppData/Roaming/Code/User/mcp.json", """{"servers":{"ctxb":{"type":"stdio","command":"ctxb","args":["serve"]}}}"""),
        new("visual-studio", SystemKind.Windows, ".mcp.json", """{"servers":{"ctxb":{"type":"stdio","command":"ctxb","args":["serve"]}}}"""),
        new("gemini", SystemKind.Linux, ".gemini/settings.json", """{"mcpServers":{"ctxb":{"command":"ctxb","args":["serve"]}}}"""),
        new("opencode", SystemKind.Linux, ".config/opencode/opencode.json", """{"mcp":{"ctxb":{"type":"local","command":["ctxb","serve"],"enabled":true}}}"""),
        new("windsurf", SystemKind.Linux, ".codeium/windsurf/mcp_config.json", """{"mcpServers":{"ctxb":{"command":"ctxb","args":["serve"]}}}"""),
        new("zed", SystemKind.MacOS, ".config/zed/settings.json", """{"context_servers":{"ctxb":{"command":"ctxb","args":["serve"]}}}"""),
        new("zed", SystemKind.Windows, "AppData/Roaming/Zed/settings.json", """{"context_servers":{"ctxb":{"command":"ctxb","args":["serve"]}}}"""),
        new("copilot", SystemKind.Linux, ".copilot/mcp-config.json", """{"mcpServers":{"ctxb":{"type":"local","command":"ctxb","args":["serve"],"tools":["*"]}}}"""),
    ];

    [TestCaseSource(nameof(Rows))]
    public async Task Each_agent_gets_the_entry_it_understands(string agent, Enum system, string file, string wanted)
    {
        var run = await RunAsync((SystemKind)system, "install", agent);
        Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Ok), run.Messages);
        Assert.That(JsonNode.DeepEquals(JsonNode.Parse(Read(file)), JsonNode.Parse(wanted)), Is.True, Read(file));
    }

    [Test]
    public async Task Codex_gets_a_table()
    {
        await RunAsync(SystemKind.Linux, "install", "codex");
        Assert.That(Read(".codex/config.toml"), Is.EqualTo("[mcp_servers.ctxb]\ncommand = \"ctxb\"\nargs = [\"serve\"]\n"));
    }

    [Test]
    public async Task Without_a_name_every_agent_that_is_here_is_connected_once_and_foreign_entries_stay()
    {
        _home.Folder(".cursor");
        var foreign = "{\n  // history of years\n  \"projects\": { \"/a\": 1 },\n  \"mcpServers\": { \"github\": { \"command\": \"gh\" } }\n}\n";
        _home.Write(".claude.json", foreign);
        var first = await RunAsync(SystemKind.Linux, "install");
        var claude = Read(".claude.json");
        var second = await RunAsync(SystemKind.Linux, "install");
        Assert.Multiple(() =>
        {
            Assert.That(first.Results, Does.Contain($"Claude Code: entered in {_home.Join(".claude.json")}; what was there before is in .claude.json.before-ctxb\n"));
            Assert.That(first.Results.TrimEnd().Split('\n'), Has.Length.EqualTo(2), "Claude Code and Cursor");
            Assert.That(claude, Does.Contain("// history of years").And.Contain("\"github\""));
            Assert.That(Read(".claude.json.before-ctxb"), Is.EqualTo(foreign));
            Assert.That(second.Results, Does.Contain("Claude Code: already in").And.Contain("Cursor: already in"));
            Assert.That(Read(".claude.json"), Is.EqualTo(claude));
        });
        var gone = await RunAsync(SystemKind.Linux, "uninstall");
        Assert.Multiple(() =>
        {
            Assert.That(gone.Results.TrimEnd().Split('\n'), Has.Length.EqualTo(2));
            Assert.That(JsonNode.DeepEquals(JsonNode.Parse(Read(".claude.json"), documentOptions: new() { CommentHandling = System.Text.Json.JsonCommentHandling.Skip }), JsonNode.Parse("""{"projects":{"/a":1},"mcpServers":{"github":{"command":"gh"}}}""")), Is.True);
        });
    }

    [Test]
    public async Task What_a_user_added_to_the_entry_stays()
    {
        _home.Write(".cursor/mcp.json", """{ "mcpServers": { "ctxb": { "command": "old", "args": ["serve"], "env": { "CTXB_DATA": "/d" } } } }""");
        await RunAsync(SystemKind.Linux, "install", "cursor");
        var entry = JsonNode.Parse(Read(".cursor/mcp.json"))!["mcpServers"]!["ctxb"]!;
        Assert.That((entry["command"]!.GetValue<string>(), entry["env"]!["CTXB_DATA"]!.GetValue<string>()), Is.EqualTo(("ctxb", "/d")));
    }

    [Test]
    public async Task A_dry_run_shows_the_lines_and_writes_nothing()
    {
        _home.Write(".gemini/settings.json", "{\n  \"theme\": \"dark\"\n}\n");
        var run = await RunAsync(SystemKind.Linux, "install", "gemini", "--dry-run");
        Assert.Multiple(() =>
        {
            Assert.That(run.Results, Does.StartWith($"Gemini CLI: would change {_home.Join(".gemini", "settings.json")}\n-   \"theme\": \"dark\"\n+   \"theme\": \"dark\",\n+   \"mcpServers\": {{\n".Replace("{{", "{", StringComparison.Ordinal)));
            Assert.That(Read(".gemini/settings.json"), Is.EqualTo("{\n  \"theme\": \"dark\"\n}\n"));
            Assert.That(File.Exists(_home.Join(".gemini", "settings.json.before-ctxb")), Is.False);
        });
    }

    [Test]
    public async Task One_file_that_is_not_understood_is_named_and_no_other_is_written()
    {
        _home.Folder(".cursor");
        _home.Write(".gemini/settings.json", "{ broken");
        var run = await RunAsync(SystemKind.Linux, "install");
        Assert.Multiple(() =>
        {
            Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Failed));
            Assert.That(run.Messages, Does.Contain("settings.json is not understood, so it was left alone"));
            Assert.That(File.Exists(_home.Join(".cursor", "mcp.json")), Is.False);
            Assert.That(Read(".gemini/settings.json"), Is.EqualTo("{ broken"));
        });
    }

    [Test]
    public async Task A_project_shares_its_files_and_AGENTS_md_tells_when_to_ask()
    {
        _home.Write("repo/AGENTS.md", "# Rules\n\nBe kind.\n");
        var install = await RunAsync(SystemKind.Linux, "install", "vscode", "claude-code", "--project", "--agents-md");
        var agents = Read("repo/AGENTS.md");
        var again = await RunAsync(SystemKind.Linux, "install", "--agents-md");
        Assert.Multiple(() =>
        {
            Assert.That(install.ExitCode, Is.EqualTo(ExitCode.Ok), install.Messages);
            Assert.That(Read("repo/.vscode/mcp.json"), Does.Contain("\"servers\""));
            Assert.That(Read("repo/.mcp.json"), Does.Contain("\"mcpServers\""));
            Assert.That(agents, Does.StartWith("# Rules\n\nBe kind.\n\n<!-- ctxb:begin -->").And.EndWith("<!-- ctxb:end -->\n"));
            Assert.That(again.Results, Does.StartWith("AGENTS.md: already in"));
        });
        await RunAsync(SystemKind.Linux, "uninstall", "--agents-md");
        Assert.That(Read("repo/AGENTS.md"), Is.EqualTo("# Rules\n\nBe kind.\n"));
    }

    [Test]
    public async Task The_list_tells_each_agents_file_and_state()
    {
        _home.Folder(".cursor");
        _home.Write(".gemini/settings.json", "{ broken");
        await RunAsync(SystemKind.Linux, "install", "codex");
        var list = (await RunAsync(SystemKind.Linux, "install", "--list")).Results.Split('\n');
        Assert.Multiple(() =>
        {
            Assert.That(list, Has.Some.Match("^claude-code +Claude Code +not found +.+\\.claude\\.json$"));
            Assert.That(list, Has.Some.Match("^cursor +Cursor +not yet "));
            Assert.That(list, Has.Some.Match("^codex +Codex +connected "));
            Assert.That(list, Has.Some.Match("^gemini +Gemini CLI +unreadable "));
            Assert.That(list, Has.Some.Match("^visual-studio +Visual Studio +- +\\(not on this system\\)$"));
        });
    }

    [Test]
    public async Task Names_are_checked_and_none_found_says_which_there_are()
    {
        var wrong = await RunAsync(SystemKind.Linux, "install", "curser");
        var none = await RunAsync(SystemKind.Linux, "install");
        var elsewhere = await RunAsync(SystemKind.Linux, "install", "visual-studio");
        Assert.Multiple(() =>
        {
            Assert.That(wrong.Messages, Does.Contain("'curser' is no agent; did you mean cursor?"));
            Assert.That(none.ExitCode, Is.EqualTo(ExitCode.NothingFound));
            Assert.That(none.Messages, Does.Contain("No agent was found. Name one: claude-code, cursor"));
            Assert.That(elsewhere.Messages, Does.Contain("Visual Studio has no settings on this system"));
        });
    }

    [Test]
    public async Task A_link_into_a_folder_of_dotfiles_stays_one_and_modes_stay()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Ignore("making links needs a privilege on Windows");
            return;
        }

        var real = _home.Write("dotfiles/mcp.json", "{}");
        File.SetUnixFileMode(real, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        _home.Folder(".cursor");
        File.CreateSymbolicLink(_home.Join(".cursor", "mcp.json"), real);
        await RunAsync(SystemKind.Linux, "install", "cursor");
        var mode = File.GetUnixFileMode(real);
        Assert.Multiple(() =>
        {
            Assert.That(new FileInfo(_home.Join(".cursor", "mcp.json")).LinkTarget, Is.EqualTo(real));
            Assert.That(File.ReadAllText(real), Does.Contain("ctxb"));
            Assert.That(mode, Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        });
    }

    [Test]
    public async Task A_byte_order_mark_stays()
    {
        _home.Write(".cursor/mcp.json", "\uFEFF{\n}\n");
        await RunAsync(SystemKind.Linux, "install", "cursor");
        Assert.That(File.ReadAllBytes(_home.Join(".cursor", "mcp.json"))[..3], Is.EqualTo(new byte[] { 0xEF, 0xBB, 0xBF }));
    }

    [Test]
    public void Every_row_of_the_table_is_complete_and_named_once()
    {
        Assert.That(Agents.All.Select(agent => agent.Id), Is.Unique);
        Assert.That(Agents.All.Select(agent => agent.Id), Is.EqualTo(new[] { "claude-code", "cursor", "vscode", "codex", "visual-studio", "gemini", "opencode", "windsurf", "zed", "copilot" }));
    }

    private string Read(string path) => File.ReadAllText(_home.Join(path.Split('/')));

    private Task<CliRun> RunAsync(SystemKind system, params string[] args) =>
        CliRun.OfAsync(args, new Surroundings(new Dictionary<string, string>(), _home.Join("repo"), _home.Path, system));
}
