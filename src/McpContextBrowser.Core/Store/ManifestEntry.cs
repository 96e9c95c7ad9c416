using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Files;

namespace McpContextBrowser.Core.Store;

/// <summary>A path of a tree: its content, or why it has none.</summary>
/// <param name="Path">Below the tree's root.</param>
/// <param name="Content">Id of its content; 0 when it was skipped.</param>
/// <param name="Chunks">Chunks of its content.</param>
/// <param name="Stamp">What the file system said when the bytes were read; the default value forces a second look.</param>
/// <param name="Skip">The reason when <paramref name="Content"/> is 0.</param>
public readonly record struct ManifestEntry(RelativePath Path, long Content, int Chunks, FileStamp Stamp, Skip Skip)
{
    public bool HasContent => Content != 0;
}
