using System.CommandLine;
using McpContextBrowser.Configuration;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Install;

namespace McpContextBrowser.Cli;

/// <summary><c>ctxb install</c> and <c>ctxb uninstall</c>: enters <c>ctxb serve</c> in the settings of coding agents, or takes it out.</summary>
internal sealed record InstallCommand : ICommand
{
    /// <summary>As named; none takes every agent that seems to be on this machine.</summary>
    public IReadOnlyList<string> Agents { get; init; } = [];

    /// <summary>Takes out in place of putting in.</summary>
    public bool Remove { get; init; }

    /// <summary>Only tells which agents there are.</summary>
    public bool List { get; init; }

    /// <summary>The files of the enclosing repository in place of the user's.</summary>
    public bool Project { get; init; }

    /// <summary>The block of the enclosing repository's AGENTS.md, and no agent unless one is named.</summary>
    public bool AgentsFile { get; init; }

    public bool DryRun { get; init; }

    public static Verb InstallVerb() => Verb("install", "Connects coding agents: enters 'ctxb serve' in their settings.", remove: false);

    public static Verb UninstallVerb() => Verb("uninstall", "Takes ctxb out of the settings of coding agents.", remove: true);

    private static Verb Verb(string name, string description, bool remove)
    {
        var agents = new Argument<string[]>("AGENT") { HelpName = "AGENT", Arity = ArgumentArity.ZeroOrMore, Description = "Agents by id, as --list names them (default: all that are found)." };
        agents.CompletionSources.Add([.. Install.Agents.All.Select(agent => agent.Id)]);
        var list = new Option<bool>("--list") { Description = "List the agents, their files and whether ctxb is entered; change nothing." };
        var project = new Option<bool>("--project") { Description = "Use the files of the enclosing repository, which a team shares." };
        var agentsFile = new Option<bool>("--agents-md") { Description = "The block in the repository's AGENTS.md that tells agents when to use which tool." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Show what would change; change nothing." };
        var command = new Command(name, description) { agents, list, project, agentsFile, dryRun };
        return new(command, parsed => new InstallCommand
        {
            Agents = parsed.GetValue(agents) ?? [],
            Remove = remove,
            List = parsed.GetValue(list),
            Project = parsed.GetValue(project),
            AgentsFile = parsed.GetValue(agentsFile),
            DryRun = parsed.GetValue(dryRun),
        });
    }

    public Task<ExitCode> RunAsync(Session session, CancellationToken cancellationToken)
    {
        var surroundings = session.Surroundings;
        var root = Project || AgentsFile ? session.Roots.ForPerson(null) : null;
        var named = Agents.Select(Named).ToList();
        if (List)
        {
            return Task.FromResult(PrintList(session, named.Count > 0 ? named : Install.Agents.All, root));
        }

        var chosen = named.Count > 0 ? named : AgentsFile ? [] : [.. Install.Agents.All.Where(agent => Remove || Project || agent.IsHere(surroundings))];
        var changes = chosen.Select(agent => (agent.Title, Change: ChangeOf(agent, surroundings, root, named.Count > 0))).Where(row => row.Change is not null).ToList();
        if (AgentsFile)
        {
            changes.Add((AgentsBlock.FileName, AgentsChange(root!)));
        }

        foreach (var (title, change) in changes) // all were understood: now they are written
        {
            Apply(title, change!, session.Output);
        }

        if (changes.Count > 0)
        {
            return Task.FromResult(ExitCode.Ok);
        }

        session.Output.Note($"No agent was found. Name one: {string.Join(", ", Install.Agents.All.Select(agent => agent.Id))}.");
        return Task.FromResult(ExitCode.NothingFound);
    }

    private Change? ChangeOf(Agent agent, Surroundings surroundings, string? root, bool wasNamed)
    {
        if (FileOf(agent, surroundings, root) is not { } path)
        {
            return wasNamed
                ? throw new CtxbException(ErrorCodes.ArgumentInvalid, $"{agent.Title} has no {(root is null ? "settings on this system" : "file of a project")}.", "'ctxb install --list' shows the agents and their files.")
                : null;
        }

        var file = new ForeignFile(path);
        var registration = new Registration(agent, file);
        return Remove
            ? registration.IsThere() || wasNamed ? registration.Out() : null
            : Project && !wasNamed && !File.Exists(path) ? null
            : registration.In(Project ? OwnProgram.Name : OwnProgram.PathOf(Environment.ProcessPath));
    }

    private string? FileOf(Agent agent, Surroundings surroundings, string? root) =>
        !Project ? agent.UserFile(surroundings)
        : agent.ProjectFile is { } below ? Path.Join(root, below.Replace('/', Path.DirectorySeparatorChar))
        : null;

    private Change AgentsChange(string root)
    {
        var file = new ForeignFile(Path.Join(root, AgentsBlock.FileName));
        var before = file.Read();
        return new(file.Path, before, ForeignFile.Behind(before, Remove ? AgentsBlock.Remove : AgentsBlock.Put));
    }

    private void Apply(string title, Change change, Output output)
    {
        if (change.IsNone)
        {
            output.Tell(Remove ? $"{title}: not in {change.Path}" : $"{title}: already in {change.Path}");
            return;
        }

        if (DryRun)
        {
            output.Tell($"{title}: would change {change.Path}");
            output.Results.Write(change.Difference());
            return;
        }

        new ForeignFile(change.Path).Write(change.After);
        var copy = change.Before.Length > 0 ? $"; what was there before is in {Path.GetFileName(change.Path)}{ForeignFile.BackupEnding}" : "";
        output.Tell($"{title}: {(Remove ? "taken out of" : "entered in")} {change.Path}{copy}");
    }

    private ExitCode PrintList(Session session, IReadOnlyList<Agent> agents, string? root)
    {
        var (ids, titles) = (agents.Max(agent => agent.Id.Length), agents.Max(agent => agent.Title.Length));
        foreach (var agent in agents)
        {
            var path = FileOf(agent, session.Surroundings, root);
            var state = path is null ? "-" : StateOf(agent, path, session.Surroundings);
            session.Output.Tell($"{agent.Id.PadRight(ids)}  {agent.Title.PadRight(titles)}  {state,-12}  {path ?? "(not on this system)"}".TrimEnd(), ids + 2);
        }

        return ExitCode.Ok;
    }

    private string StateOf(Agent agent, string path, Surroundings surroundings)
    {
        try
        {
            var registration = new Registration(agent, new ForeignFile(path));
            return registration.IsThere()
                ? registration.In(Project ? OwnProgram.Name : OwnProgram.PathOf(Environment.ProcessPath)).IsNone ? "connected" : "other entry"
                : Project || agent.IsHere(surroundings) ? "not yet" : "not found";
        }
        catch (CtxbException)
        {
            return "unreadable";
        }
    }

    private static Agent Named(string id) => Install.Agents.All.FirstOrDefault(agent => agent.Id == id) ?? throw new CtxbException(
        ErrorCodes.ArgumentInvalid,
        $"'{id}' is no agent{(Nearest.To(id, Install.Agents.All.Select(agent => agent.Id)) is { } near ? $"; did you mean {near}?" : ".")}",
        $"Use one of: {string.Join(", ", Install.Agents.All.Select(agent => agent.Id))}.");
}
