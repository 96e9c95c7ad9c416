namespace McpContextBrowser.Core.Store;

/// <summary>A content as read back, without its text.</summary>
/// <param name="Id">Rises with time.</param>
/// <param name="Record">Chunks and terms.</param>
/// <param name="Vectors">By the model asked for; null when there are none yet.</param>
public sealed record StoredContent(long Id, ContentRecord Record, VectorBlock? Vectors);
