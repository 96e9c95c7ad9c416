using McpContextBrowser.Server;

namespace McpContextBrowser.Configuration;

/// <summary>What was said of <c>serve --http</c>. A record of its own, so that copying a configuration does not load the server's assembly.</summary>
internal sealed record HttpChoice(HttpDoorOptions Options);
