using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using McpContextBrowser.Answers;
using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Cli;

/// <summary><c>ctxb clear [PATH]</c>: removes a folder from the index; the folder itself is not touched.</summary>
internal sealed record ClearCommand : ICommand
{
    private const double Mebibyte = 1 << 20;

    /// <summary>As named; null takes the enclosing repository, or everything when <see cref="All"/> is set.</summary>
    public string? Path { get; init; }

    public bool All { get; init; }

    /// <summary>Destroys the keys first, and says what that does not reach.</summary>
    public bool Erase { get; init; }

    public bool Json { get; init; }

    public static Verb Verb()
    {
        var root = new RootArgument();
        var all = new Option<bool>("--all") { Description = "Remove every folder from the index." };
        var erase = new Option<bool>("--erase") { Description = "Destroy its keys first, so that copies of the index cannot be read either." };
        var json = new Option<bool>("--json") { Description = "Print the report as JSON." };
        var command = new Command("clear", "Removes a folder from the index; the folder itself is not touched.");
        root.AddTo(command);
        command.Add(all);
        command.Add(erase);
        command.Add(json);
        return new(command, parsed => new ClearCommand
        {
            Path = root.Of(parsed),
            All = parsed.GetValue(all),
            Erase = parsed.GetValue(erase),
            Json = parsed.GetValue(json),
        });
    }

    public async Task<ExitCode> RunAsync(Session session, CancellationToken cancellationToken)
    {
        if (All && Path is not null)
        {
            throw new CtxbException(ErrorCodes.ArgumentInvalid, $"'--all' and '{Path}' contradict each other.", "Leave one of them out.");
        }

        var root = All ? null : session.Roots.ForRemoval(Path);
        var report = await session.Browser.ForgetAsync(root, Erase, session.Call, cancellationToken);
        if (Json)
        {
            session.Output.Results.WriteLine(JsonSerializer.Serialize(ForgetRow.Of(report), AnswerJson.Readable.ForgetRow));
        }
        else
        {
            foreach (var removed in report.Roots)
            {
                session.Output.Tell($"removed {removed}");
            }
        }

        if (report.Roots.Count == 0)
        {
            session.Output.Note(root is null ? "Nothing was indexed." : $"{root} was not indexed.");
            return ExitCode.NothingFound;
        }

        session.Output.Note(string.Create(CultureInfo.InvariantCulture, $"{report.BytesFreed / Mebibyte:N1} MiB freed."));
        if (Erase)
        {
            session.Output.Note("The keys are destroyed: copies of the index made with any older keys.db and its master key can still be read, "
                + "so delete such backups too. What a disk or file system keeps of overwritten blocks is out of reach.");
        }

        return ExitCode.Ok;
    }
}
