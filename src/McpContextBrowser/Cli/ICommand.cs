namespace McpContextBrowser.Cli;

/// <summary>What a command line asked for, parsed and not yet done.</summary>
internal interface ICommand
{
    /// <param name="session">Output and settings of this run.</param>
    /// <param name="cancellationToken">Ctrl+C.</param>
    Task<ExitCode> RunAsync(Session session, CancellationToken cancellationToken);
}
