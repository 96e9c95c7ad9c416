using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using McpContextBrowser.Configuration;
using McpContextBrowser.Core;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Evaluation;

namespace McpContextBrowser.Cli;

/// <summary><c>ctxb eval [PATH]</c>: how good the answers about a repository are, by questions whose answers are known; a gate for CI.</summary>
internal sealed record EvalCommand : ICommand
{
    private const int UsualQuestions = 100;
    private const int FilesNamed = 5;

    /// <summary>As named; null takes the enclosing repository.</summary>
    public string? Path { get; init; }

    /// <summary>A file of questions; null takes them from the repository.</summary>
    public string? Golden { get; init; }

    public IReadOnlyList<string> Kinds { get; init; } = Questions.Kinds;

    public int Most { get; init; } = UsualQuestions;

    /// <summary>Writes the questions there; null does not.</summary>
    public string? Save { get; init; }

    /// <summary>The report of an earlier run.</summary>
    public string? Compare { get; init; }

    public double? LeastNdcg { get; init; }

    public bool Json { get; init; }

    public static Verb Verb()
    {
        var root = new RootArgument();
        var golden = new Option<string?>("--golden") { HelpName = "FILE", Description = "Questions with their answers, one JSON object a line (default: taken from the repository)." };
        var from = new Option<string[]>("--from") { HelpName = "KINDS", Description = "What questions are taken from: commit, doc, test; commas between several (default: all)." };
        var most = new Option<int?>("--questions") { HelpName = "N", Description = "Most questions of each kind, 1 to 10,000 (default 100)." };
        var save = new Option<string?>("--save") { HelpName = "FILE", Description = "Keep the questions, to ask them again with --golden." };
        var compare = new Option<string?>("--compare") { HelpName = "FILE", Description = "Tell the difference to an earlier run, from what its --json printed." };
        var least = new Option<double?>("--min-ndcg") { HelpName = "X", Description = "Exit with code 3 when NDCG@10 over all questions is lower, 0 to 1." };
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        most.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !(int.TryParse(token.Value, out var value) && value is >= 1 and <= 10_000))
            {
                result.AddError($"--questions is {token.Value}; use 1 to 10,000.");
            }
        });
        least.Validators.Add(result =>
        {
            if (result.Tokens is [var token]
                && !(double.TryParse(token.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= 1))
            {
                result.AddError($"--min-ndcg is {token.Value}; use 0 to 1.");
            }
        });
        from.CompletionSources.Add([.. Questions.Kinds]);
        var command = new Command("eval", "Measures how well questions about a repository are answered; exit code 3 when that is worse than asked for.");
        root.AddTo(command);
        command.Add(golden);
        command.Add(from);
        command.Add(most);
        command.Add(save);
        command.Add(compare);
        command.Add(least);
        command.Add(json);
        return new(command, parsed => new EvalCommand
        {
            Path = root.Of(parsed),
            Golden = parsed.GetValue(golden),
            Kinds = KindsOf(parsed.GetValue(from)),
            Most = parsed.GetValue(most) ?? UsualQuestions,
            Save = parsed.GetValue(save),
            Compare = parsed.GetValue(compare),
            LeastNdcg = parsed.GetValue(least),
            Json = parsed.GetValue(json),
        });
    }

    public async Task<ExitCode> RunAsync(Session session, CancellationToken cancellationToken)
    {
        var root = session.Roots.ForPerson(Path);
        var earlier = Compare is null ? null : EarlierRun(Absolute(session, Compare));
        using var tree = new SourceTree(root, ConfigLoader.WithRepository(session.Configuration, root).Files, cancellationToken);
        var goldens = Golden is null
            ? await Questions.MineAsync(tree, Kinds, Most, session.Surroundings.Variables, session.Output.Note, cancellationToken)
            : GoldenFile.Read(Absolute(session, Golden));
        if (Golden is not null && Unreachable(tree, goldens) is { Count: > 0 } unreachable)
        {
            session.Output.Note(string.Create(
                CultureInfo.InvariantCulture, $"No answer can have {unreachable.Count} of the wanted files, which are not in the tree or are not indexed: {string.Join(", ", unreachable.Take(FilesNamed))}{(unreachable.Count > FilesNamed ? ", …" : "")}"));
        }

        if (goldens.Count == 0)
        {
            session.Output.Note("Nothing to ask.");
            return ExitCode.NothingFound;
        }

        if (Save is not null)
        {
            await File.WriteAllTextAsync(Absolute(session, Save), GoldenFile.Write(goldens), cancellationToken);
        }

        var report = await AskAsync(session, tree, goldens, cancellationToken);
        if (earlier is not null)
        {
            report = report with
            {
                Comparison = ComparisonRow.Of(report.Questions, earlier.Questions)
                    ?? throw new CtxbException(ErrorCodes.ArgumentInvalid, $"{Compare} and this run share no question.", "Keep the questions of the first run with --save and ask them again with --golden."),
            };
        }

        session.Output.Results.WriteLine(Json
            ? JsonSerializer.Serialize(report, EvaluationJson.Readable.EvaluationReport)
            : EvaluationTable.Of(report, session.Output.ResultStyle.Width));
        var ndcg = report.Groups[0].Measures[GoldenScore.Ndcg].Mean;
        if (LeastNdcg is { } least && ndcg < least)
        {
            session.Output.Note(string.Create(CultureInfo.InvariantCulture, $"NDCG@10 is {ndcg:0.000}, and at least {least:0.000} is asked for."));
            return ExitCode.GateClosed;
        }

        return ExitCode.Ok;
    }

    /// <summary>Asks the tree itself, or a copy without the hidden lines when there are any.</summary>
    private static List<string> Unreachable(SourceTree tree, IReadOnlyList<GoldenQuestion> goldens)
    {
        var known = tree.Paths.Select(path => path.Value).ToHashSet(StringComparer.Ordinal);
        return [.. goldens.SelectMany(golden => golden.Targets).Select(target => target.Path).Where(path => !known.Contains(path)).Distinct()];
    }

    private static async Task<EvaluationReport> AskAsync(
        Session session, SourceTree tree, IReadOnlyList<GoldenQuestion> goldens, CancellationToken cancellationToken)
    {
        var hidden = goldens.Select(golden => golden.Hidden).OfType<HiddenLines>().ToList();
        using var copy = hidden.Count == 0 ? null : TreeCopy.Of(tree, hidden, cancellationToken);
        var configuration = copy is null ? session.Configuration : session.Configuration with
        {
            DataDirectory = copy.DataFolder,
            KeyFile = copy.KeyFile,
            MasterKey = null,
            MasterKeys = new(),
            Collection = null,
        };
        // It stays for many questions: then it listens for changes instead of walking the tree for each.
        await using var browser = Composition.Compose(configuration, session.Surroundings.Variable, stays: true);
        var root = copy?.Root ?? tree.Root;
        var call = session.Call;
        using var progress = new ProgressLine(session.Output, TimeProvider.System);
        await browser.IndexAsync(new IndexRequest { Root = root }, progress, call, cancellationToken);
        progress.Clear();
        var scores = await new Examination(browser, root).RunAsync(goldens, call, cancellationToken);
        var model = (await browser.StatusAsync(root, withSkipped: false, call, cancellationToken))[0].Model;
        return EvaluationReport.Of(scores, model.Length == 0 ? null : model);
    }

    private static string Absolute(Session session, string path) => System.IO.Path.GetFullPath(path, session.Surroundings.WorkingDirectory);

    private static EvaluationReport EarlierRun(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(path), EvaluationJson.Readable.EvaluationReport)!;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new CtxbException(ErrorCodes.ArgumentInvalid, $"{path} holds no earlier run: {problem.Message}", "Make one with: ctxb eval --json > FILE", problem);
        }
    }

    private static string[] KindsOf(string[]? words)
    {
        string[] kinds = [.. (words ?? []).SelectMany(word => word.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Distinct()];
        return kinds.Length == 0 ? [.. Questions.Kinds]
            : kinds.FirstOrDefault(kind => !Questions.Kinds.Contains(kind)) is { } unknown
                ? throw new CtxbException(ErrorCodes.ArgumentInvalid, $"--from is {unknown}, which questions are not taken from.", $"Use {string.Join(", ", Questions.Kinds)}.")
            : kinds;
    }
}
