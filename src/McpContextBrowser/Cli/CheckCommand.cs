using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using McpContextBrowser.Answers;
using McpContextBrowser.Core;
using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Cli;

/// <summary><c>git diff | ctxb check</c>: which added functions exist already; a gate for CI.</summary>
internal sealed record CheckCommand : ICommand
{
    private const double UsualThreshold = 0.8;
    private const int LongestDiff = 1 << 24;

    /// <summary>As named; null takes the enclosing repository.</summary>
    public string? Path { get; init; }

    public double Threshold { get; init; } = UsualThreshold;

    public bool Json { get; init; }

    public static Verb Verb()
    {
        var root = new RootArgument();
        var threshold = new Option<double?>("--threshold") { HelpName = "S", Description = "Least similarity, 0 to 1 (default 0.8)." };
        var json = new Option<bool>("--json") { Description = "Print one JSON array." };
        threshold.Validators.Add(result =>
        {
            if (result.Tokens is [var token]
                && !(double.TryParse(token.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= 1))
            {
                result.AddError($"--threshold is {token.Value}; use 0 to 1.");
            }
        });
        var command = new Command("check", "Reads a unified diff from stdin and lists added functions that exist already; exit code 3 when there are any.");
        root.AddTo(command);
        command.Add(threshold);
        command.Add(json);
        return new(command, parsed => new CheckCommand
        {
            Path = root.Of(parsed),
            Threshold = parsed.GetValue(threshold) ?? UsualThreshold,
            Json = parsed.GetValue(json),
        })
        { TakesTimeout = true };
    }

    public Task<ExitCode> RunAsync(Session session, CancellationToken cancellationToken) => RunAsync(session, Console.In, cancellationToken);

    /// <summary>The same over any reader of a diff.</summary>
    internal async Task<ExitCode> RunAsync(Session session, TextReader input, CancellationToken cancellationToken)
    {
        var root = session.Roots.ForPerson(Path);
        var diff = await ReadAsync(input, cancellationToken);
        using var progress = new ProgressLine(session.Output, TimeProvider.System);
        var found = await session.Browser.CheckAsync(root, diff, Threshold, progress, session.Call, cancellationToken);
        progress.Clear();
        if (Json)
        {
            session.Output.Results.WriteLine(JsonSerializer.Serialize([.. found.Select(ExistingRow.Of)], AnswerJson.Readable.ExistingRowArray));
        }
        else
        {
            foreach (var existing in found)
            {
                session.Output.Tell(Line(existing));
            }
        }

        return found.Count == 0 ? ExitCode.Ok : ExitCode.GateClosed;
    }

    private static string Line(ExistingCode found)
    {
        var symbol = found.ExistingSymbol is null ? "" : $" ({found.ExistingSymbol})";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{found.Path}:{found.Line}: {found.Symbol} exists already: {found.ExistingPath}:{found.Existing.Start}-{found.Existing.End}{symbol}, similarity {found.Similarity:0.00}");
    }

    private static async Task<string> ReadAsync(TextReader input, CancellationToken cancellationToken)
    {
        var text = new System.Text.StringBuilder();
        var buffer = new char[1 << 16];
        for (var read = await input.ReadAsync(buffer, cancellationToken); read > 0; read = await input.ReadAsync(buffer, cancellationToken))
        {
            text.Append(buffer, 0, read);
            if (text.Length > LongestDiff)
            {
                throw new CtxbException(ErrorCodes.ArgumentInvalid, "The diff is longer than 16 million characters.", "Check it in parts.");
            }
        }

        return text.ToString();
    }
}
