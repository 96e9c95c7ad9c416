namespace McpContextBrowser.Server.Audit;

/// <summary>A record in the chain.</summary>
/// <param name="Number">From 1, without gaps.</param>
/// <param name="Json">The record, UTF-8.</param>
/// <param name="Mac">HMAC-SHA-256 over the entry before, the number and the record.</param>
public readonly record struct AuditEntry(long Number, byte[] Json, byte[] Mac);
