using McpContextBrowser.Configuration;
using McpContextBrowser.Logs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace McpContextBrowser.Mcp;

/// <summary><c>ctxb serve</c> over stdin and stdout.</summary>
internal static class StdioServer
{
    /// <summary>Serves until the client closes stdin, or until stopped.</summary>
    public static async Task RunAsync(CtxbConfiguration configuration, Surroundings surroundings, CancellationToken cancellationToken)
    {
        // stdout belongs to the protocol: the raw stream is taken first, then whatever prints by mistake prints to stderr.
        var (input, output) = (Console.OpenStandardInput(), Console.OpenStandardOutput());
        Console.SetOut(Console.Error);
        await RunAsync(configuration, surroundings, input, output, Console.Error, cancellationToken);
    }

    /// <summary>The same over any pair of streams.</summary>
    /// <param name="configuration">Settings of the server.</param>
    /// <param name="surroundings">Working directory and home, for the default root.</param>
    /// <param name="input">Lines of JSON-RPC from the client; closed at the end.</param>
    /// <param name="output">Lines of JSON-RPC to the client; closed at the end.</param>
    /// <param name="messages">Warnings and errors for a person.</param>
    /// <param name="cancellationToken">Stops the server.</param>
    public static async Task RunAsync(
        CtxbConfiguration configuration, Surroundings surroundings, Stream input, Stream output, TextWriter messages, CancellationToken cancellationToken)
    {
        using var log = new RunLog(Path.Join(configuration.DataDirectory, LogFolder.Name), configuration.LogLevel, TimeProvider.System, configuration.LogRetention);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.SetMinimumLevel(LogLevel.Debug).AddProvider(new MessageLog(messages)).AddProvider(new RunLogProvider(log));
        builder.Logging.AddFilter<MessageLog>(null, LogLevel.Warning);
        builder.Logging.AddFilter<RunLogProvider>(null, LogLevel.Warning);
        builder.Logging.AddFilter<RunLogProvider>("McpContextBrowser", LogLevel.Debug);
        // The SDK warns of every call that a client gets wrong. A filter without a provider would lose to those above.
        builder.Logging.AddFilter<MessageLog>("ModelContextProtocol", LogLevel.Critical);
        builder.Logging.AddFilter<RunLogProvider>("ModelContextProtocol", LogLevel.Critical);
        builder.Services.AddSingleton(_ => new LineTransport(input, output, TimeProvider.System));
        builder.Services.AddSingleton(services => new ToolEngine(
            configuration, settings => Composition.Compose(settings, surroundings.Variable, stays: true), TimeProvider.System,
            services.GetRequiredService<ILoggerFactory>().CreateLogger<ToolEngine>()));
        builder.Services.AddSingleton(services => new ToolCalls(
            services.GetRequiredService<ToolEngine>(), ClientReach.OfOwner(configuration, surroundings), services.GetRequiredService<ILoggerFactory>().CreateLogger<ToolCalls>()));
        builder.Services.AddHostedService<McpSession>();
        using var host = builder.Build();
        var answered = host.Services.GetRequiredService<LineTransport>().FirstMessageSent;
        var serving = host.RunAsync(cancellationToken); // disposes the services too: running jobs end, the index is closed

        // The first line opens the log, which the client need not wait for; a server that never answers has it all the same.
        await Task.WhenAny(answered, serving);
        log.Write(new LogEntry(LogSeverity.Information, "serve.start") { Name = $"ctxb {ProductVersion.Text}", Message = surroundings.WorkingDirectory });
        await serving;
    }
}
