namespace McpContextBrowser.Server.Limits;

/// <summary>How a window stands after a request.</summary>
/// <param name="Allowed">The request was counted.</param>
/// <param name="Limit">Requests that the window holds.</param>
/// <param name="Remaining">Requests that would be allowed now.</param>
/// <param name="Reset">Until the window is empty if nothing more comes.</param>
/// <param name="RetryAfter">Until one more request is allowed; zero when it is now.</param>
public readonly record struct RateVerdict(bool Allowed, int Limit, int Remaining, TimeSpan Reset, TimeSpan RetryAfter);
