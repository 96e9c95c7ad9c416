using System.Text.Json.Nodes;
using McpContextBrowser.Configuration;
using McpContextBrowser.Mcp;
using McpContextBrowser.Server.Auth;
using McpContextBrowser.Server.Mcp;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Role = McpContextBrowser.Server.Auth.Role;

namespace McpContextBrowser.Http;

/// <summary>The tools as callers over HTTP see them: each only what the role allows, in the folders that are granted.</summary>
/// <param name="engine">One for all.</param>
/// <param name="surroundings">Working directory and home, for an Admin who names no folder.</param>
/// <param name="owners">Whose job brought a folder in.</param>
/// <param name="log">Where the ends of calls are told.</param>
internal sealed class HttpSurface(ToolEngine engine, Surroundings surroundings, CollectionOwners owners, ILogger log) : IMcpSurface
{
    private readonly ClearRule _clear = new(owners, TimeProvider.System);

    public McpServerOptions ServerOf(Caller caller) => McpSession.Options(new ToolCalls(engine, ReachOf(caller), log));

    public Operation? OperationOfTool(string tool) => tool switch
    {
        ToolNames.Search or ToolNames.Similar => Operation.Search,
        ToolNames.Status => Operation.Status,
        ToolNames.Index => Operation.Index,
        ToolNames.Clear => Operation.Clear,
        _ => null,
    };

    public Operation? OperationOfMethod(string method, JsonObject? parameters) => method switch
    {
        RequestMethods.ResourcesRead => parameters?["uri"] is JsonValue uri && uri.ToString() == ResourceCalls.StatusUri ? Operation.Status : Operation.Search,
        RequestMethods.CompletionComplete => Operation.Search,
        _ => Operation.Health, // reads nothing; a method that there is not is refused by the protocol
    };

    public IReadOnlyList<string> CollectionsIn(string method, JsonObject? parameters) => method switch
    {
        RequestMethods.ToolsCall => Texts(parameters?["arguments"] is JsonObject arguments ? arguments["path"] ?? arguments["collection"] : null),
        RequestMethods.ResourcesRead => parameters?["uri"] is JsonValue uri && ResourceUri.Parse(uri.ToString())?.Root is { } root ? [root] : [],
        RequestMethods.CompletionComplete => Texts(((parameters?["context"] as JsonObject)?["arguments"] as JsonObject)?["root"]),
        _ => [],
    };

    public bool IsGranted(Caller caller, Operation operation, string collection)
    {
        var reach = ReachOf(caller);
        return (operation == Operation.Search ? reach.Reads : reach.Holds).IsGranted(collection);
    }

    private static IReadOnlyList<string> Texts(JsonNode? named) => named switch
    {
        JsonValue one => [one.ToString()],
        JsonArray several => [.. several.OfType<JsonValue>().Select(one => one.ToString())],
        _ => [],
    };

    private ClientReach ReachOf(Caller caller)
    {
        var configuration = engine.Configuration;
        var isAdmin = caller.Role == Role.Admin;
        // A Guest is granted none, whatever the credential names.
        IReadOnlyList<string> holds = isAdmin ? configuration.AllowedRoots : caller.Role == Role.Guest ? [] : caller.Collections;
        IReadOnlyList<string> reads = isAdmin ? holds : [.. holds.Union(HttpSettings.Of(configuration).PublicCollections)];
        return new()
        {
            Caller = $"http:{caller.Name}",
            Reads = Choice(reads),
            Holds = Choice(holds),
            Tools =
            [
                .. ToolCatalogue.Tools.Where(tool => OperationOfTool(tool.Name) is { } operation && caller.May(operation))
                    .Select(tool => tool.Name == ToolNames.Clear && !isAdmin ? ToolCatalogue.ConfirmedClear : tool),
            ],
            BroughtIn = root => owners.Claim(root, caller.Name),
            BeforeClear = (root, word) => _clear.Check(caller, root, word),
            SeesProviders = isAdmin,
        };

        // An Admin of a server without allowed roots reaches what its owner does.
        RootChoice Choice(IReadOnlyList<string> folders) =>
            new(surroundings, configuration with { AllowedRoots = folders, OnlyAllowedRoots = !isAdmin || folders.Count > 0 });
    }
}
