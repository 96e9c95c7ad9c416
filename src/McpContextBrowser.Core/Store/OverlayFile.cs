using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Core.Store;

/// <summary>A file whose bytes on disk differ from the committed tree: it stands over its entry there.</summary>
/// <param name="Path">Below the root.</param>
/// <param name="Content">What was derived from the bytes; null when the store has it, or the file is gone or skipped.</param>
/// <param name="Known">The content in the store; null when it is new there, or there is none.</param>
public readonly record struct OverlayFile(RelativePath Path, NewContent? Content, KnownContent? Known);
