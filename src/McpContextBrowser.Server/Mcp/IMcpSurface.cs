using System.Text.Json.Nodes;
using McpContextBrowser.Server.Auth;
using ModelContextProtocol.Server;

namespace McpContextBrowser.Server.Mcp;

/// <summary>What is served: the product's tools, or the fixture tools of the protocol's conformance suite.</summary>
public interface IMcpSurface
{
    /// <summary>A fresh server for a caller, who sees and reaches only what is granted.</summary>
    McpServerOptions ServerOf(Caller caller);

    /// <returns>Null for a tool that the role table does not know, which nobody may call.</returns>
    Operation? OperationOfTool(string tool);

    /// <summary>What a message other than a tool's call is.</summary>
    /// <param name="method">As the message names it.</param>
    /// <param name="parameters">As the client sent them, unchecked.</param>
    /// <returns>Null for a method that nobody may call.</returns>
    Operation? OperationOfMethod(string method, JsonObject? parameters);

    /// <summary>Folders that a message names, for the audit log.</summary>
    /// <param name="method">As the message names it.</param>
    /// <param name="parameters">As the client sent them, unchecked.</param>
    IReadOnlyList<string> CollectionsIn(string method, JsonObject? parameters);

    /// <summary>Whether that folder is open to the caller. What serves the message refuses it by the same rule, as one that does not exist.</summary>
    bool IsGranted(Caller caller, Operation operation, string collection);
}
