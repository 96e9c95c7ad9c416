namespace McpContextBrowser.Core.Crypto;

/// <summary>What a writer session is for; a session of one purpose cannot open another's records. The numbers are stored: never reuse one.</summary>
public enum SealingPurpose : byte
{
    None = 0,
    Store = 1,
    Snapshot = 2,
    Audit = 3,
    Configuration = 4,
}
