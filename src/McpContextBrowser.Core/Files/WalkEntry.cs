using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Core.Files;

/// <summary>What a walk says about one path.</summary>
/// <param name="Path">Below the root. A name that is not UTF-8 is shown with its bad bytes as <c>\xHH</c> and cannot be opened.</param>
/// <param name="Stamp">Of a regular file, skipped or not; default for folders, links, and what the rules ignored unseen.</param>
/// <param name="Skip">Null for a file to read; else why the file, or the whole folder, is left out.</param>
public readonly record struct WalkEntry(RelativePath Path, FileStamp Stamp, Skip? Skip);
