using System.CommandLine;
using McpContextBrowser.Http;
using McpContextBrowser.Mcp;

namespace McpContextBrowser.Cli;

/// <summary><c>ctxb serve</c>: the Model Context Protocol over stdin and stdout, or with <c>--http</c> for a team.</summary>
internal sealed record ServeCommand : ICommand
{
    public bool ReadOnly { get; init; }

    /// <summary>Over HTTP rather than over stdin and stdout.</summary>
    public bool Http { get; init; }

    /// <summary>Where to listen; null takes the configured address.</summary>
    public string? Address { get; init; }

    public static Verb Verb()
    {
        var readOnly = new Option<bool>("--read-only") { Description = "Search only: refuse to index and to clear on request." };
        var http = new Option<string?>("--http")
        {
            HelpName = "ADDRESS:PORT",
            Arity = ArgumentArity.ZeroOrOne,
            Description = "Serve a team over HTTP, nobody without a key (default: http.address).",
        };
        var command = new Command("serve", "Answers coding agents: the Model Context Protocol over stdin and stdout, or over HTTP.") { http, readOnly };
        return new(command, parsed => new ServeCommand
        {
            ReadOnly = parsed.GetValue(readOnly),
            Http = parsed.GetResult(http) is { Implicit: false },
            Address = parsed.GetValue(http),
        });
    }

    public async Task<ExitCode> RunAsync(Session session, CancellationToken cancellationToken)
    {
        if (Address is not null)
        {
            session.Set("http.address", "--http", Address);
        }

        var configuration = session.Configuration with { ReadOnly = ReadOnly || session.Configuration.ReadOnly };
        if (!Http)
        {
            await StdioServer.RunAsync(configuration, session.Surroundings, cancellationToken);
        }
        else if (!WebRuntime.IsHere)
        {
            return (ExitCode)await WebRuntime.EnterAsync(cancellationToken);
        }
        else
        {
            await HttpServer.RunAsync(configuration, session.Surroundings, session.Output.Note, session.Output.Messages, cancellationToken);
        }

        return ExitCode.Ok;
    }
}
