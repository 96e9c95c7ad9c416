namespace McpContextBrowser.Server.Audit;

/// <summary>The end of the chain, signed: without it a cut would look like a shorter log.</summary>
/// <param name="Number">Number of the last entry.</param>
/// <param name="Mac">Its HMAC.</param>
/// <param name="Signature">HMAC of both under a second key.</param>
public sealed record AuditHead(long Number, byte[] Mac, byte[] Signature);
