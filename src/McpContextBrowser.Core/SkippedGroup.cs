using McpContextBrowser.Core.Files;

namespace McpContextBrowser.Core;

/// <summary>Paths that were left out by the same rule.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Rule">The rule that decided, such as <c>.gitignore:3:*.log</c>; null where the reason says it all.</param>
/// <param name="Count">How many; a folder that was not entered counts once.</param>
/// <param name="Example">The first of them.</param>
public sealed record SkippedGroup(SkipReason Reason, string? Rule, int Count, string Example);
