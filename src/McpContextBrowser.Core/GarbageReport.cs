namespace McpContextBrowser.Core;

/// <summary>What a collection of garbage did.</summary>
/// <param name="Roots">Folders that are no longer indexed.</param>
/// <param name="Deleted">Contents deleted.</param>
/// <param name="Waiting">Unused contents that are kept until their time has come.</param>
/// <param name="BytesFreed">By how much the files on disk shrank.</param>
public sealed record GarbageReport(IReadOnlyList<string> Roots, int Deleted, int Waiting, long BytesFreed);
