using System.CommandLine;

namespace McpContextBrowser.Cli;

/// <summary>A word of the command line: how it is written, and what a parsed line of it means.</summary>
/// <param name="Syntax">Name, arguments, options and their help.</param>
/// <param name="Read">Makes the command of a line without errors.</param>
internal sealed record Verb(Command Syntax, Func<ParseResult, ICommand> Read)
{
    /// <summary>Whether <c>--timeout</c> bounds it: verbs that ask the engine, and index, which keeps what was finished.</summary>
    public bool TakesTimeout { get; init; }
}
