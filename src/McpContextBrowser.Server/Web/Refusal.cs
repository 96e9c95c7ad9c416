namespace McpContextBrowser.Server.Web;

/// <param name="Error">Stable word.</param>
/// <param name="Message">What to do next.</param>
/// <param name="CorrelationId">Names the request in log and audit.</param>
/// <param name="Data">The limit that was reached, if that is why.</param>
internal sealed record Refusal(string Error, string Message, string CorrelationId, LimitReached? Data = null);
