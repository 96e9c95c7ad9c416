namespace McpContextBrowser.Server.Web;

/// <summary>Answers a request with a refusal, in the form that the route's clients expect.</summary>
/// <param name="status">HTTP status.</param>
/// <param name="code">Stable word.</param>
/// <param name="message">What to do next.</param>
/// <param name="limit">The limit that was reached; null for another reason.</param>
internal delegate Task Refuse(int status, string code, string message, LimitReached? limit = null);
