using System.CommandLine;
using System.CommandLine.Help;
using McpContextBrowser.Cli.Completion;
using McpContextBrowser.Configuration;
using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Cli;

/// <summary>Parsing decides what was asked and does nothing; commands do.</summary>
internal static class CommandLine
{
    /// <summary>Columns of help, unless a terminal has fewer.</summary>
    public const int HelpWidth = 100;

    private const string Completion = "completion";

    /// <summary>The options that belong to all verbs; null where they are not written.</summary>
    public readonly record struct GlobalOptions(string? Data, string? LogLevel, TimeSpan? Timeout, ColourChoice Colour);

    /// <summary>What a line asks for.</summary>
    /// <param name="Verb">Its name, for the log.</param>
    /// <param name="Command">What to do.</param>
    /// <param name="Options">What holds for every verb.</param>
    public readonly record struct Line(string Verb, ICommand Command, GlobalOptions Options);

    /// <exception cref="CtxbException">The line is not understood; the nearest known word is named.</exception>
    public static Line Parse(IReadOnlyList<string> args)
    {
        var data = new Option<string?>("--data") { HelpName = "DIR", Description = "Folder of the index (default: the user's data folder).", Recursive = true };
        var logLevel = new Option<string?>("--log-level") { HelpName = "LEVEL", Description = "The least that is logged: debug, information, warning, error or none.", Recursive = true };
        logLevel.CompletionSources.Add("debug", "information", "warning", "error", "none");
        var colour = Colour();
        var version = new Option<bool>("--version") { Description = "Print the version." };
        var root = new RootCommand("Searches source code by meaning, by word and by symbol; offline, sealed at rest.") { data, logLevel, colour, version };
        root.Options.Remove(root.Options.First(option => option is VersionOption)); // its own prints the build's commit too
        var verbs = VerbsFor(args.Count > 0 ? args[0] : null, root);
        var timeout = Timeout();
        foreach (var verb in verbs)
        {
            root.Add(verb.Syntax);
            if (verb.TakesTimeout)
            {
                verb.Syntax.Add(timeout);
            }
        }

        // A question may begin with "@": no response files. One dash, one option: no bundles.
        var rules = new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false };
        var parsed = root.Parse(args.Count == 0 ? ["--help"] : args, rules);
        if (parsed.Action is HelpAction)
        {
            return new("help", new HelpCommand(parsed), default);
        }

        var asked = parsed.CommandResult.Command;
        if (parsed.GetValue(version) && asked == root)
        {
            return new("version", new VersionCommand(), default);
        }

        if (args.TakeWhile(word => word != "--").FirstOrDefault(word => IsUnknownOption(word, root, asked)) is { } option)
        {
            throw NotUnderstood(option, root, asked); // the parser would take it for a question or a path
        }

        if (parsed.UnmatchedTokens.Count > 0)
        {
            throw NotUnderstood(parsed.UnmatchedTokens[0], root, asked);
        }

        if (parsed.Errors.Count > 0 || asked == root)
        {
            throw new CtxbException(
                ErrorCodes.ArgumentInvalid,
                asked == root ? "No command was given." : parsed.Errors[0].Message,
                $"'{Name(asked, root)} --help' shows how it is written.");
        }

