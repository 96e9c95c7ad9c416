namespace McpContextBrowser.Core.Files;

/// <summary>What the file system says about a file without opening it; two equal stamps are taken for the same bytes.</summary>
/// <param name="Size">Bytes.</param>
/// <param name="Mtime">Last write, in 100 ns ticks since 0001 UTC.</param>
/// <param name="Ctime">Last change of content or metadata (statx; ChangeTime on Windows), same unit; 0 where the system has none.</param>
/// <param name="Inode">File number on its device; 0 where the system has none.</param>
public readonly record struct FileStamp(long Size, long Mtime, long Ctime, ulong Inode);
