using System.Globalization;
using McpContextBrowser.Answers;
using McpContextBrowser.Configuration;
using McpContextBrowser.Core;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Logs;
using McpContextBrowser.Server;

namespace McpContextBrowser.Cli;

/// <summary>One run of the tool: where it prints, what surrounds it, and the engine, made when a command first needs it.</summary>
internal sealed class Session(Output output, Surroundings surroundings, CommandLine.GlobalOptions options) : IAsyncDisposable
{
    /// <summary>How this door is named in logs.</summary>
    public const string Caller = "cli";

    private readonly Dictionary<string, (string Option, string Value)> _settings = [];

    private CtxbConfiguration? _configuration;
    private ContextBrowser? _browser;
    private RunLog? _log;
    private ServerFolder? _server;
    private CallContext? _call;

    public Output Output { get; } = output;

    public Surroundings Surroundings { get; } = surroundings;

    /// <summary>The settings, read on first use: <c>--help</c> needs none.</summary>
    public CtxbConfiguration Configuration => _configuration ??= Load();

    /// <summary>The engine over these settings.</summary>
    public ContextBrowser Browser => _browser ??= Composition.Compose(Configuration, Surroundings.Variable, stays: false);

    /// <summary>The context of what this run asks, with the deadline that <c>--timeout</c> sets.</summary>
    public CallContext Call => _call ??= CallContext.For(Caller) with { Deadline = options.Timeout is { } time ? TimeProvider.System.GetUtcNow() + time : null };

    /// <summary>The log of this run; made on first use, its file with the first line that is kept.</summary>
    public RunLog Log => _log ??= new RunLog(Path.Join(Configuration.DataDirectory, LogFolder.Name), Configuration.LogLevel, TimeProvider.System, Configuration.LogRetention);

    /// <summary>Keys of callers and the audit log of <c>serve --http</c>; made on first use.</summary>
    public ServerFolder Server => _server ??= new ServerFolder(Configuration.DataDirectory, MasterKeys.Current(Configuration, Surroundings.Variable), TimeProvider.System);

    /// <summary>Whether they were ever made here.</summary>
    public bool HasServer => File.Exists(Path.Join(Configuration.DataDirectory, ServerFolder.FileName));

    /// <summary>Whether the settings could be read, so that there is a log to write to. A failure before that is for whoever typed.</summary>
    public bool HasLog => _configuration is not null && Directory.Exists(_configuration.DataDirectory);

    /// <summary>Which folder the command means.</summary>
    public RootChoice Roots => new(Surroundings, Configuration);

    /// <summary>Gives a setting by an option of the command; before the configuration is first read.</summary>
    public void Set(string key, string option, string value) => _settings[key] = (option, value);

    /// <summary>The exit code of an answer, and what a person should know about it.</summary>
    public ExitCode Found(SearchAnswer answer)
    {
        if (answer.Degraded is not null)
        {
            Output.Note(answer.Degraded);
        }

        var told = answer.Absent.Count > 0 || answer.NoWordOccurs; // a short answer by itself is no reason to speak
        foreach (var sentence in told ? AbsenceText.Of(answer) : [])
        {
            Output.Note(sentence);
        }

        if (answer.Hits.Count > 0)
        {
            return ExitCode.Ok;
        }

        if (answer.NothingFits)
        {
            Output.Note("Nothing of what was found fits: ask for more tokens with --max-tokens.");
            return ExitCode.NothingFound;
        }

        var skipped = answer.Coverage.Skipped.Count == 0 ? "" : $"; skipped: {SkipReasons.InWords(answer.Coverage.Skipped)}";
        Output.Note(string.Create(CultureInfo.InvariantCulture, $"Nothing found in {answer.Coverage.Files:N0} files{skipped}."));
        return ExitCode.NothingFound;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _log?.Dispose();
    }

    private CtxbConfiguration Load()
    {
        var settings = new Dictionary<string, (string, string)>(_settings);
        if (options.Data is not null)
        {
            settings["data"] = ("--data", Path.GetFullPath(options.Data, Surroundings.WorkingDirectory));
        }

        if (options.LogLevel is not null)
        {
            settings["log.level"] = ("--log-level", options.LogLevel);
        }

        var configuration = ConfigLoader.Load(Surroundings, settings);
        foreach (var note in configuration.Notes)
        {
            Output.Note(note);
        }

        return configuration;
    }
}