        return new(asked.Name, verbs.First(verb => verb.Syntax == asked).Read(parsed), new(parsed.GetValue(data), parsed.GetValue(logLevel), TimeoutOf(parsed.GetValue(timeout)), ColourOf(parsed.GetValue(colour)) ?? ColourChoice.Auto));
    }

    /// <summary>The verb that the line begins with; all of them when it begins with none, to tell what there is. One alone costs a fraction of all.</summary>
    private static IReadOnlyList<Verb> VerbsFor(string? first, RootCommand root)
    {
        (string Name, Func<Verb> Make)[] all =
        [
            ("search", SearchCommand.Verb), ("index", IndexCommand.Verb), ("similar", SimilarCommand.Verb), ("why-not", WhyNotCommand.Verb),
            ("check", CheckCommand.Verb), ("eval", EvalCommand.Verb), ("status", StatusCommand.Verb), ("clear", ClearCommand.Verb),
            ("doctor", DoctorCommand.Verb), ("keys", KeysCommand.Verb), ("export", ExportCommand.Verb), ("gc", GarbageCommand.Verb),
            ("serve", ServeCommand.Verb), ("apikey", ApiKeyCommand.Verb), ("audit", AuditCommand.Verb), ("install", InstallCommand.InstallVerb),
            ("uninstall", InstallCommand.UninstallVerb), ("config", ConfigCommand.Verb), ("logs", LogsCommand.Verb), (Completion, () => CompletionCommand.Verb(root)),
        ];
        List<(string Name, Func<Verb> Make)> asked = first == Completion ? [] : all.Where(verb => verb.Name == first).ToList(); // completions are made of all verbs
        return [.. (asked.Count > 0 ? asked : [.. all]).Select(verb => verb.Make())];
    }

    private static Option<string?> Timeout()
    {
        var timeout = new Option<string?>("--timeout") { HelpName = "TIME", Description = "Give up after this time, such as 500ms, 30s or 10m (default: never)." };
        timeout.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !DurationText.TryParse(token.Value, out _))
            {
                result.AddError($"--timeout is {token.Value}; use a time such as 500ms, 30s or 10m.");
            }
        });
        return timeout;
    }

    private static TimeSpan? TimeoutOf(string? text) => text is not null && DurationText.TryParse(text, out var time) ? time : null;

    private static Option<string?> Colour()
    {
        var colour = new Option<string?>("--color") { HelpName = "WHEN", Description = "Paint results: auto (on a terminal, unless NO_COLOR is set), always or never.", Recursive = true };
        colour.CompletionSources.Add("auto", "always", "never");
        colour.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && ColourOf(token.Value) is null)
            {
                result.AddError($"--color is {token.Value}; use auto, always or never.");
            }
        });
        return colour;
    }

    private static ColourChoice? ColourOf(string? word) => word switch
    {
        null or "auto" => ColourChoice.Auto,
        "always" => ColourChoice.Always,
        "never" => ColourChoice.Never,
        _ => null,
    };

    private static bool IsUnknownOption(string word, RootCommand root, Command asked) =>
        word.Length > 1 && word[0] == '-' && !char.IsAsciiDigit(word[1]) && !OptionNames(root, asked).Contains(word.Split('=', ':')[0]);

    private static HashSet<string> OptionNames(RootCommand root, Command asked) =>
        [.. asked.Options.Concat(root.Options.Where(option => option.Recursive)).SelectMany(option => option.Aliases.Prepend(option.Name))];

    private static CtxbException NotUnderstood(string token, RootCommand root, Command asked)
    {
        var help = $"'{Name(asked, root)} --help' shows how it is written.";
        if (token.StartsWith('-'))
        {
            var near = Nearest.To(token.Split('=')[0], OptionNames(root, asked));
            return new(
                ErrorCodes.ArgumentInvalid,
                $"Unknown option '{token}'{(near is null ? "" : $"; did you mean {near}?")}",
                asked == root ? help : $"{help} Words that begin with a dash come after '--'.");
        }

        if (asked == root)
        {
            var near = Nearest.To(token, root.Subcommands.Select(command => command.Name));
            return new(
                ErrorCodes.ArgumentInvalid,
                $"Unknown command '{token}'{(near is null ? "" : $"; did you mean {near}?")}",
                near is null ? $"To search: ctxb search \"{token} …\". {help}" : help);
        }

        return new(ErrorCodes.ArgumentInvalid, $"'{token}' is one word too many for '{Name(asked, root)}'.", $"Put a question of several words in quotes. {help}");
    }

    private static string Name(Command asked, RootCommand root) => asked == root ? "ctxb" : $"ctxb {asked.Name}";
}
