using System.CommandLine;

namespace McpContextBrowser.Cli;

/// <summary>
/// Folders: one as the last word, any number as <c>--path DIR</c>. Only one is a word, so that a question without quotes is told from
/// folders by its third word.
/// </summary>
internal sealed class RootsArgument
{
    private readonly Argument<string?> _argument = new("PATH")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "Folder (default: the enclosing repository).",
    };

    private readonly Option<string[]> _option = new("--path") { HelpName = "DIR", Description = "The same as PATH; repeat for several, answered as one." };

    public void AddTo(Command command)
    {
        command.Add(_argument);
        command.Add(_option);
    }

    /// <returns>What was named, each once; empty when nothing was.</returns>
    public IReadOnlyList<string> Of(ParseResult parsed)
    {
        var options = parsed.GetValue(_option) ?? [];
        return parsed.GetValue(_argument) is { } word ? [.. options.Prepend(word).Distinct(StringComparer.Ordinal)] : [.. options.Distinct(StringComparer.Ordinal)];
    }
}
