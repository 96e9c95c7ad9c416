using System.CommandLine;
using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Cli;

/// <summary>The folder, written as the last word or as <c>--path DIR</c>.</summary>
internal sealed class RootArgument
{
    private readonly Argument<string?> _argument = new("PATH")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "Folder (default: the enclosing repository).",
    };

    private readonly Option<string?> _option = new("--path") { HelpName = "DIR", Description = "The same as PATH." };

    public void AddTo(Command command)
    {
        command.Add(_argument);
        command.Add(_option);
    }

    /// <returns>What was named; null when nothing was.</returns>
    /// <exception cref="CtxbException">Both forms name a folder, and not the same.</exception>
    public string? Of(ParseResult parsed)
    {
        var (word, option) = (parsed.GetValue(_argument), parsed.GetValue(_option));
        return word is null || option is null || word == option
            ? word ?? option
            : throw new CtxbException(ErrorCodes.ArgumentInvalid, $"Two folders are named: '{word}' and '{option}'.", "Leave one of them out.");
    }
}
