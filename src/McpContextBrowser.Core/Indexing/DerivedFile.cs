using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Crypto;
using McpContextBrowser.Core.Files;
using McpContextBrowser.Core.Store;

namespace McpContextBrowser.Core.Indexing;

/// <summary>What became of one file: a content, or a reason why not.</summary>
/// <param name="Path">Below the root.</param>
/// <param name="Stamp">Of the bytes that were read; the default when they were too young to trust the clock of the file system.</param>
/// <param name="Skip">The reason when there is no content.</param>
/// <param name="Name">The content's name; null when skipped.</param>
/// <param name="Content">What was derived; null when the store, or another file of the same run, has the content already.</param>
/// <param name="Known">True when the store had the content.</param>
internal sealed record DerivedFile(
    RelativePath Path, FileStamp Stamp, Skip Skip, LookupName? Name, NewContent? Content, bool Known)
{
    public TreeChange ToChange() => new(Path, Name, Stamp, Skip);
}
