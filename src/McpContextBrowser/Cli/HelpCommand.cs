using System.CommandLine;

namespace McpContextBrowser.Cli;

/// <summary><c>--help</c>: how a verb is written.</summary>
/// <param name="Parsed">A line whose action is to print help.</param>
internal sealed record HelpCommand(ParseResult Parsed) : ICommand
{
    public Task<ExitCode> RunAsync(Session session, CancellationToken cancellationToken)
    {
        Parsed.Invoke(new InvocationConfiguration { Output = session.Output.Results, Error = session.Output.Messages });
        return Task.FromResult(ExitCode.Ok);
    }
}
