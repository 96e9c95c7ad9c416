using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using McpContextBrowser.Answers;

namespace McpContextBrowser.Cli;

/// <summary><c>ctxb export [PATH]</c>: everything the index holds, one JSON object a line; nothing is changed.</summary>
internal sealed record ExportCommand : ICommand
{
    /// <summary>As named; null takes all indexed folders.</summary>
    public string? Path { get; init; }

    public bool Texts { get; init; }

    public static Verb Verb()
    {
        var root = new RootArgument();
        var texts = new Option<bool>("--texts") { Description = "Add each file's text as it is held: decrypted, secrets replaced." };
        var command = new Command("export", "Tells everything that is held of a folder, or of all, one JSON object a line.");
        root.AddTo(command);
        command.Add(texts);
        return new(command, parsed => new ExportCommand { Path = root.Of(parsed), Texts = parsed.GetValue(texts) });
    }

    public async Task<ExitCode> RunAsync(Session session, CancellationToken cancellationToken)
    {
        var root = Path is null ? null : session.Roots.ForRemoval(Path);
        var count = 0;
        await foreach (var file in session.Browser.ExportAsync(root, Texts, session.Call, cancellationToken))
        {
            session.Output.Results.WriteLine(JsonSerializer.Serialize(HeldRow.Of(file), AnswerJson.Readable.HeldRow));
            count++;
        }

        session.Output.Note(count == 0 ? "Nothing is held." : string.Create(CultureInfo.InvariantCulture, $"{count:N0} paths."));
        return count == 0 ? ExitCode.NothingFound : ExitCode.Ok;
    }
}
