using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpContextBrowser.Mcp;

/// <summary>One client's session over one transport; when the client closes its side, the host stops.</summary>
internal sealed class McpSession(LineTransport transport, ToolCalls calls, IHostApplicationLifetime lifetime, ILoggerFactory logs) : BackgroundService
{
    private const string Instructions =
        "Searches the repository's code by meaning, words or symbol. Use search_code first when you look for where or how something is done; "
        + "read the file at the lines it names only when the piece it returns is not enough.";

    private static readonly TimeSpan ListsStayTheSame = TimeSpan.FromHours(1);

    /// <summary>Both eras: the initialize handshake up to 2025-11-25, and 2026-07-28 without.</summary>
    public static McpServerOptions Options(ToolCalls calls) => new()
    {
        ServerInfo = new Implementation { Name = "ctxb", Title = "ctxb code search", Version = ProductVersion.Text },
        ServerInstructions = Instructions,
        Capabilities = new ServerCapabilities
        {
            Tools = new ToolsCapability { ListChanged = false },
            Resources = new ResourcesCapability { ListChanged = false, Subscribe = false },
            Completions = new CompletionsCapability(),
        },
        Handlers = new McpServerHandlers
        {
            ListToolsHandler = (_, _) => ValueTask.FromResult(
                new ListToolsResult { Tools = [.. calls.Tools], TimeToLive = ListsStayTheSame, CacheScope = calls.Tools.Count == ToolCatalogue.Tools.Count ? CacheScope.Public : CacheScope.Private }),
            CallToolHandler = calls.CallAsync,
            ListResourcesHandler = static (_, _) => ValueTask.FromResult(ResourceCalls.List),
            ListResourceTemplatesHandler = static (_, _) => ValueTask.FromResult(ResourceCalls.Templates),
            ReadResourceHandler = calls.Resources.ReadAsync,
            CompleteHandler = calls.Resources.CompleteAsync,
        },
        Filters = new McpServerFilters { Message = new McpMessageFilters { IncomingFilters = { RefuseMisshapenParameters } } },
    };

    /// <summary>Parameters of the wrong shape are the client's mistake (−32602); the SDK would call them an internal error.</summary>
    private static McpMessageHandler RefuseMisshapenParameters(McpMessageHandler next) => async (context, cancellationToken) =>
    {
        try
        {
            await next(context, cancellationToken);
        }
        catch (JsonException)
        {
            throw new McpProtocolException("The parameters do not have the form this method asks for.", McpErrorCode.InvalidParams);
        }
    };

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await using var server = McpServer.Create(transport, Options(calls), logs);
            await server.RunAsync(stoppingToken);
        }
        finally
        {
            lifetime.StopApplication();
        }
    }
}
