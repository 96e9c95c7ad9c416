using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Crypto;
using McpContextBrowser.Core.Files;
using McpContextBrowser.Core.Store;

namespace McpContextBrowser.Core.Indexing;

/// <summary>What became of one file: a content, or a reason why not.</summary>
/// <param name="Path">Below the root.</param>
/// <param name="Stamp">Of the bytes that were read; the default when they were too young to trust the clock of the file system.</param>
/// <param name="Skip">The reason when there is no content.</param>
/// <param name="Name">Of the bytes' content; null when they were not looked at. A skipped file may have one: its content cannot be made.</param>
/// <param name="Content">What was derived; null when the store, or another file of the same run, has the content already.</param>
/// <param name="Known">The content in the store, when it was there.</param>
internal sealed record DerivedFile(
    RelativePath Path, FileStamp Stamp, Skip Skip, LookupName? Name, NewContent? Content, KnownContent? Known)
{
    public bool IsSkipped => Skip.Reason != SkipReason.None;

    /// <summary>True when a search over the committed entry sees what is on disk: stamp or reason may differ, no byte that is shown.</summary>
    public bool Shows(ManifestEntry? committed) =>
        IsSkipped ? committed is not { HasContent: true } : Known is { } known && committed?.Content == known.Id;

    public TreeChange ToChange() => new(Path, IsSkipped ? null : Name, Stamp, Skip);
}
