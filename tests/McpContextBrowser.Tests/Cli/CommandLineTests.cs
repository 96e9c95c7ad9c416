using McpContextBrowser.Cli;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Search;

namespace McpContextBrowser.Tests.Cli;

[TestFixture]
public sealed class CommandLineTests
{
    [Test]
    public void The_line_that_scripts_rely_on_is_read_word_by_word()
    {
        var search = Parsed<SearchCommand>("search", "--json", "--limit", "5", "--path", "/src", "--", "--how are -x rules matched");
        Assert.Multiple(() =>
        {
            Assert.That(search.Query, Is.EqualTo("--how are -x rules matched"));
            Assert.That(search.Paths, Is.EqualTo(new[] { "/src" }));
            Assert.That(search.Limit, Is.EqualTo(5));
            Assert.That(search.Form, Is.EqualTo(HitForm.Json));
        });
    }

    [Test]
    public void A_question_and_a_folder_are_the_two_words_of_search()
    {
        var search = Parsed<SearchCommand>("search", "how are ignore rules matched", ".");
        Assert.Multiple(() =>
        {
            Assert.That(search.Query, Is.EqualTo("how are ignore rules matched"));
            Assert.That(search.Paths, Is.EqualTo(new[] { "." }));
            Assert.That(search.Limit, Is.Null);
            Assert.That(search.Form, Is.EqualTo(HitForm.Text));
        });
    }

    [TestCase("/a|/b", "--path", "/a", "--path", "/b")]
    [TestCase(".|/b", ".", "--path", "/b", "--path", "/b")]
    [TestCase("")]
    public void Search_takes_several_folders(string folders, params string[] words) =>
        Assert.That(string.Join('|', Parsed<SearchCommand>(["search", "q", .. words]).Paths), Is.EqualTo(folders));

    [Test]
    public void Filters_repeat()
    {
        var search = Parsed<SearchCommand>("search", "q", "--lang", "csharp", "--lang", "go", "--ext", "cs", "--glob", "src/**", "--explain", "--jsonl", "-n", "3");
        Assert.Multiple(() =>
        {
            Assert.That(search.Scope.Languages, Is.EqualTo(new[] { "csharp", "go" }));
            Assert.That(search.Scope.Extensions, Is.EqualTo(new[] { "cs" }));
            Assert.That(search.Scope.Globs, Is.EqualTo(new[] { "src/**" }));
            Assert.That(search.Explain, Is.True);
            Assert.That(search.Form, Is.EqualTo(HitForm.JsonLines));
            Assert.That(search.Limit, Is.EqualTo(3));
        });
    }

    [TestCase("ranked", SearchMode.Ranked)]
    [TestCase("exact", SearchMode.Exact)]
    [TestCase("Regex", SearchMode.Regex)]
    public void A_mode_says_how_the_question_is_meant(string name, SearchMode mode)
    {
        Assert.That(Parsed<SearchCommand>("search", "q", "--mode", name).Mode, Is.EqualTo(mode));
        Assert.That(Parsed<SearchCommand>("search", "q").Mode, Is.EqualTo(SearchMode.Ranked));
    }

    [Test]
    public void A_filter_takes_several_values_and_the_names_people_use()
    {
        var scope = Parsed<SearchCommand>("search", "q", "--lang", "c#,ts,c++", "--lang", "bash", "--ext", "cs,.razor").Scope;
        Assert.That(scope.Languages, Is.EqualTo(new[] { "csharp", "typescript", "cpp", "shell" }));
        Assert.That(scope.Extensions, Is.EqualTo(new[] { "cs", ".razor" }));
    }

    [Test]
    public void A_question_that_begins_with_an_at_sign_is_no_response_file()
    {
        Assert.That(Parsed<SearchCommand>("search", "@Override").Query, Is.EqualTo("@Override"));
    }

    [Test]
    public void Index_takes_its_options()
    {
        var index = Parsed<IndexCommand>("index", "src", "--force", "--ignore", "*.log", "--ignore", "tmp/", "--json");
        Assert.Multiple(() =>
        {
            Assert.That(index.Path, Is.EqualTo("src"));
            Assert.That(index.Force, Is.True);
            Assert.That(index.IgnorePatterns, Is.EqualTo(new[] { "*.log", "tmp/" }));
            Assert.That(index.Json, Is.True);
            Assert.That(Parsed<IndexCommand>("index").IgnorePatterns, Is.Null, "no pattern keeps what the tree was indexed with");
        });
    }

