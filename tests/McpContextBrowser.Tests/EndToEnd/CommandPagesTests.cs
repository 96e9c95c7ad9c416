using System.CommandLine;
using System.Text.RegularExpressions;
using McpContextBrowser.Cli;
using McpContextBrowser.Cli.Completion;

namespace McpContextBrowser.Tests.EndToEnd;

/// <summary>docs/commands: a page for each verb, with its words as the code has them and examples that do what they show.</summary>
[TestFixture]
public sealed partial class CommandPagesTests
{
    private const string Begin = "<!-- syntax: made from the code, UPDATE_GOLDEN=1 rewrites it -->\n";
    private const string End = "<!-- end of syntax -->";

    private static readonly RootCommand Root = ((CompletionCommand)CommandLine.Parse(["completion", "bash"]).Command).Root;

    private static IEnumerable<string> Verbs => Root.Subcommands.Select(verb => verb.Name);

    private static IEnumerable<string> Pages => Verbs.Append("README");

    [TestCaseSource(nameof(Verbs))]
    public void The_page_of_a_verb_has_all_its_words(string verb) => Check(PageOf(verb), Words(Root.Subcommands.Single(command => command.Name == verb)));

    [Test]
    public void The_page_of_all_commands_names_each_and_what_holds_for_every_one()
    {
        var rows = Root.Subcommands.Select(verb => $"| [{verb.Name}]({verb.Name}.md) | {verb.Description} |\n");
        Check(PageOf("README"), "| command | what it does |\n| --- | --- |\n" + string.Concat(rows) + "\n" + Options("option of every command", Root.Options.Where(option => option.Recursive)));
    }

    [Test]
    public void There_is_no_page_without_a_verb_and_the_readme_leads_to_them() => Assert.Multiple(() =>
    {
        var pages = Directory.EnumerateFiles(Path.GetDirectoryName(PageOf("README").FullPath)!).Select(Path.GetFileNameWithoutExtension);
        Assert.That(pages, Is.EquivalentTo(Pages));
        Assert.That(new Document("README.md").Text, Does.Contain("(docs/commands/README.md)"));
    });

    [TestCaseSource(nameof(Pages))]
    public void A_page_speaks_of_no_option_that_does_not_exist(string page)
    {
        HashSet<string> known = [.. Names(Root), .. Root.Subcommands.SelectMany(Names), "--global"]; // the last is one of dotnet
        foreach (var (_, line) in PageOf(page).Fenced().Where(line => line.Language is null)) // what is fenced is run
        {
            Assert.That(Option().Matches(line).Select(option => option.Value).Distinct(), Is.SubsetOf(known), line);
        }
    }

    [TestCaseSource(nameof(Pages))]
    public Task The_examples_of_a_page_print_what_it_shows(string page) => new Transcript(PageOf(page)).CheckAsync();

    [TestCaseSource(nameof(Verbs))]
    public void The_examples_of_a_page_use_its_verb(string verb) =>
        Assert.That(new Transcript(PageOf(verb)).Commands, Has.Some.Contains($"ctxb {verb}"));

    private static Document PageOf(string verb) => new($"docs/commands/{verb}.md");

    private static void Check(Document page, string block)
    {
        var (from, to) = (page.Text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, page.Text.IndexOf(End, StringComparison.Ordinal));
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(page.FullPath, page.Text[..from] + block + page.Text[to..]);
            return;
        }

        Assert.That(page.Text[from..to], Is.EqualTo(block), "If the change is meant, run with UPDATE_GOLDEN=1 and review the diff.");
    }

    private static string Words(Command verb)
    {
        var arguments = verb.Arguments.Select(argument => (Written: Written(argument), argument.Description)).ToList();
        var usage = string.Join(' ', arguments.Select(argument => argument.Written).Prepend($"ctxb {verb.Name}").Append("[options]"));
        var table = arguments.Count == 0 ? "" : "| argument | what it is |\n| --- | --- |\n" + string.Concat(arguments.Select(argument => $"| `{Cell(argument.Written)}` | {Cell(argument.Description)} |\n")) + "\n";
        var options = Options("option", verb.Options.Where(option => !option.Hidden && option is not System.CommandLine.Help.HelpOption));
        return $"    {usage}\n\n{table}{options}\nBeside these: the options of [every command](README.md).\n".Replace("\n\n\nBeside these: the", "\n\nThe", StringComparison.Ordinal);
    }

    private static string Written(Argument argument)
    {
        var name = (argument.HelpName ?? argument.Name) + (argument.Arity.MaximumNumberOfValues > 1 ? "…" : "");
        return argument.Arity.MinimumNumberOfValues > 0 ? name : $"[{name}]";
    }

    private static string Options(string heading, IEnumerable<Option> options)
    {
        var rows = options.Select(option =>
        {
            var value = option.ValueType == typeof(bool) || option.ValueType == typeof(void) ? "" : $" {option.HelpName}";
            var names = option.Aliases.Where(alias => alias[0] == '-' && alias != "-?").Prepend(option.Name).Distinct().Select(name => $"`{Cell(name + value)}`");
            return $"| {string.Join(", ", names)} | {Cell(option.Description)} |\n";
        });
        var text = string.Concat(rows);
        return text.Length == 0 ? "" : $"| {heading} | what it does |\n| --- | --- |\n{text}";
    }

    private static IEnumerable<string> Names(Command command) => command.Options.SelectMany(option => option.Aliases.Prepend(option.Name));

    private static string Cell(string? text) => (text ?? "").Replace("|", "\\|", StringComparison.Ordinal);

    [GeneratedRegex(@"(?<![\w-])--[a-z][a-z-]*")]
    private static partial Regex Option();
}
