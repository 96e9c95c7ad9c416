namespace McpContextBrowser.Core.Store;

/// <summary>What one step of re-sealing did.</summary>
/// <param name="Next">Where the next step goes on; null when nothing in the store needs an older key any more.</param>
/// <param name="Resealed">Records that this step sealed anew.</param>
public readonly record struct ResealStep(ResealCursor? Next, int Resealed);

/// <summary>A place between two records, in an order of the store's own.</summary>
public readonly record struct ResealCursor(int Part, long After);
