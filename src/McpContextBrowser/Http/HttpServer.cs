using McpContextBrowser.Configuration;
using McpContextBrowser.Logs;
using McpContextBrowser.Mcp;
using McpContextBrowser.Server;
using Microsoft.Extensions.Logging;

namespace McpContextBrowser.Http;

/// <summary><c>ctxb serve --http</c>: the same engine for a team.</summary>
internal static class HttpServer
{
    /// <summary>Serves until stopped; requests under way then have their time.</summary>
    /// <param name="configuration">Settings of the server.</param>
    /// <param name="surroundings">Working directory and home, for an Admin who names no folder.</param>
    /// <param name="note">Told where it listens and where the start token lies, once it does.</param>
    /// <param name="messages">Warnings and errors for a person.</param>
    /// <param name="cancellationToken">Stops the server.</param>
    public static async Task RunAsync(CtxbConfiguration configuration, Surroundings surroundings, Action<string> note, TextWriter messages, CancellationToken cancellationToken)
    {
        using var log = new RunLog(Path.Join(configuration.DataDirectory, LogFolder.Name), configuration.LogLevel, TimeProvider.System, configuration.LogRetention);
        using var own = LoggerFactory.Create(Logging);
        await using var engine = new ToolEngine(configuration, settings => Composition.Compose(settings, surroundings.Variable, stays: true), TimeProvider.System, own.CreateLogger<ToolEngine>());
        var folder = new ServerFolder(configuration.DataDirectory, MasterKeys.Current(configuration, surroundings.Variable), TimeProvider.System);
        var surface = new HttpSurface(engine, surroundings, folder.Owners, own.CreateLogger<ToolCalls>());
        await using var door = await HttpDoor.OpenAsync(
            HttpSettings.Of(configuration), surface, new HttpIndex(engine), folder, TimeProvider.System, Logging, cancellationToken);
        log.Write(new LogEntry(LogSeverity.Information, "serve.start") { Name = $"ctxb {ProductVersion.Text}", Message = door.Address });
        note($"Listening on {door.Address}/mcp; every request needs a credential.");
        if (door.StartTokenFile is { } file)
        {
            note($"No key has been made and no issuer is set: the credential of this start is in {file}, for its owner alone.");
        }

        await door.RunAsync(cancellationToken);
        log.Write(new LogEntry(LogSeverity.Information, "serve.end"));

        void Logging(ILoggingBuilder logging)
        {
            logging.SetMinimumLevel(LogLevel.Debug).AddProvider(new MessageLog(messages)).AddProvider(new RunLogProvider(log));
            logging.AddFilter<MessageLog>(null, LogLevel.Warning);
            logging.AddFilter<RunLogProvider>(null, LogLevel.Warning);
            logging.AddFilter<RunLogProvider>("McpContextBrowser", LogLevel.Debug);
            // The SDK warns of every call that a client gets wrong. A filter without a provider would lose to those above.
            logging.AddFilter<MessageLog>("ModelContextProtocol", LogLevel.Critical);
            logging.AddFilter<RunLogProvider>("ModelContextProtocol", LogLevel.Critical);
        }
    }
}
