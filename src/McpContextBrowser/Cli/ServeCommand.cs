using System.CommandLine;
using McpContextBrowser.Mcp;

namespace McpContextBrowser.Cli;

/// <summary><c>ctxb serve</c>: the Model Context Protocol over stdin and stdout.</summary>
internal sealed record ServeCommand : ICommand
{
    public bool ReadOnly { get; init; }

    public static Verb Verb()
    {
        var readOnly = new Option<bool>("--read-only") { Description = "Search only: refuse to index and to clear on request." };
        var command = new Command("serve", "Answers coding agents: the Model Context Protocol over stdin and stdout.") { readOnly };
        return new(command, parsed => new ServeCommand { ReadOnly = parsed.GetValue(readOnly) });
    }

    public async Task<ExitCode> RunAsync(Session session, CancellationToken cancellationToken)
    {
        var configuration = session.Configuration with { ReadOnly = ReadOnly || session.Configuration.ReadOnly };
        await StdioServer.RunAsync(configuration, session.Surroundings, cancellationToken);
        return ExitCode.Ok;
    }
}
