using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Core.Store;

/// <summary>A file whose bytes on disk differ from the committed tree: it stands over its entry there.</summary>
/// <param name="Path">Below the root.</param>
/// <param name="Content">What was derived from the bytes; null when the file is gone or skipped.</param>
public readonly record struct OverlayFile(RelativePath Path, NewContent? Content);
