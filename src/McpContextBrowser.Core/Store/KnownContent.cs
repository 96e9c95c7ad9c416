namespace McpContextBrowser.Core.Store;

/// <summary>A content that the store has.</summary>
/// <param name="Id">Its id, never used for another.</param>
/// <param name="Chunks">Its chunks.</param>
public readonly record struct KnownContent(long Id, int Chunks);
