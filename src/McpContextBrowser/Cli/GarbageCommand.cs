using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using McpContextBrowser.Answers;

namespace McpContextBrowser.Cli;

/// <summary><c>ctxb gc [PATH]</c>: deletes what no indexed folder uses any more.</summary>
internal sealed record GarbageCommand : ICommand
{
    private const double Mebibyte = 1 << 20;
    private const string Head = "HEAD";

    /// <summary>As named; null takes everything, or the enclosing repository with <see cref="OnlyHead"/>.</summary>
    public string? Path { get; init; }

    /// <summary>Keeps what is checked out in this folder, as indexed, and nothing else.</summary>
    public bool OnlyHead { get; init; }

    public bool Json { get; init; }

    public static Verb Verb()
    {
        var root = new RootArgument();
        var keep = new Option<string?>("--keep")
        {
            HelpName = Head,
            Description = "Keep only what is checked out in PATH; forget all other folders of its repository, and wait for nothing.",
        };
        keep.AcceptOnlyFromAmong(Head);
        var json = new Option<bool>("--json") { Description = "Print the report as JSON." };
        var command = new Command("gc", "Deletes what no indexed folder has used for some time.");
        root.AddTo(command);
        command.Add(keep);
        command.Add(json);
        return new(command, parsed => new GarbageCommand { Path = root.Of(parsed), OnlyHead = parsed.GetValue(keep) == Head, Json = parsed.GetValue(json) });
    }

    public async Task<ExitCode> RunAsync(Session session, CancellationToken cancellationToken)
    {
        var root = Path is null && !OnlyHead ? null : session.Roots.ForPerson(Path);
        var report = await session.Browser.CollectAsync(root, OnlyHead, session.Call, cancellationToken);
        if (Json)
        {
            session.Output.Results.WriteLine(JsonSerializer.Serialize(GarbageRow.Of(report), AnswerJson.Readable.GarbageRow));
        }
        else
        {
            foreach (var removed in report.Roots)
            {
                session.Output.Tell($"removed {removed}");
            }

            session.Output.Tell(string.Create(
                CultureInfo.InvariantCulture,
                $"{report.Deleted:N0} unused contents deleted, {report.Waiting:N0} kept for now; {Math.Max(0, report.BytesFreed) / Mebibyte:N1} MiB freed."));
        }

        return ExitCode.Ok;
    }
}
