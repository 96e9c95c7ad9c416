using McpContextBrowser.Configuration;

namespace McpContextBrowser.Install;

/// <summary>The one table of agents. Each row follows the agent's own documentation of its file.</summary>
internal static class Agents
{
    public static readonly IReadOnlyList<Agent> All =
    [
        new()
        {
            Id = "claude-code",
            Title = "Claude Code",
            Servers = ["mcpServers"],
            UserFile = static s => s.Variable("CLAUDE_CONFIG_DIR") is { } folder ? Path.Join(folder, ".claude.json") : Home(s, ".claude.json"),
            ProjectFile = ".mcp.json",
            Sign = static s => s.Variable("CLAUDE_CONFIG_DIR") ?? Home(s, ".claude"),
            Entry = static (program, args) => new() { ["type"] = "stdio", ["command"] = program, ["args"] = Agent.ListOf(args) },
        },
        new()
        {
            Id = "cursor",
            Title = "Cursor",
            Servers = ["mcpServers"],
            UserFile = static s => Home(s, ".cursor", "mcp.json"),
            ProjectFile = ".cursor/mcp.json",
        },
        new()
        {
            Id = "vscode",
            Title = "VS Code",
            Servers = ["servers"],
            UserFile = static s => Applications(s, "Code", "User", "mcp.json"),
            ProjectFile = ".vscode/mcp.json",
            Entry = static (program, args) => new() { ["type"] = "stdio", ["command"] = program, ["args"] = Agent.ListOf(args) },
        },
        new()
        {
            Id = "codex",
            Title = "Codex",
            Servers = ["mcp_servers"],
            UserFile = static s => s.Variable("CODEX_HOME") is { } folder ? Path.Join(folder, "config.toml") : Home(s, ".codex", "config.toml"),
            ProjectFile = ".codex/config.toml",
            IsToml = true,
        },
        new()
        {
            Id = "visual-studio",
            Title = "Visual Studio",
            Servers = ["servers"],
            UserFile = static s => s.System == SystemKind.Windows ? Home(s, ".mcp.json") : null,
            Sign = static s => s.Variable("LOCALAPPDATA") is { } folder ? Path.Join(folder, "Microsoft", "VisualStudio") : null,
            Entry = static (program, args) => new() { ["type"] = "stdio", ["command"] = program, ["args"] = Agent.ListOf(args) },
        },
        new()
        {
            Id = "gemini",
            Title = "Gemini CLI",
            Servers = ["mcpServers"],
            UserFile = static s => Home(s, ".gemini", "settings.json"),
            ProjectFile = ".gemini/settings.json",
        },
        new()
        {
            Id = "opencode",
            Title = "OpenCode",
            Servers = ["mcp"],
            UserFile = static s => Path.Join(s.Variable("XDG_CONFIG_HOME") ?? Home(s, ".config"), "opencode", "opencode.json"),
            ProjectFile = "opencode.json",
            Entry = static (program, args) => new() { ["type"] = "local", ["command"] = Agent.ListOf([program, .. args]), ["enabled"] = true },
        },
        new()
        {
            Id = "windsurf",
            Title = "Windsurf",
            Servers = ["mcpServers"],
            UserFile = static s => Home(s, ".codeium", "windsurf", "mcp_config.json"),
        },
        new()
        {
            Id = "zed",
            Title = "Zed",
            Servers = ["context_servers"],
            UserFile = static s => s.System == SystemKind.Windows
                ? Applications(s, "Zed", "settings.json")
                : Path.Join(s.System == SystemKind.Linux ? s.Variable("XDG_CONFIG_HOME") ?? Home(s, ".config") : Home(s, ".config"), "zed", "settings.json"),
            ProjectFile = ".zed/settings.json",
        },
        new()
        {
            Id = "copilot",
            Title = "Copilot CLI",
            Servers = ["mcpServers"],
            UserFile = static s => Home(s, ".copilot", "mcp-config.json"),
            Entry = static (program, args) => new() { ["type"] = "local", ["command"] = program, ["args"] = Agent.ListOf(args), ["tools"] = Agent.ListOf("*") },
        },
    ];

    private static string Home(Surroundings surroundings, params string[] parts) => Path.Join([surroundings.Home, .. parts]);

    /// <summary>Where applications keep what belongs to a user.</summary>
    private static string Applications(Surroundings surroundings, params string[] parts) => Path.Join([
        surroundings.System switch
        {
            SystemKind.Windows => surroundings.Variable("APPDATA") ?? Home(surroundings, "AppData", "Roaming"),
            SystemKind.MacOS => Home(surroundings, "Library", "Application Support"),
            _ => surroundings.Variable("XDG_CONFIG_HOME") ?? Home(surroundings, ".config"),
        }, .. parts]);
}
