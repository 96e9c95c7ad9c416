using McpContextBrowser.Core.Files;

namespace McpContextBrowser.Core;

/// <summary>A path of the tree without a content.</summary>
/// <param name="Path">Below the root, with <c>/</c>.</param>
/// <param name="Reason">Why.</param>
/// <param name="Rule">The rule that decided, such as <c>.gitignore:3:*.log</c>; null where the reason says it all.</param>
public sealed record SkippedPath(string Path, SkipReason Reason, string? Rule);
