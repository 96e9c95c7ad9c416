using System.CommandLine;
using McpContextBrowser.Core;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Search;

namespace McpContextBrowser.Cli;

/// <summary><c>ctxb search QUERY [PATH] [--path DIR]…</c>: indexes on first use, refreshes, answers.</summary>
internal sealed record SearchCommand : ICommand
{
    public required string Query { get; init; }

    /// <summary>How the question is meant.</summary>
    public SearchMode Mode { get; init; }

    /// <summary>As named; none takes the enclosing repository.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    public int? Limit { get; init; }

    /// <summary>Most tokens of the answer as it is printed; null shows every hit whole.</summary>
    public int? MaxTokens { get; init; }

    public SearchScope Scope { get; init; } = new();

    public HitForm Form { get; init; }

    public bool Explain { get; init; }

    public static Verb Verb()
    {
        var query = new Argument<string>("QUERY") { Description = "A question, words or an identifier; in quotes when it is several words." };
        var roots = new RootsArgument();
        var options = new SearchOptions();
        var mode = new Option<string>("--mode") { HelpName = "MODE", Description = "How QUERY is meant: ranked (default), exact text, or regex." };
        mode.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, [.. SearchModes.Names]);
        var explain = new Option<bool>("--explain") { Description = "Tell why each hit ranks where it does." };
        var command = new Command("search", "Answers a question about code; indexes on first use and refreshes before it answers.") { query };
        roots.AddTo(command);
        command.Add(mode);
        options.AddTo(command);
        command.Add(explain);
        return new(command, parsed => new SearchCommand
        {
            Query = parsed.GetRequiredValue(query),
            Mode = parsed.GetValue(mode) is { } name ? SearchModes.Named(name) ?? SearchMode.Ranked : SearchMode.Ranked,
            Paths = roots.Of(parsed),
            Limit = options.Limit(parsed),
            MaxTokens = options.MaxTokens(parsed),
            Scope = options.Scope(parsed),
            Form = options.Form(parsed),
            Explain = parsed.GetValue(explain),
        })
        { TakesTimeout = true };
    }

    public async Task<ExitCode> RunAsync(Session session, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(Query))
        {
            throw new CtxbException(ErrorCodes.QueryEmpty, "The query is empty.", "Ask for something: ctxb search \"where are sessions closed\"");
        }

        string[] roots = Paths.Count == 0 ? [session.Roots.ForPerson(null)] : [.. Paths.Select(session.Roots.ForPerson).Distinct(StringComparer.Ordinal)];
        var printer = new HitPrinter(session.Output, Query, Form) { ShowsWhole = MaxTokens is not null, ShowsRoots = roots.Length > 1 };
        var request = new SearchRequest
        {
            Query = Query,
            Mode = Mode,
            Cost = printer.Cost,
            Roots = roots,
            Limit = Limit ?? session.Configuration.SearchLimit,
            Scope = Scope,
            Explain = Explain,
        };
        using var progress = new ProgressLine(session.Output, TimeProvider.System);
        var answer = await session.Browser.SearchAsync(request, progress, session.Call with { TokenLimit = MaxTokens }, cancellationToken);
        progress.Clear();
        printer.Print(answer);
        return session.Found(answer);
    }
}
