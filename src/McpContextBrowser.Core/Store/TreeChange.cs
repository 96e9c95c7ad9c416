using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Crypto;
using McpContextBrowser.Core.Files;

namespace McpContextBrowser.Core.Store;

/// <summary>One path of a tree that is new or different.</summary>
/// <param name="Path">Below the root.</param>
/// <param name="Content">Name of its content, in the store or in the same batch; null when it is skipped.</param>
/// <param name="Stamp">As read with the bytes.</param>
/// <param name="Skip">The reason when there is no content.</param>
public readonly record struct TreeChange(RelativePath Path, LookupName? Content, FileStamp Stamp, Skip Skip);
