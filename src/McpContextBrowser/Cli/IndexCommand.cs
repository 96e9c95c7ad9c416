using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using McpContextBrowser.Answers;
using McpContextBrowser.Core;
using McpContextBrowser.Core.Indexing;

namespace McpContextBrowser.Cli;

/// <summary><c>ctxb index [PATH]</c>: brings a folder into the index, or up to date.</summary>
internal sealed record IndexCommand : ICommand
{
    /// <summary>As named; null takes the enclosing repository.</summary>
    public string? Path { get; init; }

    public bool Force { get; init; }

    /// <summary>Compares only: exit code 1 when the index is stale, and nothing is written.</summary>
    public bool Check { get; init; }

    /// <summary>Null keeps what the tree was indexed with.</summary>
    public IReadOnlyList<string>? IgnorePatterns { get; init; }

    public bool Json { get; init; }

    /// <summary>Tells what the run would do and cost, and does nothing.</summary>
    public bool Plan { get; init; }

    /// <summary>US dollars the run may spend, as written; null takes the configured limit.</summary>
    public string? MaxCost { get; init; }

    /// <summary>Threads that read, chunk and embed, as written; null takes the configured number.</summary>
    public string? Threads { get; init; }

    public static Verb Verb()
    {
        var root = new RootArgument();
        var force = new Option<bool>("--force") { Description = "Read and derive every file again." };
        var check = new Option<bool>("--check") { Description = "Write nothing; exit with 1 when the index is not what is on disk." };
        var ignore = new Option<string[]>("--ignore") { HelpName = "PATTERN", Description = "A further pattern in .gitignore syntax; repeat for several." };
        var json = new Option<bool>("--json") { Description = "Print the report as JSON." };
        var plan = new Option<bool>("--plan") { Description = "Tell files, chunks, tokens, calls, price and time; do nothing." };
        var maxCost = new Option<string?>("--max-cost") { HelpName = "DOLLARS", Description = "Stop before a provider has cost more than this." };
        var threads = new Option<string?>("--threads") { HelpName = "N", Description = "Threads that read, chunk and embed; one a core if not given." };
        var command = new Command("index", "Brings a folder into the index, or up to date.");
        root.AddTo(command);
        command.Add(force);
        command.Add(check);
        command.Add(ignore);
        command.Add(json);
        command.Add(plan);
        command.Add(maxCost);
        command.Add(threads);
        return new(command, parsed => new IndexCommand
        {
            Path = root.Of(parsed),
            Force = parsed.GetValue(force),
            Check = parsed.GetValue(check),
            IgnorePatterns = parsed.GetValue(ignore) is { Length: > 0 } patterns ? patterns : null,
            Json = parsed.GetValue(json),
            Plan = parsed.GetValue(plan),
            MaxCost = parsed.GetValue(maxCost),
            Threads = parsed.GetValue(threads),
        })
        { TakesTimeout = true };
    }

    public async Task<ExitCode> RunAsync(Session session, CancellationToken cancellationToken)
    {
        if (Check)
        {
            return await CheckAsync(session, cancellationToken);
        }

        if (MaxCost is not null)
        {
            session.Set("embedding.maxCost", "--max-cost", MaxCost);
        }

        if (Threads is not null)
        {
            session.Set("indexing.threads", "--threads", Threads);
        }

        var request = new IndexRequest { Root = session.Roots.ForPerson(Path), Force = Force, IgnorePatterns = IgnorePatterns };
        if (Plan)
        {
            var plan = await session.Browser.PlanAsync(request, session.Call, cancellationToken);
            Print(session.Output, () => JsonSerializer.Serialize(PlanRow.Of(plan), AnswerJson.Readable.PlanRow), PlanRow.Of(plan).InWords());
            return ExitCode.Ok;
        }

        using var progress = new ProgressLine(session.Output, TimeProvider.System);
        var report = await session.Browser.IndexAsync(request, progress, session.Call, cancellationToken);
        progress.Clear();
        Print(session.Output, () => JsonSerializer.Serialize(IndexRow.Of(report), AnswerJson.Readable.IndexRow), InWords(report));
        foreach (var note in report.Notes)
        {
            session.Output.Note(note);
        }

        return ExitCode.Ok;
    }

    private async Task<ExitCode> CheckAsync(Session session, CancellationToken cancellationToken)
    {
        var report = await session.Browser.CheckAsync(session.Roots.ForPerson(Path), session.Call, cancellationToken);
        Print(session.Output, () => JsonSerializer.Serialize(CheckRow.Of(report), AnswerJson.Readable.CheckRow), InWords(report));
        return report.IsCurrent ? ExitCode.Ok : ExitCode.NothingFound;
    }

    private void Print(Output output, Func<string> json, string words)
    {
        if (Json)
        {
            output.Results.WriteLine(json());
        }
        else
        {
            output.Tell(words);
        }
    }

    private static string InWords(CheckReport report) =>
        report.IsCurrent ? $"{report.Root}: current"
        : report.IsComplete ? string.Create(CultureInfo.InvariantCulture, $"{report.Root}: stale; {report.Added:N0} added, {report.Changed:N0} changed, {report.Removed:N0} removed")
        : report.Changed > 0 ? string.Create(CultureInfo.InvariantCulture, $"{report.Root}: stale; more than {report.Changed:N0} files differ")
        : $"{report.Root}: not indexed to its end";

    internal static string InWords(IndexReport report)
    {
        var changes = report.Added + report.Changed + report.Removed == 0
            ? string.Create(CultureInfo.InvariantCulture, $"nothing changed ({report.Elapsed.TotalSeconds:N1} s)")
            : string.Create(CultureInfo.InvariantCulture, $"{report.Added:N0} added, {report.Changed:N0} changed, {report.Removed:N0} removed; {report.Embedded:N0} chunks embedded in {report.Elapsed.TotalSeconds:N1} s");
        var skipped = report.Skipped.Count == 0 ? "" : $"\n  skipped: {SkipReasons.InWords(report.Skipped)} ('ctxb status --skipped' lists them)";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Root}: {report.Files:N0} files, {report.Chunks:N0} chunks\n  {changes}{skipped}");
    }
}
