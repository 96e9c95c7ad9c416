using McpContextBrowser.Core.Files;

namespace McpContextBrowser.Core;

/// <summary>What an answer looked at.</summary>
/// <param name="Files">Files that were searched.</param>
/// <param name="Chunks">Their chunks.</param>
/// <param name="FilesPending">Files seen but not yet indexed; the walk may not have seen all.</param>
/// <param name="Skipped">Paths without a content, by reason.</param>
public sealed record Coverage(int Files, int Chunks, int FilesPending, IReadOnlyDictionary<SkipReason, int> Skipped);
