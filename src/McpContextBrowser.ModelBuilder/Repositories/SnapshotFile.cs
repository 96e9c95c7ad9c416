using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.ModelBuilder.Repositories;

/// <summary>A file of a tree.</summary>
/// <param name="Path">Below the top of the repository.</param>
/// <param name="Blob">Name of its content.</param>
/// <param name="Size">Bytes.</param>
internal readonly record struct SnapshotFile(RelativePath Path, string Blob, long Size);
