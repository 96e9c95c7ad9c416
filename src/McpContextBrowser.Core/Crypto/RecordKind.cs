namespace McpContextBrowser.Core.Crypto;

/// <summary>What a sealed record holds; part of what the record is bound to. The numbers are stored: never reuse one.</summary>
public enum RecordKind : byte
{
    None = 0,
    Content = 1,
    Vectors = 2,
    Manifest = 3,
    Change = 4,
    SnapshotPage = 5,
    Tree = 6,
    Head = 7,
    Audit = 8,
    Configuration = 9,
    Place = 10,
    Statistics = 11,
}
