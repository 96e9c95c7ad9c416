using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Server;
using McpContextBrowser.Server.Auth;
using McpContextBrowser.Server.Mcp;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Role = McpContextBrowser.Server.Auth.Role;

namespace McpContextBrowser.Tests.Server;

/// <summary>Three small tools, one for each kind of operation, so that the door is tested without an engine behind it.</summary>
internal sealed class FixtureSurface : IMcpSurface, IIndexKeeper
{
    private static readonly Dictionary<string, Operation> Tools = new()
    {
        ["search_code"] = Operation.Search,
        ["index_codebase"] = Operation.Index,
        ["clear_index"] = Operation.Clear,
        ["wait"] = Operation.Search,
        ["tell"] = Operation.Search,
    };

    /// <summary>Folders that the index holds.</summary>
    public HashSet<string> Held { get; } = [];

    public int Rotations { get; private set; }

    /// <summary>Released by a test to let <c>wait</c> end.</summary>
    public SemaphoreSlim MayEnd { get; } = new(0);

    /// <summary>Released when <c>wait</c> has begun.</summary>
    public SemaphoreSlim HasBegun { get; } = new(0);

    public int Cancelled { get; private set; }

    /// <summary>What <c>tell</c> does, somewhere inside of a call.</summary>
    public Action Told { get; set; } = static () => { };

    public Task<long> RotateKeysAsync(CallContext call, CancellationToken cancellationToken) => Task.FromResult<long>(++Rotations);

    public async IAsyncEnumerable<string> BackupAsync(string? collection, bool withTexts, CallContext call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var held in Held.Where(held => collection is null || held == collection))
        {
            await Task.Yield();
            yield return held + (withTexts ? " with texts" : "");
        }
    }

    public Task<bool> EraseAsync(string collection, CallContext call, CancellationToken cancellationToken) => Task.FromResult(Held.Remove(collection));

    public McpServerOptions ServerOf(Caller caller) => new()
    {
        ServerInfo = new Implementation { Name = "fixture", Version = "1" },
        Capabilities = new ServerCapabilities { Tools = new ToolsCapability() },
        Handlers = new McpServerHandlers
        {
            ListToolsHandler = static (_, _) => ValueTask.FromResult(new ListToolsResult
            {
                Tools = [.. Tools.Keys.Select(name => new Tool { Name = name, InputSchema = JsonElement.Parse("""{"type":"object"}""") })],
            }),
            CallToolHandler = async (request, cancellationToken) =>
            {
                if (request.Params.Name == "wait")
                {
                    HasBegun.Release();
                    try
                    {
                        await MayEnd.WaitAsync(cancellationToken);
                    }
                    catch (OperationCanceledException)
                    {
                        Cancelled++;
                        HasBegun.Release();
                        throw;
                    }
                }

                if (request.Params.Name == "tell")
                {
                    await Task.Yield();
                    Told();
                }

                return new CallToolResult { Content = [new TextContentBlock { Text = $"{request.Params.Name} for {caller.Name}" }] };
            },
        },
    };

    public Operation? OperationOfTool(string tool) => Tools.TryGetValue(tool, out var operation) ? operation : null;

    public Operation? OperationOfMethod(string method, JsonObject? parameters) => Operation.Health;

    public IReadOnlyList<string> CollectionsIn(string method, JsonObject? parameters) =>
        parameters?["arguments"] is JsonObject arguments && arguments["path"] is JsonValue path ? [path.ToString()] : [];

    public bool IsGranted(Caller caller, Operation operation, string collection) => caller.Role == Role.Admin || caller.Collections.Contains(collection);
}
