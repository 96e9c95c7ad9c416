using McpContextBrowser.Core.Crypto;

namespace McpContextBrowser.Core.Store;

/// <summary>A content that a writer adds.</summary>
/// <param name="Name">Its keyed name.</param>
/// <param name="Record">Chunks and terms.</param>
/// <param name="CompressedText">Text by <see cref="TextCodec"/>.</param>
/// <param name="Vectors">By the model of the batch; null without a model.</param>
public sealed record NewContent(LookupName Name, ContentRecord Record, byte[] CompressedText, VectorBlock? Vectors);
