using System.Globalization;
using McpContextBrowser.Answers;
using McpContextBrowser.Configuration;
using McpContextBrowser.Core;

namespace McpContextBrowser.Cli;

/// <summary>One run of the tool: where it prints, what surrounds it, and the engine, made when a command first needs it.</summary>
internal sealed class Session(Output output, Surroundings surroundings, string? dataOption) : IAsyncDisposable
{
    /// <summary>How this door is named in logs.</summary>
    public const string Caller = "cli";

    private CtxbConfiguration? _configuration;
    private ContextBrowser? _browser;

    public Output Output { get; } = output;

    public Surroundings Surroundings { get; } = surroundings;

    /// <summary>The settings, read on first use: <c>--help</c> needs none.</summary>
    public CtxbConfiguration Configuration => _configuration ??= Load();

    /// <summary>The engine over these settings.</summary>
    public ContextBrowser Browser => _browser ??= Composition.Compose(Configuration, Surroundings.Variable, stays: false);

    /// <summary>Which folder the command means.</summary>
    public RootChoice Roots => new(Surroundings, Configuration);

    /// <summary>The exit code of an answer, and what a person should know about it.</summary>
    public ExitCode Found(SearchAnswer answer)
    {
        if (answer.Degraded is not null)
        {
            Output.Note(answer.Degraded);
        }

        if (answer.Hits.Count > 0)
        {
            return ExitCode.Ok;
        }

        var skipped = answer.Coverage.Skipped.Count == 0 ? "" : $"; skipped: {SkipReasons.InWords(answer.Coverage.Skipped)}";
        Output.Note(string.Create(CultureInfo.InvariantCulture, $"Nothing found in {answer.Coverage.Files:N0} files{skipped}."));
        return ExitCode.NothingFound;
    }

    public ValueTask DisposeAsync() => _browser?.DisposeAsync() ?? ValueTask.CompletedTask;

    private CtxbConfiguration Load()
    {
        var options = new Dictionary<string, (string, string)>();
        if (dataOption is not null)
        {
            options["data"] = ("--data", dataOption);
        }

        var configuration = ConfigLoader.Load(Surroundings, options);
        foreach (var note in configuration.Notes)
        {
            Output.Note(note);
        }

        return configuration;
    }
}
