using McpContextBrowser.Core;

namespace McpContextBrowser.Answers;

/// <summary>Bytes on disk by part, as programs read them.</summary>
internal sealed record SizeRow(long Texts, long Chunks, long Vectors, long Trees, long Snapshot, long Other)
{
    public static SizeRow Of(SizeOnDisk size) => new(size.Texts, size.Chunks, size.Vectors, size.Trees, size.Snapshot, size.Other);
}
