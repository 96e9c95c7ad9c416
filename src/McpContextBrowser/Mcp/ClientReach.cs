using System.Diagnostics;
using System.Text.Json.Nodes;
using McpContextBrowser.Configuration;
using McpContextBrowser.Core.Contracts;
using ModelContextProtocol.Protocol;

namespace McpContextBrowser.Mcp;

/// <summary>A client as the tools know it: its name, what it is offered and which folders are open to it.</summary>
internal sealed record ClientReach
{
    /// <summary>What keeps its cursors and sessions apart from those of others.</summary>
    public required string Caller { get; init; }

    /// <summary>Folders it may search.</summary>
    public required RootChoice Reads { get; init; }

    /// <summary>Folders it may index, clear and ask the status of.</summary>
    public required RootChoice Holds { get; init; }

    /// <summary>What <c>tools/list</c> answers.</summary>
    public required IReadOnlyList<Tool> Tools { get; init; }

    /// <summary>Whether it is told which endpoints the provider has and what they cost.</summary>
    public bool SeesProviders { get; init; }

    /// <summary>Told of a folder that an index job of this client is about to bring in; null where nobody asks whose it was.</summary>
    public Action<string>? BroughtIn { get; init; }

    /// <summary>Asked before a folder is cleared, with the word of confirmation that came with the call; throws when it may not be. Null allows it.</summary>
    public Action<string, string?>? BeforeClear { get; init; }

    /// <summary>A call of this client. The trace that the client is in gives the id, so that one leads through all systems.</summary>
    /// <param name="meta">The metadata of the client's message.</param>
    public CallContext CallOf(JsonObject? meta) =>
        meta?["traceparent"] is JsonValue value && value.TryGetValue<string>(out var text) && ActivityContext.TryParse(text, null, out var trace)
            ? new() { CorrelationId = trace.TraceId.ToHexString(), Caller = Caller }
            : CallContext.For(Caller);

    /// <summary>The one client of a process: the user's own.</summary>
    public static ClientReach OfOwner(CtxbConfiguration configuration, Surroundings surroundings)
    {
        var roots = new RootChoice(surroundings, configuration);
        return new() { Caller = "mcp:stdio", Reads = roots, Holds = roots, Tools = ToolCatalogue.Tools, SeesProviders = true };
    }
}
