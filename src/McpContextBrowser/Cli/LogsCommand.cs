using System.CommandLine;
using McpContextBrowser.Configuration;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Logs;

namespace McpContextBrowser.Cli;

/// <summary><c>ctxb logs</c>: what the servers and failed runs of this user told, newest last.</summary>
internal sealed record LogsCommand : ICommand
{
    private const int UsualLines = 50;

    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(250);

    public bool Follow { get; init; }

    public int Lines { get; init; } = UsualLines;

    public LogSeverity Least { get; init; }

    public bool Json { get; init; }

    public static Verb Verb()
    {
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on with what is written, until Ctrl+C." };
        var lines = new Option<int>("--lines", "-n") { HelpName = "N", Description = $"Most lines (default {UsualLines}).", DefaultValueFactory = _ => UsualLines };
        var least = new Option<string>("--level") { HelpName = "LEVEL", Description = "Only lines of at least this level: debug, information, warning or error." };
        least.AcceptOnlyFromAmong("debug", "information", "warning", "error");
        var json = new Option<bool>("--json") { Description = "Print the lines as they are kept: one JSON object each." };
        var command = new Command("logs", "Shows what servers and failed runs told; no code, path or question is in it by default.") { follow, lines, least, json };
        return new(command, parsed => new LogsCommand
        {
            Follow = parsed.GetValue(follow),
            Lines = parsed.GetValue(lines) is var n and >= 0
                ? n
                : throw new CtxbException(ErrorCodes.ArgumentInvalid, $"--lines is {parsed.GetValue(lines)}.", "Use 0 or more."),
            Least = Enum.TryParse<LogSeverity>(parsed.GetValue(least), ignoreCase: true, out var severity) ? severity : LogSeverity.Debug,
            Json = parsed.GetValue(json),
        });
    }

    public async Task<ExitCode> RunAsync(Session session, CancellationToken cancellationToken)
    {
        var folder = Path.Join(session.Configuration.DataDirectory, LogFolder.Name);
        var reader = new LogReader(folder);
        var lines = reader.ReadNew().Where(line => line.Severity >= Least).TakeLast(Lines).ToList();
        Print(lines, session.Output);
        if (!Follow)
        {
            if (lines.Count == 0)
            {
                session.Output.Note($"No lines in {folder}.");
            }

            return lines.Count > 0 ? ExitCode.Ok : ExitCode.NothingFound;
        }

        using var timer = new PeriodicTimer(Between);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            Print(reader.ReadNew().Where(line => line.Severity >= Least), session.Output);
        }

        return ExitCode.Ok;
    }

    private void Print(IEnumerable<LogLine> lines, Output output)
    {
        foreach (var line in lines)
        {
            if (Json)
            {
                output.Results.WriteLine(line.Json);
            }
            else
            {
                output.Tell(line.InWords());
            }
        }

        output.Results.Flush();
    }
}