    [Test]
    public void The_other_verbs_take_theirs()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Parsed<StatusCommand>("status", "--skipped", "--json"), Is.EqualTo(new StatusCommand { Skipped = true, Json = true }));
            Assert.That(Parsed<ClearCommand>("clear", "--all"), Is.EqualTo(new ClearCommand { All = true }));
            Assert.That(Parsed<ServeCommand>("serve", "--read-only"), Is.EqualTo(new ServeCommand { ReadOnly = true }));
            Assert.That(Parsed<SimilarCommand>("similar", "a.cs:12", "--path", "src").Place, Is.EqualTo("a.cs:12"));
            Assert.That(Parsed<SimilarCommand>("similar", "-").Place, Is.Null, "a dash reads stdin");
            Assert.That(Parsed<VersionCommand>("--version"), Is.Not.Null);
        });
    }

    [TestCase("--data", "/d", "search", "q")]
    [TestCase("search", "q", "--data", "/d")]
    public void The_data_folder_may_be_named_before_and_after_the_verb(params string[] args)
    {
        Assert.That(CommandLine.Parse(args).Options.Data, Is.EqualTo("/d"));
    }

    [TestCase(ColourChoice.Auto, "search", "q")]
    [TestCase(ColourChoice.Auto, "search", "q", "--color", "auto")]
    [TestCase(ColourChoice.Always, "search", "q", "--color", "always")]
    [TestCase(ColourChoice.Never, "--color=never", "search", "q")]
    public void Colour_is_chosen_before_and_after_the_verb(object colour, params string[] args)
    {
        Assert.That(CommandLine.Parse(args).Options.Colour, Is.EqualTo(colour));
    }

    [TestCase("--color is sometimes; use auto, always or never.", "search", "q", "--color", "sometimes")]
    [TestCase("Unknown command 'serch'; did you mean search?", "serch", "q")]
    [TestCase("Unknown command 'zzzzzz'", "zzzzzz")]
    [TestCase("Unknown option '--jsn'; did you mean --json?", "search", "q", "--jsn")]
    [TestCase("Unknown option '--jsn'; did you mean --json?", "search", "--jsn", "q")]
    [TestCase("Unknown option '--limt=5'; did you mean --limit?", "search", "q", "--limt=5")]
    [TestCase("Unknown option '--limit'", "index", "--limit")]
    [TestCase("'c' is one word too many for 'ctxb search'.", "search", "a", "b", "c")]
    [TestCase("--limit is 0; use 1 to 1,000.", "search", "q", "--limit", "0")]
    [TestCase("--limit is many; use 1 to 1,000.", "search", "q", "--limit", "many")]
    [TestCase("Required argument 'QUERY' missing for command: 'search'.", "search")]
    [TestCase("No command was given.", "--data", "/d")]
    [TestCase("'--json' and '--jsonl' contradict each other.", "search", "q", "--json", "--jsonl")]
    [TestCase("--lang is pyton, which is no language; did you mean python?", "search", "q", "--lang", "pyton")]
    [TestCase("Two folders are named: 'a' and 'b'.", "index", "a", "--path", "b")]
    public void A_line_that_is_not_understood_names_the_word_and_the_nearest_known(string what, params string[] args)
    {
        var problem = Assert.Throws<CtxbException>(() => CommandLine.Parse(args));
        Assert.Multiple(() =>
        {
            Assert.That(problem!.Message, Is.EqualTo(what));
            Assert.That(problem.Code, Is.EqualTo(ErrorCodes.ArgumentInvalid));
            Assert.That(problem.Next, Is.Not.Empty);
        });
    }

    [TestCase("ctxb")]
    [TestCase("search")]
    [TestCase("index")]
    [TestCase("similar")]
    [TestCase("status")]
    [TestCase("clear")]
    [TestCase("keys")]
    [TestCase("apikey")]
    [TestCase("audit")]
    [TestCase("export")]
    [TestCase("serve")]
    [TestCase("completion")]
    [TestCase("logs")]
    [TestCase("config")]
    [TestCase("install")]
    [TestCase("uninstall")]
    [TestCase("why-not")]
    [TestCase("check")]
    [TestCase("eval")]
    public async Task The_help_is_what_was_reviewed(string verb)
    {
        var run = await CliRun.OfAsync(verb == "ctxb" ? ["--help"] : [verb, "--help"]);
        Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Ok));
        // the usage line names the running program, which under a test runner is not ctxb
        Golden.Matches("Cli", $"help-{verb}.txt", run.Results.Replace(Environment.GetCommandLineArgs()[0] is var host ? Path.GetFileNameWithoutExtension(host) : "", "ctxb", StringComparison.Ordinal));
    }

    [Test]
    public async Task No_words_at_all_show_the_help()
    {
        var (bare, help) = (await CliRun.OfAsync([]), await CliRun.OfAsync(["--help"]));
        Assert.That(bare.Results, Is.EqualTo(help.Results));
    }

    private static T Parsed<T>(params string[] args) where T : class, ICommand
    {
        var command = CommandLine.Parse(args).Command;
        Assert.That(command, Is.TypeOf<T>());
        return (T)command;
    }
}
