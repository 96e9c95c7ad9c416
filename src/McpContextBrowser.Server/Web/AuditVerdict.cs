namespace McpContextBrowser.Server.Web;

/// <summary>What a walk along the audit chain found.</summary>
internal sealed record AuditVerdict(bool Whole, long Entries, string? Problem);
