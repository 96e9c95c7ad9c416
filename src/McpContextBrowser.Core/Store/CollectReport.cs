namespace McpContextBrowser.Core.Store;

/// <summary>What a collection of unused contents did.</summary>
/// <param name="Deleted">Contents deleted.</param>
/// <param name="Waiting">Unused contents that stay until their time has come: a branch may return.</param>
public readonly record struct CollectReport(int Deleted, int Waiting);
