namespace McpContextBrowser.Cli;

/// <summary><c>--version</c>.</summary>
internal sealed record VersionCommand : ICommand
{
    public Task<ExitCode> RunAsync(Session session, CancellationToken cancellationToken)
    {
        session.Output.Results.WriteLine(ProductVersion.Text);
        return Task.FromResult(ExitCode.Ok);
    }
}
