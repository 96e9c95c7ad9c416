using System.CommandLine;
using System.Globalization;
using McpContextBrowser.Core;
using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Cli;

/// <summary><c>ctxb similar FILE:LINE</c>, or a snippet on stdin: code like this elsewhere.</summary>
internal sealed record SimilarCommand : ICommand
{
    private const int LongestSnippet = 1 << 20;

    /// <summary><c>FILE:LINE</c> or <c>FILE</c>, as written; null reads a snippet from stdin.</summary>
    public string? Place { get; init; }

    /// <summary>As named; null takes the enclosing repository.</summary>
    public string? Path { get; init; }

    public int? Limit { get; init; }

    /// <summary>Most tokens of the answer as it is printed; null shows every hit whole.</summary>
    public int? MaxTokens { get; init; }

    public SearchScope Scope { get; init; } = new();

    public HitForm Form { get; init; }

    public static Verb Verb()
    {
        var place = new Argument<string>("FILE:LINE") { Description = "The example, relative to the folder or absolute; '-' reads a snippet from stdin." };
        var root = new RootArgument();
        var options = new SearchOptions();
        var command = new Command("similar", "Finds code like a given piece.") { place };
        root.AddTo(command);
        options.AddTo(command);
        return new(command, parsed => new SimilarCommand
        {
            Place = parsed.GetRequiredValue(place) is var text && text == "-" ? null : text,
            Path = root.Of(parsed),
            Limit = options.Limit(parsed),
            MaxTokens = options.MaxTokens(parsed),
            Scope = options.Scope(parsed),
            Form = options.Form(parsed),
        })
        { TakesTimeout = true };
    }

    public async Task<ExitCode> RunAsync(Session session, CancellationToken cancellationToken)
    {
        var root = session.Roots.ForPerson(Path);
        var printer = new HitPrinter(session.Output, "", Form) { ShowsWhole = MaxTokens is not null };
        var request = new SimilarRequest { Root = root, Limit = Limit ?? session.Configuration.SearchLimit, Scope = Scope, Cost = printer.Cost };
        if (Place is null)
        {
            request = request with { Snippet = await ReadSnippetAsync(cancellationToken) };
        }
        else
        {
            var (file, line) = Split(Place);
            request = request with { Path = Below(root, file, session.Surroundings.WorkingDirectory), Line = line };
        }

        using var progress = new ProgressLine(session.Output, TimeProvider.System);
        var answer = await session.Browser.SimilarAsync(request, progress, session.Call with { TokenLimit = MaxTokens }, cancellationToken);
        progress.Clear();
        printer.Print(answer);
        return session.Found(answer);
    }

    /// <returns>The file and its 1-based line, 1 when none is written. A name may hold a colon itself: the last one counts.</returns>
    internal static (string File, int Line) Split(string place)
    {
        var colon = place.LastIndexOf(':');
        return colon > 0 && int.TryParse(place.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var line) && line > 0
            ? (place[..colon], line)
            : (place, 1);
    }

    private static string Below(string root, string file, string workingDirectory)
    {
        // A person writes a path as the shell completes it, from where they stand; a script writes it as a hit named it.
        var candidates = new[] { System.IO.Path.GetFullPath(file, workingDirectory), System.IO.Path.GetFullPath(file, root) };
        var full = candidates.FirstOrDefault(File.Exists)
            ?? throw new CtxbException(ErrorCodes.PathMissing, $"{file} does not exist.", "Write it as FILE:LINE, relative to the folder or absolute.");
        var below = System.IO.Path.GetRelativePath(root, full);
        return RelativePath.TryParse(below, out var path, OperatingSystem.IsWindows())
            ? path.Value
            : throw new CtxbException(ErrorCodes.PathOutsideRoots, $"{file} is not below {root}.", "Name its folder with --path DIR.");
    }

    private static async Task<string> ReadSnippetAsync(CancellationToken cancellationToken)
    {
        var buffer = new char[LongestSnippet];
        var length = await Console.In.ReadBlockAsync(buffer, cancellationToken);
        return length > 0
            ? new string(buffer, 0, length)
            : throw new CtxbException(ErrorCodes.QueryEmpty, "No code came from stdin.", "Pipe some in: ctxb similar - < snippet.txt");
    }
}
