namespace McpContextBrowser.Server.Observability;

/// <summary>Whether the server should be sent requests.</summary>
/// <param name="Status"><c>ready</c>, <c>stopping</c> or <c>degraded</c>.</param>
/// <param name="Parts">Per part; for an Admin only.</param>
internal sealed record HealthReport(string Status, IReadOnlyDictionary<string, string>? Parts = null);
