using System.CommandLine;
using System.CommandLine.Help;

namespace McpContextBrowser.Cli;

/// <summary><c>--help</c>: how a verb is written.</summary>
/// <param name="Parsed">A line whose action is to print help.</param>
internal sealed record HelpCommand(ParseResult Parsed) : ICommand
{
    private const int LeastWidth = 50;

    public Task<ExitCode> RunAsync(Session session, CancellationToken cancellationToken)
    {
        var style = session.Output.ResultStyle;
        ((HelpAction)Parsed.Action!).MaxWidth = style.IsTerminal ? Math.Clamp(style.Width, LeastWidth, CommandLine.HelpWidth) : CommandLine.HelpWidth;
        Parsed.Invoke(new InvocationConfiguration { Output = session.Output.Results, Error = session.Output.Messages });
        return Task.FromResult(ExitCode.Ok);
    }
}
