using System.CommandLine;
using System.Globalization;
using McpContextBrowser.Answers;
using McpContextBrowser.Core;
using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Cli;

/// <summary><c>ctxb why-not QUERY FILE[:LINE]</c>: why a place is not, or not higher, in the answer.</summary>
internal sealed record WhyNotCommand : ICommand
{
    public required string Query { get; init; }

    /// <summary><c>FILE:LINE</c> or <c>FILE</c>, as written.</summary>
    public required string Place { get; init; }

    /// <summary>As named; null takes the enclosing repository.</summary>
    public string? Path { get; init; }

    public static Verb Verb()
    {
        var query = new Argument<string>("QUERY") { Description = "The question, as it was searched." };
        var place = new Argument<string>("FILE:LINE") { Description = "Where the answer was expected, relative to the folder or absolute." };
        var root = new RootArgument();
        var command = new Command("why-not", "Tells why a place is not, or not higher, in the answer to a question.") { query, place };
        root.AddTo(command);
        return new(command, parsed => new WhyNotCommand { Query = parsed.GetRequiredValue(query), Place = parsed.GetRequiredValue(place), Path = root.Of(parsed) }) { TakesTimeout = true };
    }

    public async Task<ExitCode> RunAsync(Session session, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(Query))
        {
            throw new CtxbException(ErrorCodes.QueryEmpty, "The query is empty.", "Repeat the question: ctxb why-not \"where are sessions closed\" src/app.cs:12");
        }

        var root = session.Roots.ForPerson(Path);
        var (file, line) = SimilarCommand.Split(Place);
        using var progress = new ProgressLine(session.Output, TimeProvider.System);
        var answer = await session.Browser.WhyNotAsync(
            new() { Query = Query, Roots = [root] }, Below(root, file, session.Surroundings.WorkingDirectory), file == Place ? null : line, progress,
            session.Call, cancellationToken);
        progress.Clear();
        foreach (var sentence in Sentences(answer))
        {
            session.Output.Tell(sentence);
        }

        return ExitCode.Ok;
    }

    private static IEnumerable<string> Sentences(WhyNot answer)
    {
        foreach (var absent in answer.Absent)
        {
            yield return Line($"'{absent.Name}' occurs in none of the {absent.FilesChecked:N0} files that were checked.");
        }

        if (answer.Skipped is { } skipped)
        {
            yield return Line($"{answer.Path} is not indexed: {SkipReasons.NameOf(skipped.Reason)}{(skipped.Rule is null ? "" : $" by {skipped.Rule}")}{(skipped.Path == answer.Path ? "" : $", which leaves out {skipped.Path}")}.");
        }
        else if (!answer.Exists)
        {
            yield return Line($"{answer.Path} is not there: no file of that path was seen.");
        }
        else if (answer.Rank is not { } rank)
        {
            yield return Line($"{answer.Path} is indexed, but is not among the {answer.Ranked:N0} files that have words of the question or are near to its meaning.");
        }
        else
        {
            yield return Line($"{answer.Path} ranks {rank:N0} of {answer.Ranked:N0} files with a score of {answer.Score:0.000}:");
            foreach (var reason in answer.Reasons)
            {
                yield return $"  ∙ {reason}";
            }

            if (answer.Piece is { } piece)
            {
                yield return Line($"Its lines {piece.Lines.Start}-{piece.Lines.End} are piece {piece.Rank:N0} of {piece.Of:N0} in the file.");
            }

            if (rank > 1)
            {
                yield return Line($"The first is {answer.BestPath} with {answer.BestScore:0.000}:");
                foreach (var reason in answer.BestReasons)
                {
                    yield return $"  ∙ {reason}";
                }
            }
        }
    }

    /// <summary>The path below the folder; unlike an example of <c>similar</c>, it need not exist.</summary>
    private static string Below(string root, string file, string workingDirectory)
    {
        var fromHere = System.IO.Path.GetRelativePath(root, System.IO.Path.GetFullPath(file, workingDirectory));
        var below = File.Exists(System.IO.Path.GetFullPath(file, workingDirectory)) || System.IO.Path.IsPathRooted(file) ? fromHere : file;
        return OperatingSystem.IsWindows() ? below.Replace('\\', '/') : below;
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
