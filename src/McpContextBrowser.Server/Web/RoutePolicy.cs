using McpContextBrowser.Server.Auth;

namespace McpContextBrowser.Server.Web;

/// <summary>What a route is, in the terms of the role table. A route without one is refused; a test enumerates them.</summary>
/// <param name="Operation">Null: the route decides for each message it reads (<c>/mcp</c>).</param>
/// <param name="Anonymous">True only for what must be read to learn how to authenticate.</param>
internal sealed record RoutePolicy(Operation? Operation, bool Anonymous = false);
