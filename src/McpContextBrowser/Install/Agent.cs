using System.Text.Json.Nodes;
using McpContextBrowser.Configuration;

namespace McpContextBrowser.Install;

/// <summary>One coding agent: where it keeps its servers, and how an entry is written there. A row of <see cref="Agents.All"/>.</summary>
internal sealed record Agent
{
    /// <summary>As it is named on the command line.</summary>
    public required string Id { get; init; }

    /// <summary>As its maker names it.</summary>
    public required string Title { get; init; }

    /// <summary>Keys from the root of the file to the table of servers.</summary>
    public required string[] Servers { get; init; }

    /// <summary>The file of this user, absolute; null where the agent does not run on this system.</summary>
    public required Func<Surroundings, string?> UserFile { get; init; }

    /// <summary>The file of a project, below its root with <c>/</c>; null when there is none.</summary>
    public string? ProjectFile { get; init; }

    /// <summary>A file or folder that is there when the agent is; null takes the folder of <see cref="UserFile"/>.</summary>
    public Func<Surroundings, string?>? Sign { get; init; }

    /// <summary>The entry for a program with arguments.</summary>
    public Func<string, string[], JsonObject> Entry { get; init; } = static (program, args) => new() { ["command"] = program, ["args"] = ListOf(args) };

    /// <summary>Whether the file is TOML; JSON with comments otherwise.</summary>
    public bool IsToml { get; init; }

    /// <summary>Whether the agent seems to be on this machine.</summary>
    public bool IsHere(Surroundings surroundings) =>
        UserFile(surroundings) is { } file && (File.Exists(file) || Path.Exists(Sign is null ? Path.GetDirectoryName(file) : Sign(surroundings)));

    internal static JsonArray ListOf(params string[] items) => [.. items.Select(item => (JsonNode)item)];
}
