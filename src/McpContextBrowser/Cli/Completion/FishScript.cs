using System.Text;

namespace McpContextBrowser.Cli.Completion;

/// <summary>A completion script for fish 3.</summary>
internal static class FishScript
{
    public static string Of(IReadOnlyList<CompletionWords> verbs)
    {
        var script = new StringBuilder("# fish completion of ctxb:  ctxb completion fish > ~/.config/fish/completions/ctxb.fish\n");
        foreach (var verb in verbs)
        {
            var condition = Condition(verb.Name, verbs);
            if (!verb.TakesPaths)
            {
                script.Append($"complete -c ctxb -f -n {Quoted(condition)}\n");
            }

            foreach (var (word, meaning) in verb.Words)
            {
                script.Append($"complete -c ctxb -n {Quoted(condition)} -a {Quoted(word)}{(meaning.Length > 0 ? $" -d {Quoted(meaning)}" : "")}\n");
            }

            foreach (var option in verb.Options)
            {
                var names = string.Concat(option.Names.Select(name =>
                    name.StartsWith("--", StringComparison.Ordinal) ? $" -l {name[2..]}" : $" -s {name.TrimStart('-')}"));
                var value = !option.TakesValue ? ""
                    : option.TakesFolder ? " -x -a '(__fish_complete_directories)'"
                    : option.Values.Count > 0 ? $" -x -a {Quoted(string.Join(' ', option.Values))}"
                    : " -x";
                script.Append($"complete -c ctxb -n {Quoted(condition)}{names}{value} -d {Quoted(option.Meaning)}\n");
            }
        }

        return script.ToString();
    }

    private static string Condition(string name, IReadOnlyList<CompletionWords> verbs)
    {
        if (name.Length == 0)
        {
            return "__fish_use_subcommand";
        }

        var below = verbs.Where(verb => verb.Name.StartsWith(name + ' ', StringComparison.Ordinal)).Select(verb => verb.Name[(name.Length + 1)..]).ToList();
        var seen = string.Join("; and ", name.Split(' ').Select(word => $"__fish_seen_subcommand_from {word}"));
        return below.Count == 0 ? seen : $"{seen}; and not __fish_seen_subcommand_from {string.Join(' ', below)}";
    }

    private static string Quoted(string text) => $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}
