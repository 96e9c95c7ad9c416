namespace McpContextBrowser.Server.Limits;

/// <summary>At most so many requests in any span of time of that length.</summary>
/// <param name="Requests">1 to 100,000; each costs 8 bytes for as long as it counts.</param>
/// <param name="Window">1 second to 1 day.</param>
public readonly record struct RateRule(int Requests, TimeSpan Window);
