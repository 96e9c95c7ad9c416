namespace McpContextBrowser.Cli;

/// <summary>What a script learns from the process; the numbers are part of the interface.</summary>
internal enum ExitCode
{
    Ok = 0,
    NothingFound = 1,
    Failed = 2,

    /// <summary>A gate for CI does not open: <c>check</c> found added code that exists already, <c>eval</c> less than asked for.</summary>
    GateClosed = 3,
    Cancelled = 130,
}
