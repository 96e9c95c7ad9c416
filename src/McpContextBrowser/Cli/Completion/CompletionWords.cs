using System.CommandLine;
using System.CommandLine.Completions;

namespace McpContextBrowser.Cli.Completion;

/// <summary>What may be written behind one verb, as a shell needs it.</summary>
/// <param name="Name">The words of the verb; empty for <c>ctxb</c> itself.</param>
/// <param name="Meaning">One sentence.</param>
/// <param name="Options">In the order of the help.</param>
/// <param name="Words">Fixed values of its arguments and names of the verbs below it, each with a meaning that may be empty.</param>
/// <param name="TakesPaths">Whether an argument names a file or folder.</param>
internal sealed record CompletionWords(
    string Name,
    string Meaning,
    IReadOnlyList<CompletionWords.OptionWords> Options,
    IReadOnlyList<(string Word, string Meaning)> Words,
    bool TakesPaths)
{
    /// <param name="Names">Every spelling, the long one first.</param>
    /// <param name="Meaning">One sentence.</param>
    /// <param name="TakesValue">False for a switch.</param>
    /// <param name="Values">What may stand there; empty when that is open.</param>
    /// <param name="TakesFolder">Whether the value is a folder.</param>
    internal sealed record OptionWords(IReadOnlyList<string> Names, string Meaning, bool TakesValue, IReadOnlyList<string> Values, bool TakesFolder);

    /// <summary>The command itself, then each verb below it.</summary>
    public static IReadOnlyList<CompletionWords> Of(RootCommand root) => [.. Below(root, "", [.. root.Options.Where(option => option.Recursive)])];

    private static IEnumerable<CompletionWords> Below(Command command, string name, IReadOnlyList<Option> inherited)
    {
        var verbs = command.Subcommands.Where(verb => !verb.Hidden).ToList();
        var fixedValues = command.Arguments.SelectMany(argument => Values(argument.GetCompletions(CompletionContext.Empty)));
        yield return new(
            name,
            Sentence(command.Description),
            [.. command.Options.Concat(inherited).Distinct().Where(option => !option.Hidden).Select(Describe)],
            [.. verbs.Select(verb => (verb.Name, Sentence(verb.Description))), .. fixedValues.Select(value => (value, ""))],
            command.Arguments.Any(argument => argument.Name is "PATH" or "FILE:LINE" or "FILE"));
        foreach (var words in verbs.SelectMany(verb => Below(verb, $"{name} {verb.Name}".TrimStart(), inherited)))
        {
            yield return words;
        }
    }

    private static OptionWords Describe(Option option) => new(
        [.. option.Aliases.Append(option.Name).Distinct().Where(IsOffered).OrderByDescending(alias => alias.Length)],
        Sentence(option.Description),
        option.ValueType != typeof(bool) && option.ValueType != typeof(void),
        option.ValueType == typeof(bool) ? [] : [.. Values(option.GetCompletions(CompletionContext.Empty))],
        option.HelpName is "DIR");

    private static IEnumerable<string> Values(IEnumerable<CompletionItem> items) => items.Select(item => item.InsertText ?? item.Label);

    private static bool IsOffered(string alias) => alias[0] == '-' && alias != "-?"; // "/h" is a path, "?" a pattern in a shell

    private static string Sentence(string? text) => text ?? "";
}
