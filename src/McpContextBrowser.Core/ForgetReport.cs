namespace McpContextBrowser.Core;

/// <summary>What was removed.</summary>
/// <param name="Roots">Folders that are no longer indexed; empty when there was nothing.</param>
/// <param name="BytesFreed">By how much the files on disk shrank.</param>
public sealed record ForgetReport(IReadOnlyList<string> Roots, long BytesFreed);
