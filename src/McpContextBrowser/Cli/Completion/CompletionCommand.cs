using System.CommandLine;

namespace McpContextBrowser.Cli.Completion;

/// <summary><c>ctxb completion SHELL</c>: a script that completes verbs, options and their values.</summary>
internal sealed record CompletionCommand : ICommand
{
    public required string Shell { get; init; }

    /// <summary>All verbs, with the one of this command.</summary>
    public required RootCommand Root { get; init; }

    /// <param name="root">Asked when the command runs; it is complete by then.</param>
    public static Verb Verb(RootCommand root)
    {
        var shell = new Argument<string>("SHELL") { HelpName = "SHELL", Description = "bash, zsh, fish or powershell." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish", "powershell");
        var command = new Command("completion", "Prints a script that completes ctxb's words in a shell.") { shell };
        return new(command, parsed => new CompletionCommand { Shell = parsed.GetRequiredValue(shell), Root = root });
    }

    public Task<ExitCode> RunAsync(Session session, CancellationToken cancellationToken)
    {
        var words = CompletionWords.Of(Root);
        session.Output.Results.Write(Shell switch
        {
            "bash" => BashScript.Of(words),
            "zsh" => ZshScript.Of(words),
            "fish" => FishScript.Of(words),
            _ => PowerShellScript.Of(words),
        });
        return Task.FromResult(ExitCode.Ok);
    }
}
